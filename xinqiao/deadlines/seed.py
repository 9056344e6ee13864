"""First filling of the calendar: `chinesecalendar` knows the published years since 2004."""

from datetime import date

from chinese_calendar.constants import Holiday, holidays, workdays  # type: ignore[import-untyped]
from django.db import transaction

from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarDay, CalendarYear


def seed_calendar() -> list[int]:
    """Enter every year that the library knows and the calendar does not; returns these years.

    Years that are there already stay as the city has edited them, so doing it twice changes nothing. A year
    that is not published in the library stays out: it has to be entered, it is not guessed.
    """
    with transaction.atomic():
        known = set(CalendarYear.objects.values_list("year", flat=True))
        missing = sorted({on.year for on in holidays} - known)
        CalendarDay.objects.bulk_create(
            [*_days(holidays, missing, is_working=False), *_days(workdays, missing, is_working=True)],
            ignore_conflicts=True,  # single days may have been entered before their year
        )
        CalendarYear.objects.bulk_create((CalendarYear(year=year) for year in missing), ignore_conflicts=True)
    calendar.forget()
    return missing


def seeded() -> list[tuple[date, bool, str]]:
    """Every day that the library would enter: the day, whether it is worked, its name."""
    days = [*_days(holidays, None, is_working=False), *_days(workdays, None, is_working=True)]
    return [(day.on, day.is_working, day.name) for day in days]


def _days(named: dict[date, str], years: list[int] | None, *, is_working: bool) -> list[CalendarDay]:
    return [
        CalendarDay(on=on, is_working=is_working, name=Holiday(name).chinese + ("调休" if is_working else ""))
        for on, name in named.items()
        if years is None or on.year in years
    ]
