"""More time, and how it goes together with pauses."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, moments, paused_clocks
from xinqiao.clock.due import Extension, Limit, Span, TimeUnit, due_at, extended, inside

PLAIN = [TimeUnit.MINUTES, TimeUnit.HOURS, TimeUnit.DAYS]
WORKING = [TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS]


def span(start: str, end: str | None = None) -> Span:
    return Span(at(start), at(end) if end else None)


def more(granted: str, limit: str) -> Extension:
    return Extension(at(granted), Limit.parse(limit))


@pytest.mark.parametrize(
    ("due", "limit", "then"),
    [
        ("2025-09-26 17:30", "1 wd", "2025-09-28 17:30"),  # the worked Sunday
        ("2025-09-30 17:30", "10 wd", "2025-10-21 17:30"),
        ("2025-09-30 11:00", "2 wd", "2025-10-10 17:30"),  # a paused clock that ended before noon
        ("2025-09-30 17:30", "2 wh", "2025-10-09 11:00"),
        ("2025-09-30 23:50", "24 h", "2025-10-01 23:50"),
        ("2025-09-29 17:30", "7 d", "2025-10-09 17:30"),
    ],
)
def test_an_extension_counts_from_the_old_due_moment(due, limit, then):
    assert extended(at(due), Limit.parse(limit), CALENDAR) == at(then)


# Five working days from Monday 2025-09-01 10:00 end on the 8th; two more on the 10th.
@pytest.mark.parametrize(
    ("pauses", "extensions", "due"),
    [
        ([], [more("2025-09-05 10:00", "2 wd")], "2025-09-10 17:30"),
        ([], [more("2025-09-05 10:00", "2 wd"), more("2025-09-09 10:00", "1 wd")], "2025-09-11 17:30"),
        ([span("2025-09-02 09:00", "2025-09-02 17:30")], [more("2025-09-05 10:00", "2 wd")], "2025-09-11 17:30"),
        # two hours of pause end the clock within a day, whole days more end it at a close again ...
        ([span("2025-09-02 09:00", "2025-09-02 11:00")], [more("2025-09-05 10:00", "2 wd")], "2025-09-11 17:30"),
        # ... unless the pause came after them
        ([span("2025-09-09 09:00", "2025-09-09 11:00")], [more("2025-09-05 10:00", "2 wd")], "2025-09-11 11:00"),
        # a pause within the time that was added counts, without that time it does not
        ([span("2025-09-09 09:00", "2025-09-10 09:00")], [more("2025-09-05 10:00", "2 wd")], "2025-09-11 17:30"),
        ([span("2025-09-09 09:00", "2025-09-10 09:00")], [], "2025-09-08 17:30"),
        # granted while the clock stood still
        ([span("2025-09-04 09:00", "2025-09-08 09:00")], [more("2025-09-05 10:00", "2 wd")], "2025-09-12 17:30"),
        ([span("2025-09-09 10:00")], [more("2025-09-05 10:00", "2 wd")], "2025-09-10 17:30"),
    ],
)
def test_pauses_and_extensions_go_together(pauses, extensions, due):
    for order in (extensions, extensions[::-1]):
        assert due_at(at("2025-09-01 10:00"), Limit.parse("5 wd"), CALENDAR, pauses, order) == at(due)


def test_an_urgent_clock_is_extended_by_night_as_by_day():
    pauses, extensions = [span("2025-10-01 02:00", "2025-10-01 05:00")], [more("2025-10-01 06:00", "12 h")]
    assert due_at(at("2025-09-30 20:00"), Limit.parse("24 h"), CALENDAR, pauses, extensions) == at("2025-10-02 11:00")


def test_what_was_paused_once_is_not_counted_again_after_an_extension():
    overlapping = [span("2025-09-02 09:00", "2025-09-03 09:00"), span("2025-09-02 09:00", "2025-09-05 17:30")]
    extensions = [more("2025-09-04 10:00", "2 wd")]
    alone = due_at(at("2025-09-01 10:00"), Limit.parse("5 wd"), CALENDAR, overlapping[1:], extensions)
    assert due_at(at("2025-09-01 10:00"), Limit.parse("5 wd"), CALENDAR, overlapping, extensions) == alone


@st.composite
def extended_clocks(draw: st.DrawFn) -> tuple[datetime, Limit, list[Span], list[Extension]]:
    """A start, a limit, pauses that do not overlap (a clock stands still once), extensions in the same kind of time."""
    start, pauses = draw(paused_clocks())
    units = draw(st.sampled_from([PLAIN, WORKING]))
    kinds = st.builds(Limit, st.integers(1, 20), st.sampled_from(units))
    granted = st.timedeltas(timedelta(), timedelta(days=50)).map(lambda offset: start + offset)
    extensions = draw(st.lists(st.builds(Extension, granted, kinds), max_size=2))
    apart: list[Span] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if not apart or pause.start >= apart[-1].end:
            apart.append(pause)
    return start, draw(kinds), apart, extensions


@given(extended_clocks())
def test_an_extension_never_shortens(clock):
    start, limit, pauses, extensions = clock
    whole = due_at(start, limit, CALENDAR, pauses, extensions)
    assert whole >= due_at(start, limit, CALENDAR, pauses, extensions[1:])
    assert whole > start


@given(extended_clocks())
def test_a_pause_never_shortens_what_is_extended(clock):
    start, limit, pauses, extensions = clock
    whole = due_at(start, limit, CALENDAR, pauses, extensions)
    assert whole >= due_at(start, limit, CALENDAR, pauses[1:], extensions)


@given(extended_clocks(), st.integers(1, 20))
def test_a_longer_limit_is_never_due_earlier_when_extended(clock, longer):
    start, limit, pauses, extensions = clock
    more_time = Limit(limit.amount + longer, limit.unit)
    whole = due_at(start, limit, CALENDAR, pauses, extensions)
    assert whole <= due_at(start, more_time, CALENDAR, pauses, extensions)


@given(moments, moments, limits, limits)
def test_a_later_due_moment_is_never_extended_to_an_earlier_one(one, other, limit, added):
    first, second = sorted((due_at(one, limit, CALENDAR), due_at(other, limit, CALENDAR)))
    assert first < extended(first, added, CALENDAR) <= extended(second, added, CALENDAR)


@given(paused_clocks(), limits)
def test_nothing_is_due_in_a_pause_that_began_while_the_clock_ran(clock, limit):
    start, pauses = clock
    due = due_at(start, limit, CALENDAR, pauses)
    assert not any(pause.start < due < pause.end for pause in pauses if pause.start >= start)


def test_two_pauses_around_a_holiday_leave_nothing_due_in_the_second():
    # A minute's pause moves Saturday 2026-02-14, which is worked, over Spring Festival to the 24th.
    pauses = [span("2026-02-02 18:00", "2026-02-02 18:01"), span("2026-02-20 18:00", "2026-02-24 18:00")]
    assert due_at(at("2026-01-31 18:00"), Limit.parse("14 d"), CALENDAR, pauses[:1]) == at("2026-02-24 17:30")
    assert due_at(at("2026-01-31 18:00"), Limit.parse("14 d"), CALENDAR, pauses) == at("2026-02-25 17:30")


@given(moments, moments)
def test_a_child_lies_inside_its_parent(child, parent):
    assert inside(child, parent) <= parent
    assert inside(child, parent) <= child
