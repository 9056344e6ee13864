"""Due moments, pauses, what is left, and lights."""

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, moments, paused_clocks
from xinqiao.clock.due import (
    Light,
    Limit,
    Span,
    TimeUnit,
    due_at,
    is_late,
    light,
    remaining,
    yellow_until,
)

HOUR = timedelta(hours=1)
ONE_WORKING_DAY = Limit.parse("1 wd")
working_limits = st.builds(Limit, st.integers(1, 40), st.sampled_from([TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS]))


def span(start: str, end: str | None = None) -> Span:
    return Span(at(start), at(end) if end else None)


@pytest.mark.parametrize(
    ("dispatched", "limit", "due"),
    [
        ("2025-09-30 23:50", "15 min", "2025-10-01 00:05"),  # danger to life knows no holiday
        ("2025-09-30 23:50", "24 h", "2025-10-01 23:50"),
        ("2025-09-29 10:00", "5 wd", "2025-10-13 17:30"),
        ("2025-09-29 10:00", "4 wh", "2025-09-29 15:00"),
        ("2025-09-30 16:30", "2 wh", "2025-10-09 10:00"),
        ("2025-09-24 10:00", "7 d", "2025-10-09 17:30"),
        ("2026-02-13 10:00", "3 wd", "2026-02-25 17:30"),
    ],
)
def test_due_moments(dispatched, limit, due):
    assert due_at(at(dispatched), Limit.parse(limit), CALENDAR) == at(due)


@pytest.mark.parametrize(
    ("limit", "paused", "due"),
    [
        ("5 wd", [span("2025-09-02 10:00", "2025-09-03 10:00")], "2025-09-09 17:30"),  # a working day longer
        ("5 wd", [span("2025-09-02 10:00", "2025-09-02 11:00")], "2025-09-09 10:00"),
        (
            "5 wd",
            [span("2025-09-06 10:00", "2025-09-07 10:00")],
            "2025-09-08 17:30",
        ),  # a weekend costs nothing
        ("5 wd", [span("2025-08-20 10:00", "2025-08-30 10:00")], "2025-09-08 17:30"),  # before the start
        ("5 wd", [span("2025-09-20 10:00", "2025-09-30 10:00")], "2025-09-08 17:30"),  # after it was due
        (
            "5 wd",
            [span("2025-09-02 10:00", "2025-09-03 10:00")] * 2,
            "2025-09-09 17:30",
        ),  # the same one twice
        (
            "5 wd",  # the second pause lies in the time that the first one gave
            [span("2025-09-09 10:00", "2025-09-10 10:00"), span("2025-09-02 10:00", "2025-09-03 10:00")],
            "2025-09-10 17:30",
        ),
        ("5 wd", [span("2025-09-02 10:00")], "2025-09-08 17:30"),  # open: moves nothing yet
        ("24 h", [span("2025-09-01 12:00", "2025-09-02 00:00")], "2025-09-02 22:00"),
        ("7 d", [span("2025-09-02 10:00", "2025-09-03 11:00")], "2025-09-10 17:30"),  # two days begun
        # due on Monday the 8th for Saturday the 6th is worked by nobody: the pause of that Monday is not in vain
        ("5 d", [span("2025-09-08 16:00", "2025-09-09 10:00")], "2025-09-09 17:30"),
        ("4 wh", [span("2025-09-01 11:00", "2025-09-01 13:30")], "2025-09-01 16:30"),
    ],
)
def test_a_pause_moves_the_due_moment_by_what_it_covers(limit, paused, due):
    assert due_at(at("2025-09-01 10:00"), Limit.parse(limit), CALENDAR, paused) == at(due)


def test_a_pause_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="cannot end"):
        span("2025-09-02 10:00", "2025-09-01 10:00")


@given(paused_clocks(), limits)
def test_nothing_is_due_before_it_starts(clock, limit):
    start, paused = clock
    assert due_at(start, limit, CALENDAR, paused) > start


@given(paused_clocks(), st.integers(1, 40), st.integers(1, 40), st.sampled_from(TimeUnit))
def test_more_time_is_never_due_earlier(clock, one, other, unit):
    start, paused = clock
    less, more = sorted((one, other))
    assert due_at(start, Limit(less, unit), CALENDAR, paused) <= due_at(start, Limit(more, unit), CALENDAR, paused)


@given(moments, moments, limits)
def test_a_later_start_is_never_due_earlier(one, other, limit):
    first, second = sorted((one, other))
    assert due_at(first, limit, CALENDAR) <= due_at(second, limit, CALENDAR)


@given(paused_clocks(), limits)
def test_a_pause_never_shortens(clock, limit):
    start, paused = clock
    assert due_at(start, limit, CALENDAR, paused) >= due_at(start, limit, CALENDAR, paused[1:])


