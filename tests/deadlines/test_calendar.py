"""The calendar in the database: seeded, edited, seen by every process."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.clock.calendars import HOLIDAYS, MAKE_UP_DAYS
from xinqiao.clock.workcal import SHANGHAI, UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.deadlines.seed import seed_calendar
from xinqiao.people import policy

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_calendar_kept():
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    calendar.forget()
    yield
    calendar.forget()


def test_the_published_years_are_seeded():
    years = seed_calendar()
    assert set(range(2004, 2027)) <= set(years)
    kept = calendar.load()
    assert not kept.is_working_day(date(2025, 10, 1))
    assert kept.is_working_day(date(2025, 9, 28))
    assert not kept.is_working_day(date(2026, 2, 16))
    assert CalendarDay.objects.get(on=date(2025, 10, 1)).name == "国庆节"
    assert CalendarDay.objects.get(on=date(2025, 9, 28)).name == "国庆节调休"


def test_the_seed_has_the_days_that_the_notices_say():
    seed_calendar()
    seeded = calendar.load()
    assert {on for on in seeded.holidays if on.year in (2025, 2026)} == HOLIDAYS
    assert {on for on in seeded.make_up_days if on.year in (2025, 2026)} == MAKE_UP_DAYS


def test_seeding_twice_is_seeding_once():
    seed_calendar()
    days = CalendarDay.objects.count()
    assert seed_calendar() == []
    assert CalendarDay.objects.count() == days


def test_seeding_leaves_what_the_city_has_edited():
    seed_calendar()
    CalendarDay.objects.filter(on=date(2025, 9, 28)).delete()
    CalendarDay.objects.filter(on=date(2025, 10, 1)).update(name="国庆")
    seed_calendar()
    assert not CalendarDay.objects.filter(on=date(2025, 9, 28)).exists()
    assert CalendarDay.objects.get(on=date(2025, 10, 1)).name == "国庆"


def test_a_day_entered_before_its_year_stays():
    CalendarDay.objects.create(on=date(2025, 10, 1), is_working=True, name="本市")
    seed_calendar()
    assert CalendarDay.objects.get(on=date(2025, 10, 1)).is_working


def test_a_year_that_nobody_published_stays_unknown():
    last = max(seed_calendar())
    with pytest.raises(UnpublishedYear):
        calendar.load().is_working_day(date(last + 1, 6, 1))


def test_reading_takes_two_queries_and_then_none():
    seed_calendar()
    policy.load()  # the office hours are the policy's, which is kept on its own
    with CaptureQueriesContext(connection) as first:
        kept = calendar.load()
    with CaptureQueriesContext(connection) as second:
        assert calendar.load() is kept
    assert (len(first), len(second)) == (2, 0)


def test_a_change_made_elsewhere_holds_within_seconds(monkeypatch):
    seed_calendar()
    moment = 1000.0
    monkeypatch.setattr(calendar, "monotonic", lambda: moment)
    calendar.load()
    CalendarDay.objects.create(on=date(2025, 11, 28), is_working=False, name="停电")
    moment += 4
    assert calendar.load().is_working_day(date(2025, 11, 28))
    moment += 2
    assert not calendar.load().is_working_day(date(2025, 11, 28))


def test_an_unchanged_calendar_is_not_counted_again(monkeypatch):
    seed_calendar()
    moment = 1000.0
    monkeypatch.setattr(calendar, "monotonic", lambda: moment)
    kept = calendar.load()
    moment += 60
    assert calendar.load() is kept


def test_who_changed_it_sees_the_change_at_once():
    seed_calendar()
    calendar.load()
    CalendarDay.objects.create(on=date(2025, 11, 28), is_working=False)
    calendar.forget()
    assert not calendar.load().is_working_day(date(2025, 11, 28))


def test_an_empty_calendar_is_announced():
    received = datetime(2025, 3, 3, 10, tzinfo=SHANGHAI)
    with pytest.raises(UnpublishedYear, match="2025"):
        calendar.load().add_working_days(received, 1)
