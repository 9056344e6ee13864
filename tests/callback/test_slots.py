"""Floor rule 22: attempts lie in different slots and are spread over days, quiet hours are kept."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from xinqiao.callback.slots import may_write_down, next_attempt, next_open, next_slot
from xinqiao.people.policy import Callbacks

HOURS = ((time(8, 30), time(12)), (time(14, 30), time(20)))
RULE = Callbacks(attempts=3, over_days=2, hours=HOURS)


def on(written: str) -> datetime:
    """A moment of September 2025, from "01 09:30"."""
    day, clock = written.split()
    return datetime.combine(datetime(2025, 9, int(day)), time.fromisoformat(clock), ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("01 08:29", "01 08:30"),
        ("01 08:30", "01 08:30"),
        ("01 11:59", "01 11:59"),
        ("01 12:00", "01 14:30"),
        ("01 19:59", "01 19:59"),
        ("01 20:00", "02 08:30"),
        ("01 23:59", "02 08:30"),
        ("06 10:00", "06 10:00"),  # a Saturday: citizens are at home
    ],
)
def test_quiet_hours(at, opens):
    assert next_open(on(at), HOURS) == on(opens)


@pytest.mark.parametrize(
    ("at", "may"),
    [("01 08:29", False), ("01 12:00", True), ("01 12:29", True), ("01 12:30", False), ("01 20:10", True), ("01 21:00", False)],
)  # fmt: skip
def test_a_call_that_began_in_time_may_be_written_down_for_half_an_hour(at, may):
    assert may_write_down(on(at), HOURS) == may


@pytest.mark.parametrize(
    ("at", "other"), [("01 09:30", "01 14:30"), ("01 12:10", "01 14:30"), ("01 14:30", "02 08:30"), ("01 20:10", "02 08:30")]
)  # fmt: skip
def test_another_slot(at, other):
    assert next_slot(on(at), HOURS) == on(other)


@pytest.mark.parametrize(
    ("at", "first", "made", "then"),
    [
        ("01 09:30", "01 09:30", 1, "01 14:30"),
        ("01 15:00", "01 09:30", 2, "02 08:30"),
        ("01 15:00", "01 15:00", 1, "02 08:30"),
        ("02 09:00", "01 15:00", 2, "02 14:30"),
    ],
)
def test_three_attempts_over_two_days(at, first, made, then):
    assert next_attempt(on(at), on(first), made, RULE) == on(then)


def test_a_city_with_many_slots_still_waits_for_the_second_day():
    hours = tuple((time(hour), time(hour + 1)) for hour in range(9, 19))
    rule = Callbacks(attempts=3, over_days=2, hours=hours)
    assert next_attempt(on("01 10:05"), on("01 09:05"), 2, rule) == on("02 09:00")


@pytest.mark.parametrize(("attempts", "over_days"), [(1, 0), (2, 1), (5, 0)])
def test_a_city_that_does_not_spread_them_still_changes_the_slot(attempts, over_days):
    rule = Callbacks(attempts=attempts, over_days=over_days, hours=HOURS)
    assert next_attempt(on("01 09:30"), on("01 09:30"), 1, rule) == on("01 14:30")
