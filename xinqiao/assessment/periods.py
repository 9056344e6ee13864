"""Periods of the calendar as the field reports by them: day, week, ten-day (旬), month, quarter, year. Pure."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

TEN_DAYS = (1, 11, 21)
THIRDS = "上中下"


class Span(StrEnum):
    """A kind of period."""

    DAY = "day"
    WEEK = "week"
    TEN_DAYS = "ten_days"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def begin(span: Span, day: date) -> date:
    """The first day of the span that holds `day`; weeks begin on Monday, ten-days on the 1st, 11th and 21st."""
    match span:
        case Span.DAY:
            return day
        case Span.WEEK:
            return day - timedelta(days=day.weekday())
        case Span.TEN_DAYS:
            return day.replace(day=max(first for first in TEN_DAYS if first <= day.day))
        case Span.MONTH:
            return day.replace(day=1)
        case Span.QUARTER:
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case Span.YEAR:
            return day.replace(month=1, day=1)


def end(span: Span, day: date) -> date:
    """The last day of the span that holds `day`."""
    return after(span, day) - timedelta(days=1)


def after(span: Span, day: date) -> date:
    """The first day of the next span."""
    first = begin(span, day)
    match span:
        case Span.DAY:
            return first + timedelta(days=1)
        case Span.WEEK:
            return first + timedelta(days=7)
        case Span.TEN_DAYS:
            return first + timedelta(days=10) if first.day < TEN_DAYS[-1] else after(Span.MONTH, first)
        case Span.MONTH:
            return begin(Span.MONTH, first + timedelta(days=31))
        case Span.QUARTER:
            return begin(Span.MONTH, first + timedelta(days=2 * 31 + 30))
        case Span.YEAR:
            return first.replace(year=first.year + 1)


def within(span: Span, first: date, last: date) -> Iterator[date]:
    """The first days of the spans from the one that holds `first` to the one that holds `last`."""
    day = begin(span, first)
    while day <= last:
        yield day
        day = after(span, day)


def name(span: Span, day: date) -> str:
    """What the span that holds `day` is called: 2025-09-01, 2025-W36, 2025-09-上旬, 2025-09, 2025-Q3, 2025."""
    first = begin(span, day)
    match span:
        case Span.WEEK:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02}"
        case Span.TEN_DAYS:
            return f"{first:%Y-%m}-{THIRDS[TEN_DAYS.index(first.day)]}旬"
        case Span.MONTH:
            return f"{first:%Y-%m}"
        case Span.QUARTER:
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case Span.YEAR:
            return f"{first.year}"
        case _:
            return f"{first:%Y-%m-%d}"


def parse(written: str) -> tuple[Span, date]:
    """The span that a name means, with its first day. Raises ValueError for what is none."""
    for span, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(written.strip()):
            return span, _first(span, *found.groups())
    raise ValueError(written)


_PATTERNS = {
    Span.DAY: re.compile(r"(\d{4})-(\d\d)-(\d\d)"),
    Span.WEEK: re.compile(r"(\d{4})-W(\d\d)"),
    Span.TEN_DAYS: re.compile(rf"(\d{{4}})-(\d\d)-([{THIRDS}])旬"),
    Span.MONTH: re.compile(r"(\d{4})-(\d\d)"),
    Span.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    Span.YEAR: re.compile(r"(\d{4})"),
}


def _first(span: Span, year: str, number: str = "1", last: str = "1") -> date:
    match span:
        case Span.WEEK:
            return date.fromisocalendar(int(year), int(number), 1)
        case Span.TEN_DAYS:
            return date(int(year), int(number), TEN_DAYS[THIRDS.index(last)])
        case Span.QUARTER:
            return date(int(year), int(number) * 3 - 2, 1)
        case _:
            return date(int(year), int(number), int(last))
