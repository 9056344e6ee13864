"""Working days and hours around the days that make the Chinese calendar hard."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, HOLIDAYS, MAKE_UP_DAYS, OFFICE_HOURS, at, moments, worked_times
from xinqiao.clock.workcal import NaiveMoment, UnpublishedYear, WorkCalendar, calendar_of

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        (date(2025, 9, 28), True),  # Sunday worked for National Day
        (date(2025, 9, 30), True),
        (date(2025, 10, 1), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 9), True),
        (date(2025, 10, 11), True),  # Saturday worked
        (date(2025, 10, 12), False),
        (date(2026, 2, 14), True),  # Saturday worked before Spring Festival
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),
    ],
)
def test_holidays_and_make_up_weekends(on, works):
    assert CALENDAR.is_working_day(on) is works


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        ("2025-09-22 09:30", 1, "2025-09-23 17:30"),  # the day of receipt is not counted
        ("2025-09-26 16:00", 1, "2025-09-28 17:30"),  # Friday; Sunday is a make-up day
        ("2025-09-27 11:00", 1, "2025-09-28 17:30"),
        ("2025-09-28 11:00", 5, "2025-10-11 17:30"),  # 29, 30, then 9, 10, 11 October
        ("2025-09-30 17:00", 1, "2025-10-09 17:30"),
        ("2025-10-04 03:00", 2, "2025-10-10 17:30"),
        ("2025-10-10 23:59", 2, "2025-10-13 17:30"),
        ("2026-02-13 10:00", 1, "2026-02-14 17:30"),
        ("2026-02-13 10:00", 2, "2026-02-24 17:30"),
        ("2026-02-14 18:00", 5, "2026-02-28 17:30"),
        ("2026-02-27 09:00", 1, "2026-02-28 17:30"),
        ("2025-12-31 09:00", 1, "2026-01-04 17:30"),  # over the year's end
    ],
)
def test_working_days_end_at_the_close_of_the_last_day(received, days, ends):
    assert CALENDAR.add_working_days(at(received), days) == at(ends)


@pytest.mark.parametrize(
    ("start", "hours", "ends"),
    [
        ("2025-09-30 11:30", 1, "2025-09-30 13:30"),  # over lunch
        ("2025-09-30 09:00", 3, "2025-09-30 12:00"),
        ("2025-09-30 17:00", 1, "2025-10-09 09:30"),  # over National Day
        ("2025-09-30 09:00", 7.5, "2025-09-30 17:30"),
        ("2025-10-03 12:00", 7.5, "2025-10-09 17:30"),
        ("2025-10-10 17:30", 7.5, "2025-10-11 17:30"),  # Saturday worked
        ("2025-09-30 08:00", 0, "2025-09-30 08:00"),
    ],
)
def test_working_time_skips_lunch_nights_and_holidays(start, hours, ends):
    assert CALENDAR.add_working_time(at(start), hours * HOUR) == at(ends)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2025-09-30 07:00", "2025-09-30 09:00"),
        ("2025-09-30 10:15", "2025-09-30 10:15"),
        ("2025-09-30 12:00", "2025-09-30 13:00"),
        ("2025-09-30 17:30", "2025-10-09 09:00"),
        ("2025-10-11 08:59", "2025-10-11 09:00"),
    ],
)
def test_next_opening(moment, opens):
    assert CALENDAR.next_opening(at(moment)) == at(opens)


@pytest.mark.parametrize(
    ("moment", "closes"),
    [
        ("2025-09-30 07:00", "2025-09-30 17:30"),
        ("2025-09-30 17:30", "2025-09-30 17:30"),
        ("2025-09-30 17:31", "2025-10-09 17:30"),
        ("2025-10-11 12:00", "2025-10-11 17:30"),
    ],
)
def test_next_close(moment, closes):
    assert CALENDAR.next_close(at(moment)) == at(closes)


@pytest.mark.parametrize(
    ("received", "days", "ends"),
    [
        ("2025-09-22 09:30", 1, "2025-09-23 17:30"),
        ("2025-09-22 09:30", 7, "2025-09-29 17:30"),
        ("2025-09-24 09:30", 7, "2025-10-09 17:30"),  # 1 October is a holiday: the next working day
        ("2025-09-22 09:30", 5, "2025-09-28 17:30"),  # Saturday moves on to the worked Sunday
    ],
)
def test_calendar_days_move_on_from_a_last_day_that_is_not_worked(received, days, ends):
    assert CALENDAR.add_days(at(received), days) == at(ends)


@pytest.mark.parametrize(
    "ask",
    [
        lambda calendar: calendar.is_working_day(date(2027, 1, 4)),
        lambda calendar: calendar.add_working_days(at("2026-12-31 10:00"), 1),
        lambda calendar: calendar.add_working_time(at("2026-12-31 17:00"), HOUR),
        lambda calendar: calendar.working_time_between(at("2026-12-31 17:00"), at("2027-01-04 10:00")),
        lambda calendar: calendar.next_opening(at("2026-12-31 18:00")),
        lambda calendar: calendar.add_days(at("2026-12-31 10:00"), 1),
    ],
)
def test_an_unpublished_year_is_announced_and_never_guessed(ask):
    with pytest.raises(UnpublishedYear, match="2027") as raised:
        ask(CALENDAR)
    assert raised.value.year == 2027


def test_the_last_day_of_a_known_year_can_be_counted_to_its_end():
    assert CALENDAR.add_working_time(at("2026-12-31 16:30"), HOUR) == at("2026-12-31 17:30")


def test_a_gap_between_known_years_is_announced():
    calendar = WorkCalendar(OFFICE_HOURS, frozenset(), frozenset(), frozenset({2020, 2022}))
    with pytest.raises(UnpublishedYear, match="2021"):
        calendar.add_working_days(at("2020-12-31 10:00"), 1)
    with pytest.raises(UnpublishedYear, match="2021"):
        calendar.working_time_between(at("2020-12-31 10:00"), at("2022-01-10 10:00"))


def test_an_empty_calendar_knows_no_day():
    empty = calendar_of([], [], OFFICE_HOURS)
    with pytest.raises(UnpublishedYear, match="2025"):
        empty.add_working_days(at("2025-03-03 10:00"), 1)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveMoment, match="time zone"):
        CALENDAR.add_working_days(datetime(2025, 3, 3, 10), 1)


def test_the_day_of_receipt_is_the_day_in_the_citys_zone():
    late_evening_utc = datetime(2025, 3, 3, 17, tzinfo=UTC)  # 4 March, 01:00 in Shanghai
    assert CALENDAR.add_working_days(late_evening_utc, 1) == at("2025-03-05 17:30")


@pytest.mark.parametrize(
    "hours",
    [(), ((time(12), time(9)),), ((time(9), time(13)), (time(12), time(17))), ((time(9), time(9)),)],
)
def test_hours_out_of_order_are_refused(hours):
    with pytest.raises(ValueError, match="ascending order"):
        WorkCalendar(hours, frozenset(), frozenset(), frozenset({2025}))


def test_a_day_cannot_be_holiday_and_make_up_day():
    day = frozenset({date(2025, 10, 1)})
    with pytest.raises(ValueError, match="2025-10-01"):
        WorkCalendar(OFFICE_HOURS, day, day, frozenset({2025}))


@pytest.mark.parametrize("count", ["add_working_days", "add_days"])
def test_a_negative_number_of_days_is_refused(count):
    with pytest.raises(ValueError, match="-1"):
        getattr(CALENDAR, count)(at("2025-03-03 10:00"), -1)


@given(moments, st.integers(0, 60), st.integers(0, 60))
def test_n_days_and_m_more_are_n_and_m_days(start, n, m):
    assert CALENDAR.add_working_days(CALENDAR.add_working_days(start, n), m) == CALENDAR.add_working_days(start, n + m)


@given(moments, worked_times)
def test_the_time_between_start_and_end_is_what_was_added(start, worked):
    end = CALENDAR.add_working_time(start, worked)
    assert CALENDAR.working_time_between(start, end) == worked
    assert CALENDAR.working_time_between(end, start) == -worked


@given(moments, worked_times, worked_times)
def test_working_time_adds_up(start, first, second):
    # The opening and the close before it are the same working moment.
    by_steps = CALENDAR.add_working_time(CALENDAR.add_working_time(start, first), second)
    at_once = CALENDAR.add_working_time(start, first + second)
    assert CALENDAR.working_time_between(by_steps, at_once) == timedelta()


@given(moments, st.timedeltas(timedelta(), timedelta(days=90)))
def test_working_time_agrees_with_counting_minute_by_minute(start, length):
    start = start.replace(second=0, microsecond=0)
    end = start + min(length, timedelta(days=3))
    minutes = int((end - start) / timedelta(minutes=1))
    end = start + timedelta(minutes=minutes)
    worked = sum(_is_open(start + timedelta(minutes=count)) for count in range(minutes))
    assert CALENDAR.working_time_between(start, end) == timedelta(minutes=worked)


def _is_open(moment: datetime) -> bool:
    day, clock = moment.date(), moment.time()
    works = day in MAKE_UP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)
    return works and (time(9) <= clock < time(12) or time(13) <= clock < time(17, 30))


@given(moments)
def test_work_opens_on_a_working_day_within_hours(moment):
    opening = CALENDAR.next_opening(moment)
    assert opening >= moment
    assert _is_open(opening)
    assert CALENDAR.working_time_between(moment, opening) == timedelta()


@given(st.sampled_from(sorted(HOLIDAYS)), st.integers(0, 23))
def test_no_working_time_passes_on_a_holiday(holiday, hour):
    begins = at(f"{holiday} 00:00")
    assert CALENDAR.working_time_between(begins, begins + timedelta(hours=hour)) == timedelta()


@given(st.sampled_from(sorted(MAKE_UP_DAYS)))
def test_a_make_up_weekend_is_a_whole_working_day(day):
    begins = at(f"{day} 00:00")
    assert CALENDAR.working_time_between(begins, begins + timedelta(days=1)) == 7.5 * HOUR