@given(paused_clocks(), limits, st.randoms())
def test_the_order_of_pauses_does_not_matter(clock, limit, random):
    start, paused = clock
    shuffled = random.sample(paused, len(paused))
    assert due_at(start, limit, CALENDAR, shuffled) == due_at(start, limit, CALENDAR, paused)


@given(paused_clocks(), working_limits)
def test_what_is_left_when_the_clock_starts_is_the_limit_whatever_is_paused(clock, limit):
    start, paused = clock
    due = due_at(start, limit, CALENDAR, paused)
    assert remaining(start, due, CALENDAR, paused) == remaining(start, due_at(start, limit, CALENDAR), CALENDAR)


@given(paused_clocks(fewest=1), working_limits, st.floats(0, 1))
def test_time_stands_still_in_a_pause(clock, limit, share):
    start, paused = clock
    pause = paused[0]
    due = due_at(start, limit, CALENDAR, paused)
    began, ended = max(pause.start, start), pause.end
    assume(began < due and began <= ended)
    inside = began + share * (ended - began)
    assert remaining(inside, due, CALENDAR, paused) == remaining(began, due, CALENDAR, paused)


def test_time_stands_still_while_a_pause_has_no_end():
    due = at("2025-09-08 17:30")
    paused = [span("2025-09-05 10:00")]
    assert remaining(at("2025-09-20 10:00"), due, CALENDAR, paused) == remaining(at("2025-09-05 10:00"), due, CALENDAR)


def test_what_is_left_and_what_is_overdue():
    due = at("2025-09-30 17:30")
    assert remaining(at("2025-09-30 11:00"), due, CALENDAR) == 5.5 * HOUR
    assert remaining(at("2025-10-09 11:00"), due, CALENDAR) == -2 * HOUR
    assert remaining(at("2025-09-30 20:00"), at("2025-10-01 00:00"), CALENDAR, plain=True) == 4 * HOUR


def test_the_due_moment_itself_is_in_time():
    due = at("2025-09-30 17:30")
    assert not is_late(due, due)
    assert is_late(due + timedelta(seconds=1), due)


@pytest.mark.parametrize(
    ("now", "shows"),
    [
        ("2025-09-29 17:29", Light.GREEN),
        ("2025-09-29 17:30", Light.YELLOW),  # one working day before
        ("2025-09-30 17:30", Light.YELLOW),
        ("2025-09-30 17:31", Light.RED),
        ("2025-10-05 10:00", Light.RED),
    ],
)
def test_yellow_one_working_day_before_red_after(now, shows):
    assert light(at(now), at("2025-09-30 17:30"), CALENDAR, ONE_WORKING_DAY) is shows


def test_what_is_due_on_a_weekend_turns_yellow_with_what_is_due_before_it():
    now = at("2025-09-04 20:00")
    assert light(now, at("2025-09-05 17:30"), CALENDAR, ONE_WORKING_DAY) is Light.YELLOW
    assert light(now, at("2025-09-06 10:00"), CALENDAR, ONE_WORKING_DAY) is Light.YELLOW
    assert light(now, at("2025-09-08 09:01"), CALENDAR, ONE_WORKING_DAY) is Light.GREEN


def test_before_a_long_holiday_yellow_comes_before_it():
    assert light(at("2025-09-30 17:30"), at("2025-10-09 17:30"), CALENDAR, ONE_WORKING_DAY) is Light.YELLOW


@given(moments, moments, working_limits)
def test_yellow_is_when_no_more_than_the_warning_is_left(now, due, warning):
    assume(now <= due)
    length = warning.amount * (CALENDAR.day_length if warning.unit is TimeUnit.WORKING_DAYS else HOUR)
    near = CALENDAR.working_time_between(now, due) <= length
    assert light(now, due, CALENDAR, warning) is (Light.YELLOW if near else Light.GREEN)


@pytest.mark.parametrize("warning", ["30 min", "2 h", "1 d"])
def test_a_warning_in_plain_time(warning):
    now, limit = at("2025-10-01 10:00"), Limit.parse(warning)
    last = due_at(now, limit, CALENDAR) if limit.unit is not TimeUnit.DAYS else now + timedelta(days=1)
    assert yellow_until(now, CALENDAR, limit) == last


@pytest.mark.parametrize("now", ["2026-12-31 16:00", "2027-01-05 16:00"])
def test_lights_still_show_where_the_calendar_ends(now):
    assert light(at(now), at(now) + timedelta(days=40), CALENDAR, ONE_WORKING_DAY) is Light.GREEN
    assert light(at(now), at(now) - HOUR, CALENDAR, ONE_WORKING_DAY) is Light.RED
    assert light(at("2026-12-31 16:00"), at("2026-12-31 17:30"), CALENDAR, ONE_WORKING_DAY) is Light.YELLOW
