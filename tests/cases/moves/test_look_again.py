"""复查: what is on the books is looked at again and again until it is solved (floor rule 8)."""

from datetime import timedelta

import pytest

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import above, at, carried_over, fresh, in_handling, its
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.replay import replay
from xinqiao.dispatch.actions import rule_carry_over, rule_strike_off
from xinqiao.handling.actions import carry_over, look_again, strike_off

IN_A_MONTH, IN_TWO = at(30 * 24 * 60), at(60 * 24 * 60)
FOUND = "管网改造尚未开工，已列入明年计划。"


def looked(task, *, text=FOUND, look_at=IN_TWO, by=None, now=None):
    return look_again(task, text=text, look_at=look_at, by=by or its("handler", task), now=now or IN_A_MONTH)


def test_on_the_books_it_has_a_day_on_which_it_is_looked_at():
    task = in_handling()
    carry_over(task, look_at=IN_A_MONTH, reason="须待改造", told=True, by=its("handler", task), now=at(60))
    assert fresh(task).look_at is None  # asked is not granted
    rule_carry_over(task, granted=True, by=above("reviewer", task), now=at(90))
    assert fresh(task).look_at == IN_A_MONTH
    assert faults(task.case) == []


def test_what_was_found_is_told_and_the_next_day_is_fixed_and_nothing_else_moves():
    task = carried_over()
    before = fresh(task)
    event = looked(task)
    task = fresh(task)
    assert (task.look_at, task.carried_at, task.state) == (IN_TWO, before.carried_at, "handling")
    assert (task.stopped_at, task.due_at) == (before.stopped_at, before.due_at)
    assert (told(event), event.text.body, asked_for(event)) == (("look_again", "handling", "handling"), FOUND, True)
    assert faults(task.case) == []


def test_struck_off_nothing_is_looked_at_any_more():
    task = carried_over()
    looked(task)
    strike_off(task, text="改造完成", by=its("handler", task), now=IN_TWO)
    assert fresh(task).look_at == IN_TWO
    rule_strike_off(task, granted=True, by=above("reviewer", task), now=at(61 * 24 * 60))
    assert (fresh(task).look_at, fresh(task).carried_at) == (None, None)
    assert faults(task.case) == []


def test_only_what_is_on_the_books():
    task = in_handling()
    assert "没有挂账" in refused(Barred, task, lambda: looked(task)).why
    assert starts_from(TASKS, lambda task: looked(task, now=at(600))) == {"handling"}


def test_only_the_units_own_handler():
    task = carried_over("heping")
    assert who_may(lambda by: looked(fresh(task), by=by)) == {"handler@heping"}


@pytest.mark.parametrize("look_at", [IN_A_MONTH, at(60)])
def test_it_is_looked_at_again_later(look_at):
    task = carried_over()
    assert "复查日期" in refused(Barred, task, lambda: looked(task, look_at=look_at)).why


def test_and_not_in_another_age():
    """Floor rule 8: periodically; the city says within how many days."""
    task = carried_over()
    looked(task, look_at=IN_A_MONTH + timedelta(days=180))
    late = refused(Barred, task, lambda: looked(task, look_at=IN_A_MONTH + timedelta(days=181)))
    assert "最晚为 2026-03-30" in late.why


def test_what_was_found_has_words():
    task = carried_over()
    assert refused(Incomplete, task, lambda: looked(task, text=" ")).missing == ["text"]


def test_a_ruling_from_before_it_told_the_day_is_replayed_by_what_was_asked():
    events = list(carried_over().case.events.select_related("assignment").order_by("seq"))
    ruling = next(event for event in events if event.verb == "rule_carry_over")
    assert ruling.data.pop("look_at") == "2025-10-01T09:30:00+08:00"
    told = replay(events)
    assert (told.tasks[1].look_at, told.faults) == (IN_A_MONTH, [])
