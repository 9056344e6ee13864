"""派单异议: a refused return is objected to, once (floor rule 11)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, asked_back, at, delegated, dispatched, fresh, in_handling, its, signed, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_objection, rule_return
from xinqiao.handling.actions import delegate, object
from xinqiao.people import policy
from xinqiao.people.models import Platform

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def _the_policy_of_this_test():
    yield
    policy.forget()


def objected(task, *, reason="三定方案无此职责", by=None, now=None):
    return object(task, reason=reason, by=by or its("liaison", task), now=now or at(90))


def held_to(task: Assignment) -> Assignment:
    asked_back(task, now=at(30))
    rule_return(task, granted=False, reason="属你单位职责", by=above("dispatcher", task), now=at(60))
    return task


@pytest.fixture
def task() -> Assignment:
    """Housing asked to be rid of it and was refused."""
    return held_to(dispatched("zjj"))


def test_asking_changes_nothing_but_that_it_was_asked(task):
    event = objected(task)
    assert (told(event), event.text.body) == (("object", "dispatched", "dispatched"), "三定方案无此职责")
    assert (asked_for(event), open_kinds(task.case)) == (True, ["object"])
    assert (fresh(task).state, fresh(task).is_final) == ("dispatched", False)
    assert faults(task.case) == []


def test_the_units_liaison_objects():
    town = held_to(delegated()[-1])
    assert who_may(lambda by: objected(fresh(town), by=by)) == {"liaison@heping"}


def test_only_to_a_refused_return():
    plain = dispatched("zjj")
    assert "退单未被驳回" in str(refused(Barred, plain, lambda: objected(plain)))
    asked_back(plain, now=at(30))
    refused(Barred, plain, lambda: objected(plain))


def test_once(task):
    objected(task)
    assert "已在等候裁定" in str(refused(Barred, task, lambda: objected(task)))
    rule_objection(task, granted=False, reason="指定承办", by=above("dispatcher", task), now=at(100))
    assert "已指定承办" in str(refused(Barred, task, lambda: objected(task, now=at(110))))


@pytest.mark.parametrize(("minute", "open_still"), [(0, True), (1, False)])
def test_within_a_working_day_of_the_refusal(task, minute, open_still):
    """Refused on Monday: until Tuesday's close, but for the hour that returns have too (floor rule 11)."""
    Platform.objects.update(settings={"dispatch": {"returns_until": "23:59"}})
    policy.forget()
    when = datetime(2025, 9, 2, 17, 30 + minute, tzinfo=SHANGHAI)
    if open_still:
        objected(task, now=when)
        assert faults(task.case) == []
    else:
        assert "2025-09-02 17:30" in refused(Barred, task, lambda: objected(task, now=when)).why


def test_a_city_gives_more_time(task):
    Platform.objects.update(settings={"dispatch": {"objection_limit": "3 wd"}})
    policy.forget()
    objected(task, now=datetime(2025, 9, 4, 17, tzinfo=SHANGHAI))


@pytest.mark.parametrize(("second", "open_still"), [(0, True), (1, False)])
def test_the_cut_off_hour_of_returns_stops_objections_too(task, second, open_still):
    when = datetime(2025, 9, 1, 17, 29, second, tzinfo=SHANGHAI)
    if open_still:
        objected(task, now=when)
    else:
        assert "17:29" in refused(Barred, task, lambda: objected(task, now=when)).why


def test_while_the_unit_has_not_answered():
    assert starts_from(TASKS, lambda one: objected(one, now=at(200))) == {"dispatched", "handling"}


def test_what_was_handed_down_further_comes_up_first():
    district = held_to(in_handling("dongcheng"))
    delegate(district, to=unit("heping"), by=its("dispatcher", district), now=at(70))
    refused(Barred, district, lambda: objected(district))


def test_it_needs_a_reason(task):
    assert refused(Incomplete, task, lambda: objected(task, reason="")).missing == ["reason"]
    signed(task, now=at(95))
    assert faults(task.case) == []
