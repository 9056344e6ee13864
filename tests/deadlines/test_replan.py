"""What a changed calendar does to open tasks."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, paused_clocks
from xinqiao.clock.amended import with_day, without_year
from xinqiao.clock.limit import Limit
from xinqiao.clock.spans import Extension, Span
from xinqiao.clock.workcal import WorkCalendar
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.moments import Decisive, Moments, moments_of
from xinqiao.deadlines.replan import MissingParent, Running, planned

FIVE_DAYS = Limits(handle=Limit.parse("5 wd"), rule_code="R02", sign=Limit.parse("4 wh"))
TASK = Running(1, at("2025-11-24 10:00"), FIVE_DAYS)  # a Monday; due on the next


class Moved(NamedTuple):
    key: int
    was: Moments | None
    becomes: Moments | None


def moved(tasks: Sequence[Running], old: WorkCalendar, new: WorkCalendar) -> list[Moved]:
    """The tasks whose due moments differ under the other calendar."""
    by_key = {task.key: task for task in tasks}
    before, after = planned(by_key, old), planned(by_key, new)
    return [Moved(key, before[key], after[key]) for key in by_key if before[key] != after[key]]


def closed_on(*days: str):
    """The calendar with these days off: a snowstorm."""
    calendar = CALENDAR
    for day in days:
        calendar = with_day(calendar, date.fromisoformat(day), is_working=False)
    return calendar


def test_a_day_off_moves_the_tasks_that_run_over_it():
    (shift,) = moved([TASK], CALENDAR, closed_on("2025-11-26"))
    assert (shift.key, shift.was.due_at, shift.becomes.due_at) == (1, at("2025-12-01 17:30"), at("2025-12-02 17:30"))
    assert shift.was.sign_due_at == shift.becomes.sign_due_at


@pytest.mark.parametrize("day", ["2025-11-21", "2025-12-02", "2025-11-29"])
def test_a_day_off_before_after_or_on_a_weekend_moves_nothing(day):
    assert moved([TASK], CALENDAR, closed_on(day)) == []


def test_a_clock_that_runs_day_and_night_is_not_moved():
    plain = Running(2, TASK.start, Limits(handle=Limit.parse("72 h"), rule_code="R21"))
    assert moved([plain], CALENDAR, closed_on("2025-11-25", "2025-11-26")) == []


def test_pauses_and_extensions_are_counted_anew():
    paused = Span(at("2025-11-26 09:00"), at("2025-11-27 17:30"))  # two working days; one, when the 26th is off
    more = Extension(at("2025-11-28 10:00"), Limit.parse("2 wd"))
    task = Running(3, TASK.start, FIVE_DAYS, (paused,), (more,))
    assert moments_of(FIVE_DAYS, TASK.start, CALENDAR, pauses=[paused], extensions=[more]).due_at == at(
        "2025-12-05 17:30"
    )
    (shift,) = moved([task], CALENDAR, closed_on("2025-12-03"))
    assert shift.becomes.due_at == at("2025-12-08 17:30")
    assert moved([task], CALENDAR, closed_on("2025-11-26")) == []  # paused on that day anyhow


def test_a_task_follows_the_one_it_lies_inside():
    child = Running(4, at("2025-11-26 10:00"), FIVE_DAYS, parent=1)
    below = Running(5, at("2025-11-27 10:00"), FIVE_DAYS, parent=4)
    shifts = moved([below, child, TASK], CALENDAR, closed_on("2025-11-25"))
    assert [shift.key for shift in shifts] == [5, 4, 1]
    assert {shift.becomes.due_at for shift in shifts} == {at("2025-12-02 17:30")}
    assert {shift.becomes.decided_by for shift in shifts} == {Decisive.PARENT, Decisive.RULE}


def test_a_task_without_its_parent_is_named():
    with pytest.raises(MissingParent, match="task 4 lies inside task 1"):
        moved([Running(4, TASK.start, FIVE_DAYS, parent=1)], CALENDAR, closed_on("2025-11-26"))


def test_what_a_withdrawn_year_leaves_uncounted_is_shown():
    task = Running(6, at("2025-12-29 10:00"), FIVE_DAYS)
    (shift,) = moved([task], CALENDAR, without_year(CALENDAR, 2026))
    assert (shift.was.due_at, shift.becomes) == (at("2026-01-06 17:30"), None)
    (back,) = moved([task], without_year(CALENDAR, 2026), CALENDAR)
    assert (back.was, back.becomes) == (None, shift.was)


@given(st.lists(st.tuples(paused_clocks(), limits), max_size=4))
def test_the_same_calendar_moves_nothing(clocks):
    tasks = [
        Running(key, start, Limits(handle=limit, rule_code="R"), tuple(pauses), parent=key - 1 if key else None)
        for key, ((start, pauses), limit) in enumerate(clocks)
    ]
    equal = with_day(CALENDAR, date(2025, 10, 1), is_working=False)
    assert equal is not CALENDAR
    assert moved(tasks, CALENDAR, equal) == []


@given(st.lists(st.tuples(paused_clocks(), limits), min_size=1, max_size=4), st.sampled_from(range(1, 28)))
def test_a_day_off_never_shortens_a_task_that_was_never_paused(clocks, day):
    tasks = [Running(key, c[0], Limits(handle=limit, rule_code="R")) for key, (c, limit) in enumerate(clocks)]
    for shift in moved(tasks, CALENDAR, closed_on(f"2025-11-{day:02}")):
        assert shift.becomes.due_at > shift.was.due_at
