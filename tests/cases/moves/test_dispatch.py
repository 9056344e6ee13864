"""派单: the case is handed to its lead unit, and the clocks start."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import CASES, asked_for, faults, last_event, ledger, who_may
from tests.factories import at, dispatched, fresh, person, registered, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Conflict, Incomplete
from xinqiao.dispatch.actions import dispatch

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_unit_has_a_task_to_sign_and_the_case_is_in_hand():
    task = fresh(dispatched("cgj"))
    assert (task.state, task.tie, task.unit.code, task.dispatched_by_unit.code) == ("dispatched", "lead", "cgj", "xq")
    assert (task.case.stage, task.number) == ("in_hand", f"{task.case.number}-1")
    assert faults(task.case) == []


def test_its_clocks_start_and_its_limits_are_those_of_the_citys_rule():
    task = fresh(dispatched())
    assert (task.dispatched_at, task.stopped_at, task.rule) == (at(10), None, "R00")
    # 4 working hours, 1 and 5 working days from Monday 9:40
    assert task.sign_due_at == datetime(2025, 9, 1, 14, 40, tzinfo=SHANGHAI)
    assert task.contact_due_at == datetime(2025, 9, 2, 17, 30, tzinfo=SHANGHAI)
    assert task.due_at == datetime(2025, 9, 8, 17, 30, tzinfo=SHANGHAI)


def test_an_order_from_the_province_has_half_the_time():
    assert dispatched(source="province").due_at == datetime(2025, 9, 4, 17, 30, tzinfo=SHANGHAI)


def test_the_event_tells_the_task_so_that_replay_can_rebuild_it():
    case = registered()
    dispatch(case, lead=unit("cgj"), note="请先到现场", by=person("dispatcher"), now=at(10))
    event = last_event(case)
    assert (event.verb, event.assignment.suffix, event.from_state, event.to_state) == (
        "dispatch",
        1,
        "registered",
        "dispatched",
    )
    assert (event.by, event.at) == (person("dispatcher"), at(10))
    assert {name: event.data[name] for name in ("unit", "from_unit", "tie", "rule")} == {
        "unit": "cgj", "from_unit": "xq", "tie": "lead", "rule": "R00",
    }  # fmt: skip
    assert event.data["due_at"] == "2025-09-08T17:30:00+08:00"
    assert event.text.body == "请先到现场"
    assert asked_for(event)


def test_only_the_dispatcher_of_the_centre_dispatches():
    case = registered()
    assert who_may(lambda by: dispatch(case, lead=unit("cgj"), by=by, now=at(10))) == {"dispatcher"}


@pytest.mark.parametrize(("stage", "instead"), [("in_hand", []), ("completed", ["call_back"]), ("archived", [])])
def test_a_case_that_does_not_wait_for_a_unit_cannot_be_dispatched(stage, instead):
    case = CASES[stage]()
    before = ledger(case)
    with pytest.raises(Conflict) as refused:
        dispatch(case, lead=unit("zjj"), by=person("dispatcher"), now=at(600))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(case) == before


def test_a_dispatch_needs_a_unit():
    case = registered()
    with pytest.raises(Incomplete) as refused:
        dispatch(case, lead=None, by=person("dispatcher"), now=at(10))
    assert refused.value.missing == ["unit"]
    assert not Assignment.objects.exists()


def test_nobody_has_to_be_contacted_where_the_citizen_stays_anonymous():
    task = dispatched(confidentiality="anonymous")
    assert (task.contact_due_at, task.sign_due_at is None) == (None, False)
