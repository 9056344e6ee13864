"""A year's notice of holidays and make-up days: what cannot be one, and what is odd about it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

# Days off on weekdays less weekends worked: 9 was the fewest of 2004 to 2026. A notice below it is half entered.
LEAST_BALANCE: Final = 9
# The festivals' days off since 2025 (regulation of the State Council on holidays for festivals, 2024).
STATUTORY: Final = 13
# New Year, Labour Day and National Day have fixed dates.
FIXED: Final = ((1, 1), (5, 1), (10, 1))
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST_NAME: Final = 50


class BadCalendar(ValueError):
    """The calendar cannot be changed like this; the message, for the page, says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that differs from its weekday, with the holiday's name. Raises BadCalendar for a name too long to keep."""

    on: date
    is_working: bool
    name: str = ""

    def __post_init__(self) -> None:
        if len(self.name) > LONGEST_NAME:
            raise BadCalendar(_("%(on)s 的名称超过 %(longest)d 个字。") % {"on": self.on, "longest": LONGEST_NAME})


def checked(year: int, days: Iterable[Day]) -> tuple[dict[date, Day], list[str]]:
    """The days of a year's notice by date, and warnings of what is odd but allowed. Raises BadCalendar."""
    by_date: dict[date, Day] = {}
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadCalendar(_("%d 不是日历的年份。") % year)
    for day in days:
        if day.on.year != year:
            raise BadCalendar(_("%(on)s 不在 %(year)d 年。") % {"on": day.on, "year": year})
        if day.on in by_date:
            raise BadCalendar(_("%s 写了两次，只留一行。") % day.on)
        by_date[day.on] = day
    _require_whole(year, by_date)
    # Notices name the weekends inside a holiday too; only a weekday to be worked is a slip.
    odd = [text for day in by_date.values() if day.is_working and (text := oddity(day))]
    return by_date, [*odd, *_odd_balance(by_date)]


def oddity(day: Day) -> str | None:
    """What is odd about one day on its own; None when it differs from its weekday, as it should."""
    if day.is_working and not _is_weekend(day.on):
        return _("%s 不是周末，本来就上班。") % day.on
    if not day.is_working and _is_weekend(day.on):
        return _("%s 是周末，本来就休息。") % day.on
    return None


def _require_whole(year: int, days: Mapping[date, Day]) -> None:
    """A holiday that is forgotten makes every limit around it too short."""
    for month, day in FIXED:
        on = date(year, month, day)
        if not _is_off(on, days):
            raise BadCalendar(_("%s 不是休息日：放假通知没有录全，补上后再发布。") % on)
    if (balance := _balance(days.values())) < LEAST_BALANCE:
        text = _("工作日休息减去周末上班只有 %(balance)d 天，至少应有 %(least)d 天：放假通知没有录全，补上后再发布。")
        raise BadCalendar(text % {"balance": balance, "least": LEAST_BALANCE})


def _balance(days: Iterable[Day]) -> int:
    listed = list(days)
    off = sum(not day.is_working and not _is_weekend(day.on) for day in listed)
    worked = sum(day.is_working and _is_weekend(day.on) for day in listed)
    return off - worked


def _odd_balance(days: Mapping[date, Day]) -> Iterator[str]:
    if (balance := _balance(days.values())) != STATUTORY:
        text = _("工作日休息减去周末上班为 %(balance)d 天，法定节日为 %(statutory)d 天，请核对。")
        yield text % {"balance": balance, "statutory": STATUTORY}


def _is_off(on: date, days: Mapping[date, Day]) -> bool:
    return not days[on].is_working if on in days else _is_weekend(on)


def _is_weekend(on: date) -> bool:
    return on.weekday() >= 5
