"""异议裁定: the objection is granted, or the unit is designated and that is final (floor rule 11)."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, asked_back, at, delegated, dispatched, fresh, its
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_objection, rule_return
from xinqiao.handling.actions import object, sign


def objecting(task: Assignment) -> Assignment:
    asked_back(task, now=at(30))
    rule_return(task, granted=False, reason="属你单位职责", by=above("dispatcher", task), now=at(60))
    object(task, reason="三定方案无此职责", by=its("liaison", task), now=at(90))
    return task


def ruled(task, *, granted, reason="经研究", by=None, now=None):
    return rule_objection(task, granted=granted, reason=reason, by=by or above("dispatcher", task), now=now or at(120))


@pytest.fixture
def task() -> Assignment:
    return objecting(dispatched("zjj"))


def test_granted_the_case_waits_for_another_unit(task):
    event = ruled(task, granted=True)
    assert (told(event), event.text.body) == (("rule_objection", "dispatched", "sent_back"), "经研究")
    assert (fresh(task).state, fresh(task).is_final, fresh(task.case).stage) == ("sent_back", False, "registered")
    assert (asked_for(event), open_kinds(task.case)) == (True, [])
    assert faults(task.case) == []


def test_refused_the_unit_is_designated_and_that_is_final(task):
    event = ruled(task, granted=False)
    assert told(event) == ("rule_objection", "dispatched", "dispatched")
    assert (fresh(task).is_final, fresh(task).state) == (True, "dispatched")
    assert "已指定承办" in str(refused(Barred, task, lambda: asked_back(task, now=at(130))))
    sign(task, by=its("liaison", task), now=at(140))
    assert fresh(task).is_final
    assert faults(task.case) == []


def test_the_dispatcher_of_the_node_that_handed_it_down():
    town = objecting(delegated()[-1])
    assert who_may(lambda by: ruled(fresh(town), granted=False, by=by)) == {"dispatcher@dongcheng"}


def test_while_the_unit_has_not_answered():
    assert starts_from(TASKS, lambda one: ruled(one, granted=True, now=at(600))) == {"dispatched", "handling"}


def test_every_ruling_needs_its_reason_and_its_request(task):
    for granted in (True, False):
        error = refused(Incomplete, task, lambda granted=granted: ruled(task, granted=granted, reason=""))
        assert error.missing == ["reason"]
    plain = dispatched("zjj")
    refused(Barred, plain, lambda: ruled(plain, granted=False))
