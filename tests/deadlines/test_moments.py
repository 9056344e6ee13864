"""The due moments of a task, and of a task inside another one."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, moments, paused_clocks
from xinqiao.clock.limit import Limit
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.moments import Decisive, moments_of, progress_due_at

MORNING = at("2025-09-22 10:00")


def kept(handle: str, **others: str) -> Limits:
    return Limits(
        handle=Limit.parse(handle), rule_code="R", **{kind: Limit.parse(limit) for kind, limit in others.items()}
    )


def test_every_clock_counts_from_dispatch():
    """Floor rule 5."""
    limits = kept("10 wd", sign="4 wh", contact="24 h", answer="2 wd", send_back="1 wd")
    moments = moments_of(limits, MORNING, CALENDAR)
    assert moments.sign_due_at == at("2025-09-22 15:00")
    assert moments.contact_due_at == at("2025-09-23 10:00")
    assert moments.answer_due_at == at("2025-09-24 17:30")
    assert moments.due_at == at("2025-10-11 17:30")
    assert moments.return_due_at == at("2025-09-23 17:30")


def test_where_there_is_no_limit_nothing_is_due():
    moments = moments_of(kept("5 wd"), MORNING, CALENDAR)
    assert (moments.sign_due_at, moments.contact_due_at, moments.answer_due_at, moments.return_due_at) == (None,) * 4


def test_no_clock_runs_out_after_the_matter_itself():
    moments = moments_of(kept("2 h", sign="4 wh", contact="1 wd", answer="1 wd"), MORNING, CALENDAR)
    assert {moments.sign_due_at, moments.contact_due_at, moments.answer_due_at} == {at("2025-09-22 12:00")}


@given(paused_clocks(), limits, moments)
def test_a_task_lies_inside_the_one_it_came_from(clock, handle, parent_due_at):
    start, pauses = clock
    limits = Limits(handle=handle, rule_code="R", sign=handle, contact=handle, answer=handle)
    child = moments_of(limits, start, CALENDAR, pauses=pauses, parent_due_at=parent_due_at)
    assert child.due_at <= parent_due_at
    assert max(child.sign_due_at, child.contact_due_at, child.answer_due_at) <= child.due_at
    assert (child.decided_by is Decisive.PARENT) == (
        parent_due_at < moments_of(limits, start, CALENDAR, pauses=pauses).due_at
    )


@given(moments, limits, st.decimals("0.01", 1, places=2))
def test_a_part_of_a_limit_is_never_due_after_the_whole(start, handle, factor):
    """Floor rule 9."""
    whole = moments_of(Limits(handle=handle, rule_code="R"), start, CALENDAR)
    part = moments_of(Limits(handle=handle.scaled(Decimal(factor)), rule_code="R"), start, CALENDAR)
    assert part.due_at <= whole.due_at


def test_the_citizen_hears_again_at_the_interval_and_by_the_end_at_the_latest():
    due = at("2025-10-11 17:30")
    limits = kept("10 wd", progress="3 wd")
    assert progress_due_at(limits, at("2025-09-24 10:00"), due, CALENDAR) == at("2025-09-28 17:30")
    assert progress_due_at(limits, at("2025-10-10 10:00"), due, CALENDAR) == due
    assert progress_due_at(kept("10 wd"), at("2025-09-24 10:00"), due, CALENDAR) is None
