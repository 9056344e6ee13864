"""挂账: what cannot be solved now is asked to be put on the books, and when to look at it again (floor rule 8)."""

import pytest

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import (
    asked_back,
    at,
    carried_over,
    delegated,
    fresh,
    in_handling,
    its,
    joint,
    signed,
    town_task,
)  # fmt: skip
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.handling.actions import carry_over
from xinqiao.people import policy

IN_A_MONTH = at(30 * 24 * 60)


def asked(task, *, look_at=IN_A_MONTH, reason="须待道路改造", told=True, by=None, now=None, **more):
    by = by or its("handler", task)
    return carry_over(task, look_at=look_at, reason=reason, told=told, by=by, now=now or at(60), **more)


def test_asking_stops_no_clock():
    task = in_handling()
    event = asked(task, ground="no_conditions")
    assert (told(event), event.text.body) == (("carry_over", "handling", "handling"), "须待道路改造")
    assert (event.data["look_at"], event.data["ground"]) == ("2025-10-01T09:30:00+08:00", "no_conditions")
    assert (fresh(task).carried_at, fresh(task).stopped_at, fresh(task.case).stage) == (None, None, "in_hand")
    assert (open_kinds(task.case), asked_for(event)) == (["carry_over"], True)
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    task = in_handling("heping")
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"handler@heping"}


def test_only_who_leads_and_is_at_work():
    assert starts_from(TASKS, lambda task: asked(task, now=at(600))) == {"handling"}
    assert starts_from(ASSISTING, lambda task: asked(task, now=at(600))) == set()
    beside = signed(joint()[1], now=at(20))
    asked(beside)


def test_only_what_the_centre_handed_down():
    """A lower tier tells its parent, which asks."""
    task = town_task()
    assert "由转派的单位申请" in str(refused(Barred, task, lambda: asked(task)))


def test_what_was_handed_down_further_comes_up_first():
    district = delegated()[0]
    refused(Barred, district, lambda: asked(district))


def test_not_twice():
    task = in_handling()
    asked(task)
    refused(Barred, task, lambda: asked(task))
    done = carried_over()
    assert "申请销账" in str(refused(Barred, done, lambda: asked(done)))


@pytest.mark.parametrize("look_at", [at(60), at(0)])
def test_it_is_looked_at_again_later(look_at):
    task = in_handling()
    assert "复查日期" in str(refused(Barred, task, lambda: asked(task, look_at=look_at)))


def test_and_not_later_than_the_city_says(monkeypatch):
    """Floor rule 8: it is looked at periodically."""
    task = in_handling()
    late = refused(Barred, task, lambda: asked(task, look_at=at(181 * 24 * 60)))
    assert "最晚为 2026-02-28" in late.why
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"carry_over": {"look_within_days": 29}}))
    assert "最晚为 2025-09-30" in refused(Barred, task, lambda: asked(task)).why
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"carry_over": {"look_within_days": 0}}))
    asked(task, look_at=at(9_999 * 60))


def test_a_reason_is_needed_and_a_ground_must_be_listed():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, reason=" ")).missing == ["reason"]
    assert refused(Unknown, task, lambda: asked(task, ground="no_money")).field == "ground"


def test_the_citizen_was_told_unless_nobody_knows_him():
    """Floor rule 8."""
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, told=False)).missing == ["told"]
    assert asked(task).data["told"] is True
    asked(in_handling(confidentiality="anonymous"), told=False)


def test_to_send_back_and_to_carry_over_may_both_be_asked():
    task = in_handling("zjj")
    asked_back(task, now=at(30))
    asked(task)
    assert open_kinds(task.case) == ["carry_over", "send_back"]
    assert faults(task.case) == []
