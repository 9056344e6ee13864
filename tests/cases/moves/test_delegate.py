"""转派下级: handed on down the tree; the unit stays responsible and reviews what comes up (floor rule 3)."""

from datetime import timedelta

import pytest

from tests.cases.asking import TASKS, asked_for, faults, last_event, refused, starts_from, told, who_may
from tests.factories import (
    asked_back,
    at,
    carried_over,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    person,
    signed,
    unit,
)  # fmt: skip
from tests.floor.histories import on_day
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_extension, rule_pause
from xinqiao.handling import actions as handling
from xinqiao.handling.actions import carry_over, delegate, extend


def handed_on(task, *, to="heping", note="请核实并办理", by=None, now=None, **more):
    return delegate(task, to=unit(to), note=note, by=by or its("dispatcher", task), now=now or at(40), **more)


def test_the_lower_unit_has_a_task_of_its_own_inside_this_one():
    district = in_handling("dongcheng")
    (town,) = handed_on(district)
    town = fresh(town)
    assert (town.parent, town.dispatched_by_unit, town.tie, town.state) == (
        district, unit("dongcheng"), "lead", "dispatched",
    )  # fmt: skip
    assert (town.dispatched_at, town.number) == (at(40), f"{town.case.number}-2")
    assert (fresh(district).state, fresh(district.case).stage) == ("handling", "in_hand")
    assert faults(town.case) == []


def test_the_deadlines_of_a_lower_tier_lie_inside_its_parents():
    district, town, village = delegated("dongcheng", "heping", "xingfu")
    assert village.due_at <= town.due_at <= district.due_at
    assert village.sign_due_at <= town.due_at
    late = in_handling("dongcheng")
    (below,) = handed_on(late, now=late.due_at - timedelta(minutes=1))
    assert below.due_at == below.sign_due_at == late.due_at


def test_handed_on_too_late_the_lower_unit_has_the_time_that_its_own_limits_give():
    """Floor rules 5 and 7: the district is overdue and stays so; the town counts from its own dispatch, not before."""
    district = in_handling("dongcheng")
    (town,) = handed_on(district, now=on_day(15, 10))
    town = fresh(town)
    assert (town.sign_due_at, town.contact_due_at, town.due_at) == (
        on_day(15, 15),
        on_day(16, 17, 30),
        on_day(22, 17, 30),
    )
    assert handling.sign_overdue(now=on_day(15, 10, 1)) == 0
    assert fresh(district).due_at == fresh(district.case).due_at < on_day(15, 10)
    signed(town, now=on_day(15, 11))
    handling.pause(town, until=on_day(17, 11), reason="待材料", by=its("handler", town), now=on_day(15, 11))
    rule_pause(town, granted=True, by=person("reviewer", "dongcheng"), now=on_day(15, 11))
    assert fresh(town).due_at == on_day(24, 17, 30)
    extend(
        fresh(town),
        until_on=on_day(25, 9).date(),
        reason="会商",
        told=True,
        by=its("handler", town),
        now=on_day(17, 12),
    )
    rule_extension(town, granted=True, by=person("reviewer", "dongcheng"), now=on_day(17, 14))
    assert fresh(town).due_at == on_day(25, 17, 30)
    assert faults(town.case) == []


def test_the_event_tells_from_which_task_it_came():
    district = in_handling("dongcheng")
    handed_on(district)
    event = last_event(district.case)
    assert (told(event), event.data["parent"], event.data["from_unit"]) == (
        ("delegate", "handling", "dispatched"), 1, "dongcheng",
    )  # fmt: skip
    assert (event.text.body, asked_for(event)) == ("请核实并办理", True)


def test_to_one_who_leads_and_others_who_assist_below():
    town = in_handling("heping")
    tasks = handed_on(town, to="xingfu", assisting=[unit("anning"), unit("xingfu")])
    assert [(task.unit.code, task.tie) for task in tasks] == [("xingfu", "lead"), ("anning", "assisting")]
    assert faults(town.case) == []


def test_levels_may_be_skipped():
    (village,) = handed_on(in_handling("dongcheng"), to="xingfu")
    assert (village.unit.code, faults(village.case)) == ("xingfu", [])


@pytest.mark.parametrize("elsewhere", ["dongcheng", "xicheng", "cgj", "xq"])
def test_only_to_what_lies_below(elsewhere):
    task = in_handling("dongcheng")
    assert "下级" in str(refused(Barred, task, lambda: handed_on(task, to=elsewhere)))


def test_the_units_own_dispatcher():
    """Floor rule 3: every node is its own dispatcher."""
    town = signed(delegated()[-1], now=at(26))
    assert who_may(lambda by: handed_on(fresh(town), to="xingfu", by=by)) == {"dispatcher@heping", "shift_lead@heping"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: handed_on(task, to="cgj", now=at(600))) == {"handling"}


def test_never_to_whom_the_case_accuses_not_even_from_above():
    """Floor rule 16."""
    task = in_handling("dongcheng", note="摘要", case_type="report", accused="heping")
    for code in ("heping", "xingfu"):
        assert "被举报单位" in str(refused(Barred, task, lambda code=code: handed_on(task, to=code)))


def test_of_a_guarded_case_the_lower_tier_gets_an_extract_too():
    """Floor rule 16."""
    task = in_handling("dongcheng", note="摘要", confidentiality="confidential")
    assert refused(Incomplete, task, lambda: handed_on(task, note=" ")).missing == ["extract"]


def test_what_is_carried_over_is_not_handed_on():
    task = carried_over("dongcheng")
    refused(Barred, task, lambda: handed_on(task, now=at(60)))


def test_what_the_unit_wants_to_be_rid_of_it_does_not_hand_on():
    """Else the ruling would leave a lower tier at work on a task that is no more."""
    back = signed(dispatched("dongcheng"), now=at(20))
    asked_back(back, now=at(30))
    assert "等候裁定" in str(refused(Barred, back, lambda: handed_on(back)))
    aside = in_handling("dongcheng")
    carry_over(aside, look_at=at(9999), reason="条件不具备", told=True, by=its("handler", aside), now=at(30))
    assert "等候裁定" in str(refused(Barred, aside, lambda: handed_on(aside)))


def test_who_waits_for_more_time_may_hand_on():
    task = in_handling("dongcheng")
    extend(
        task, until_on=task.due_at.date().replace(day=9), reason="会商", told=True, by=its("handler", task), now=at(30)
    )
    (below,) = handed_on(task)
    rule_extension(task, granted=True, by=person("reviewer"), now=at(50))
    assert fresh(below).due_at < fresh(task).due_at
    assert faults(task.case) == []
