"""退单裁定: whoever dispatched takes the task back, or holds the unit to it (floor rule 11)."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, asked_back, at, dispatched, fresh, its, joint, person, town_task, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import dispatch, rule_return
from xinqiao.handling.actions import reply, sign


def ruled(task, *, granted=True, reason="派单有误", by=None, now=None):
    return rule_return(task, granted=granted, reason=reason, by=by or above("dispatcher", task), now=now or at(60))


@pytest.fixture
def task() -> Assignment:
    """What housing was handed and asks to be rid of."""
    found = dispatched("zjj")
    asked_back(found, now=at(30))
    return found


def test_granted_the_case_waits_for_another_unit_and_the_citizens_clock_runs_on(task):
    """Floor rule 10."""
    due = fresh(task.case).due_at
    event = ruled(task)
    assert (told(event), event.data["granted"]) == (("rule_return", "dispatched", "sent_back"), True)
    assert (event.text.body, asked_for(event), open_kinds(task.case)) == ("派单有误", True, [])
    assert (fresh(task).state, fresh(task.case).stage) == ("sent_back", "registered")
    again = dispatch(fresh(task.case), lead=unit("cgj"), by=person("dispatcher"), now=at(24 * 60))
    assert (fresh(task.case).due_at, again.due_at > due) == (due, True)
    assert faults(task.case) == []


def test_refused_the_unit_goes_on(task):
    event = ruled(task, granted=False, reason="属你单位职责")
    assert (told(event), event.data["granted"]) == (("rule_return", "dispatched", "dispatched"), False)
    asked = task.requests.get()
    assert (asked.granted, asked.ruled, asked.closed_at) == (False, event, at(60))
    sign(task, by=its("liaison", task), now=at(70))
    assert faults(task.case) == []


def test_a_villages_return_goes_to_its_town_and_never_to_the_city():
    """Floor rule 11: only to whoever dispatched; the town's own task and the case stay in hand."""
    town = town_task()
    asked_back(town, now=at(30))
    assert who_may(lambda by: ruled(fresh(town), by=by)) == {"dispatcher@dongcheng"}
    ruled(town)
    assert (fresh(town).state, fresh(town.parent).state, fresh(town.case).stage) == ("sent_back", "handling", "in_hand")
    assert faults(town.case) == []


def test_the_others_of_a_joint_case_go_on():
    lead, beside, helper = joint()
    for one in (beside, helper):
        asked_back(one, now=at(30))
        ruled(one)
    assert [fresh(one).state for one in (lead, beside, helper)] == ["dispatched", "sent_back", "sent_back"]
    assert fresh(lead.case).stage == "in_hand"
    assert faults(lead.case) == []


def test_who_ruled_wrong_dispatch_and_undue_return_stand_in_the_events(task):
    """Floor rule 11: count both, the dispatcher's and the unit's."""
    ruled(task)
    other = dispatched("zjj")
    asked_back(other, now=at(30))
    ruled(other, granted=False)
    rulings = [event.data["granted"] for one in (task, other) for event in one.events.filter(verb="rule_return")]
    assert rulings == [True, False]


def test_while_the_unit_has_not_answered():
    assert starts_from(TASKS, lambda one: ruled(one, now=at(600))) == {"dispatched", "handling"}


def test_once_the_unit_has_answered_there_is_nothing_to_rule_on(task):
    sign(task, by=its("liaison", task), now=at(40))
    reply(task, text="已处理", outcome="solved", by=its("handler", task), now=at(50))
    assert task.requests.get().granted is None
    assert open_kinds(task.case) == []


def test_every_ruling_needs_its_reason_and_its_request(task):
    for granted in (True, False):
        error = refused(Incomplete, task, lambda granted=granted: ruled(task, granted=granted, reason=""))
        assert error.missing == ["reason"]
    plain = dispatched("zjj")
    assert "没有待裁定的申请" in str(refused(Barred, plain, lambda: ruled(plain)))
