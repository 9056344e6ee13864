"""A calendar as it would be after a change: what a preview counts with before anything is written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from xinqiao.clock.workcal import WorkCalendar


def with_day(calendar: WorkCalendar, on: date, *, is_working: bool) -> WorkCalendar:
    """The calendar with that day worked, or off. Whether its year is known stays as it is."""
    return replace(
        calendar,
        holidays=calendar.holidays - {on} if is_working else calendar.holidays | {on},
        make_up_days=calendar.make_up_days | {on} if is_working else calendar.make_up_days - {on},
    )


def with_year(calendar: WorkCalendar, year: int, days: Mapping[date, bool]) -> WorkCalendar:
    """The calendar with that year known and its differing days just these, each with whether it is worked."""
    bare = without_year(calendar, year)
    return replace(
        bare,
        holidays=bare.holidays | {on for on, works in days.items() if not works},
        make_up_days=bare.make_up_days | {on for on, works in days.items() if works},
        known_years=bare.known_years | {year},
    )


def without_year(calendar: WorkCalendar, year: int) -> WorkCalendar:
    """The calendar with that year not published and none of its days entered."""
    return replace(
        calendar,
        holidays=frozenset(on for on in calendar.holidays if on.year != year),
        make_up_days=frozenset(on for on in calendar.make_up_days if on.year != year),
        known_years=calendar.known_years - {year},
    )
