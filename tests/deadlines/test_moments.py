"""The due moments of a task, and of a task inside another one."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, moments, paused_clocks
from xinqiao.clock.limit import Limit
from xinqiao.clock.spans import Span
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.moments import Decisive, moments_of, progress_due_at, shortened

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
    assume(parent_due_at > start)
    assert child.due_at <= parent_due_at
    assert max(child.sign_due_at, child.contact_due_at, child.answer_due_at) <= child.due_at
    assert (child.decided_by is Decisive.PARENT) == (
        parent_due_at < moments_of(limits, start, CALENDAR, pauses=pauses).due_at
    )


@given(moments, limits, moments)
def test_nothing_is_due_before_it_was_handed_down(start, handle, over_at):
    """Floor rule 5. A deadline that was over by then, of an order or of the task above, bounds nothing."""
    limits = Limits(handle=handle, rule_code="R", sign=handle, contact=handle, answer=handle, own_due_at=over_at)
    found = moments_of(limits, start, CALENDAR, parent_due_at=over_at)
    assert min(found.sign_due_at, found.contact_due_at, found.answer_due_at, found.due_at) > start
    if over_at <= start:
        assert found == moments_of(replace(limits, own_due_at=None), start, CALENDAR)


@pytest.mark.parametrize(
    ("rule", "extension", "most", "handle", "more"),
    [
        ("24 h", "24 h", "5 wd", "24 h", "24 h"),
        ("10 wd", "10 wd", "5 wd", "5 wd", "10 wd"),
        ("5 wd", "5 wd", "5 wd", "5 wd", "5 wd"),
        ("15 d", "15 d", "5 wd", "5 wd", "5 wd"),  # as long again, in the same kind of time
        ("7 d", "7 d", "5 wd", "5 wd", "5 wd"),  # by Monday; the fifth working day is the worked Sunday before it
        ("5 wd", "", "24 h", "24 h", ""),
        ("9999 wd", "", "5 wd", "5 wd", ""),  # past the published years
    ],
)
def test_the_shorter_of_two_limits_is_the_one_that_ends_first(rule, extension, most, handle, more):
    limits = shortened(
        kept(rule, **{"extension": extension} if extension else {}), Limit.parse(most), MORNING, CALENDAR
    )
    assert (str(limits.handle), str(limits.extension or "")) == (handle, more)


@given(moments, limits, st.decimals("0.01", 1, places=2))
def test_a_part_of_a_limit_is_never_due_after_the_whole(start, handle, factor):
    """Floor rule 9."""
    whole = moments_of(Limits(handle=handle, rule_code="R"), start, CALENDAR)
    part = moments_of(Limits(handle=handle.scaled(Decimal(factor)), rule_code="R"), start, CALENDAR)
    assert part.due_at <= whole.due_at


DUE = at("2025-10-11 17:30")  # ten working days after that Monday, over the long holiday and a made-up Sunday
PAUSE = Span(at("2025-09-24 10:00"), at("2025-09-26 10:00"))


@pytest.mark.parametrize(
    ("told", "interval", "due", "pauses", "again"),
    [
        ("2025-09-22 10:00", "3 wd", DUE, [], "2025-09-25 17:30"),  # from dispatch on
        ("2025-09-24 10:00", "3 wd", DUE, [], "2025-09-28 17:30"),  # the made-up Sunday counts
        ("2025-09-28 10:00", "3 wd", DUE, [], "2025-10-09 17:30"),  # over the holiday
        ("2025-09-22 10:00", "3 wd", DUE, [PAUSE], "2025-09-28 17:30"),  # a pause moves it by what it covers
        ("2025-09-29 10:00", "3 wd", DUE, [PAUSE], "2025-10-10 17:30"),  # one that was over before moves nothing
        ("2025-10-10 10:00", "3 wd", DUE, [], None),  # the reply comes first
        ("2025-10-10 10:00", "1 wd", DUE, [], None),  # or on the very moment
        ("2025-10-10 10:00", "1 wd", at("2025-10-13 17:30"), [], "2025-10-11 17:30"),  # more time: it is due again
        ("2025-10-20 10:00", "3 wd", DUE, [], None),  # told when it was overdue
        ("2025-12-31 10:00", "3 wd", at("2025-12-31 17:30"), [], None),  # past what the calendar knows
        ("2025-09-22 10:00", "", DUE, [], None),  # no interval
    ],
)
def test_the_citizen_hears_again_at_the_interval_until_the_reply_is_due(told, interval, due, pauses, again):
    limits = kept("10 wd", **({"progress": interval} if interval else {}))
    assert progress_due_at(limits, at(told), due, CALENDAR, pauses) == (at(again) if again else None)


def test_progress_counts_from_dispatch_and_from_the_last_word_since():
    limits = kept("10 wd", progress="3 wd")
    assert moments_of(limits, MORNING, CALENDAR).progress_due_at == at("2025-09-25 17:30")
    told = moments_of(limits, MORNING, CALENDAR, told_at=at("2025-09-24 10:00"))
    assert (told.progress_due_at, told.due_at) == (at("2025-09-28 17:30"), DUE)
