"""A calendar as it would be after a change."""

from datetime import date

import pytest

from tests.clock.calendars import CALENDAR, at
from xinqiao.clock.amended import with_day, with_year, without_year
from xinqiao.clock.workcal import UnpublishedYear

MONDAY, SUNDAY = date(2025, 11, 24), date(2025, 11, 23)


def test_a_day_is_made_off_and_worked_again():
    off = with_day(CALENDAR, MONDAY, is_working=False)
    assert not off.is_working_day(MONDAY)
    assert with_day(off, MONDAY, is_working=True).is_working_day(MONDAY)
    assert CALENDAR.is_working_day(MONDAY)  # the one in use is not touched


def test_a_weekend_is_made_worked_and_a_make_up_day_off():
    assert with_day(CALENDAR, SUNDAY, is_working=True).is_working_day(SUNDAY)
    assert not with_day(CALENDAR, date(2025, 9, 28), is_working=False).is_working_day(date(2025, 9, 28))


def test_a_new_year_can_be_counted_in():
    amended = with_year(CALENDAR, 2027, {date(2027, 1, 1): False, date(2027, 1, 3): True})
    assert amended.add_working_days(at("2026-12-31 10:00"), 1) == at("2027-01-03 17:30")
    assert amended.is_working_day(date(2025, 9, 28))


def test_a_year_given_anew_forgets_its_old_days():
    amended = with_year(CALENDAR, 2025, {date(2025, 10, 1): False})
    assert amended.is_working_day(date(2025, 10, 2))
    assert not amended.is_working_day(date(2025, 9, 28))
    assert not amended.is_working_day(date(2026, 10, 2))


def test_a_withdrawn_year_is_unknown():
    with pytest.raises(UnpublishedYear, match="2026"):
        without_year(CALENDAR, 2026).is_working_day(date(2026, 3, 3))
