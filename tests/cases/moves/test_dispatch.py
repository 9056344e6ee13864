"""派单: the case is handed to its units, and the clocks start."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import CASES, asked_for, faults, last_event, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh, joint, person, registered, taken_back, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import dispatch
from xinqiao.people import policy

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_unit_has_a_task_to_sign_and_the_case_is_in_hand():
    task = fresh(dispatched("cgj"))
    assert (task.state, task.tie, task.unit.code, task.dispatched_by_unit.code) == ("dispatched", "lead", "cgj", "xq")
    assert (task.case.stage, task.number) == ("in_hand", f"{task.case.number}-1")
    assert faults(task.case) == []


def test_its_clocks_start_and_its_limits_are_those_of_the_citys_rule():
    """Floor rule 5: the handling clock starts at dispatch."""
    task = fresh(dispatched())
    assert (task.dispatched_at, task.stopped_at, task.rule) == (at(10), None, "R00")
    # 4 working hours, 1 and 5 working days from Monday 9:40
    assert task.sign_due_at == datetime(2025, 9, 1, 14, 40, tzinfo=SHANGHAI)
    assert task.contact_due_at == datetime(2025, 9, 2, 17, 30, tzinfo=SHANGHAI)
    assert task.due_at == datetime(2025, 9, 8, 17, 30, tzinfo=SHANGHAI)
    assert task.case.due_at == task.due_at


def test_an_order_from_the_province_has_half_the_time():
    """Floor rule 9."""
    assert dispatched(source="province").due_at == datetime(2025, 9, 4, 17, 30, tzinfo=SHANGHAI)


def test_the_event_tells_the_task_so_that_replay_can_rebuild_it():
    case = registered()
    dispatch(case, lead=unit("cgj"), note="请先到现场", by=person("dispatcher"), now=at(10))
    event = last_event(case)
    assert (told(event), event.assignment.suffix) == (("dispatch", "registered", "dispatched"), 1)
    assert (event.by, event.at) == (person("dispatcher"), at(10))
    assert {name: event.data[name] for name in ("unit", "from_unit", "tie", "rule")} == {
        "unit": "cgj", "from_unit": "xq", "tie": "lead", "rule": "R00",
    }  # fmt: skip
    assert event.data["due_at"] == "2025-09-08T17:30:00+08:00"
    assert event.text.body == "请先到现场"
    assert asked_for(event)


def test_a_joint_case_has_a_task_for_each_unit_by_its_tie():
    """Floor rule 2: lead, co-lead and assisting unit each have their own."""
    tasks = joint()
    assert [(task.suffix, task.unit.code, task.tie, task.state) for task in tasks] == [
        (1, "cgj", "lead", "dispatched"), (2, "zjj", "co_lead", "dispatched"), (3, "reli", "assisting", "dispatched"),
    ]  # fmt: skip
    assert [task.contact_due_at is not None for task in tasks] == [True, True, False]
    assert tasks[0].case.events.filter(verb="dispatch").count() == 3
    assert faults(tasks[0].case) == []


def test_who_is_named_twice_has_the_weightier_tie_and_one_task():
    case, cgj, zjj = registered(), unit("cgj"), unit("zjj")
    dispatch(case, lead=cgj, co_leads=[cgj, zjj], assisting=[cgj, zjj], by=person("dispatcher"), now=at(10))
    assert sorted(case.assignments.values_list("unit__code", "tie")) == [("cgj", "lead"), ("zjj", "co_lead")]


def test_the_dispatcher_of_the_centre_and_the_shift_lead():
    case = registered()
    through = who_may(lambda by: dispatch(case, lead=unit("cgj"), by=by, now=at(10)))
    assert through == {"dispatcher", "shift_lead"}


def test_only_a_case_that_waits_for_a_unit():
    may = starts_from(CASES, lambda case: dispatch(case, lead=unit("zjj"), by=person("dispatcher"), now=at(600)))
    assert may == {"registered"}


@pytest.mark.parametrize("assisting", [[], ["reli"]])
def test_a_dispatch_needs_a_unit_that_leads(assisting):
    case, helpers = registered(), [unit(code) for code in assisting]
    error = refused(
        Incomplete, case, lambda: dispatch(case, lead=None, assisting=helpers, by=person("dispatcher"), now=at(10))
    )
    assert error.missing == ["unit"]


def test_nobody_has_to_be_contacted_where_the_citizen_stays_anonymous():
    """Floor rule 16."""
    task = dispatched(confidentiality="anonymous")
    assert (task.contact_due_at, task.sign_due_at is None) == (None, False)


@pytest.mark.parametrize("code", ["dongcheng", "heping"])
def test_never_to_whom_the_case_accuses_or_below(code):
    """Floor rule 16: routing excludes the accused unit and its whole subtree."""
    case = registered(case_type="report", accused="dongcheng")
    error = refused(
        Barred, case, lambda: dispatch(case, lead=unit(code), note="摘要", by=person("dispatcher"), now=at(10))
    )
    assert "被举报单位" in str(error)


def test_above_the_accused_it_may_go():
    task = dispatched("dongcheng", note="摘要", case_type="report", accused="heping")
    assert faults(task.case) == []


@pytest.mark.parametrize("facts", [{"confidentiality": "confidential"}, {"case_type": "report"}])
def test_of_a_guarded_case_units_get_an_extract_so_there_must_be_one(facts):
    """Floor rule 16."""
    case = registered(**facts)
    error = refused(Incomplete, case, lambda: dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10)))
    assert error.missing == ["extract"]


def test_after_three_returns_the_unit_is_designated():
    """Floor rule 11; Tianjin."""
    case = registered(category="C1301")
    for turn, code in enumerate(["zjj", "cgj", "rsj"]):
        task = dispatch(case, lead=unit(code), by=person("dispatcher"), now=at(60 * turn))
        taken_back(task, now=at(60 * turn + 10))
    error = refused(Barred, case, lambda: dispatch(case, lead=unit("reli"), by=person("dispatcher"), now=at(300)))
    assert "指定承办" in str(error)


def test_what_the_city_checks_before_is_not_dispatched_at_once(monkeypatch):
    """Floor rule 12: a pre-check of dispatch is possible by rule."""
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    case = registered(case_type="complaint")
    error = refused(Barred, case, lambda: dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10)))
    assert "派单预审" in str(error)
    assert open_kinds(case) == []
