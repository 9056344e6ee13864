"""Dates as people and programs in China write them: 2019年3月5日 下午3点, 2019/3/5 8:05, 20190305, Excel's serial days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from xinqiao.text.width import half_width

FIRST_DAY_OF_SERIALS: Final = datetime(1899, 12, 30)
DAYS_OF_SERIALS: Final = 2_958_466  # to the end of the year 9999; 20250830 is no serial but a date without hyphens
WRITTEN: Final = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?"
    r"(?:[T ]*(?P<half>上午|下午|中午|晚上|AM|PM)? *(?P<hour>\d{1,2})(?::|时|点)"
    r"(?:(?P<minute>\d{1,2})分?)?(?::?(?P<second>\d{1,2})秒?)?(?:\.\d+)?(?: *(?P<end>AM|PM))?)?",
    re.ASCII,
)
COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
WEEKDAY: Final = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
# The hour that is meant by the one written after such a word; one that is not here could be two (晚上12点, 上午12点).
TWELVE: Final = range(1, 12)
HALVES: Final[dict[str, dict[int, int]]] = {
    "": {hour: hour for hour in range(24)},
    "上午": {hour: hour for hour in range(12)},
    "中午": {11: 11, 12: 12, 13: 13, 14: 14, 1: 13, 2: 14},
    "下午": {12: 12, **{hour: hour for hour in range(13, 20)}, **{hour: hour + 12 for hour in range(1, 8)}},
    "晚上": {**{hour: hour for hour in range(17, 24)}, **{hour: hour + 12 for hour in range(5, 12)}},
    "AM": {12: 0, **{hour: hour for hour in TWELVE}},
    "PM": {12: 12, **{hour: hour + 12 for hour in TWELVE}},
}


class NotADate(ValueError):
    """What was given is no date that can be meant in one way only."""


@dataclass(frozen=True, slots=True)
class When:
    """A moment, or a day of which no time was written: then its first moment, with `is_day`."""

    at: datetime
    is_day: bool = False


def when(cell: object, zone: tzinfo) -> When:
    """What a cell of a table says: a moment, a day, a serial number, or text. Raises NotADate."""
    match cell:
        case datetime():
            return When(cell.replace(tzinfo=cell.tzinfo or zone), is_day=cell.time() == time.min)
        case date():
            return When(datetime.combine(cell, time.min, zone), is_day=True)
        case bool():
            raise NotADate
        case int() | float() if 1 <= cell < DAYS_OF_SERIALS:
            return _serial(float(cell), zone)
        case int():
            return _text(str(cell), zone)
        case float() if cell.is_integer():
            return _text(str(int(cell)), zone)
        case str():
            return _text(cell, zone)
    raise NotADate


def _serial(days: float, zone: tzinfo) -> When:
    at = FIRST_DAY_OF_SERIALS + timedelta(seconds=round(days * 86_400))
    return When(at.replace(tzinfo=zone), is_day=days.is_integer())


def _text(written: str, zone: tzinfo) -> When:
    seen = " ".join(WEEKDAY.sub(" ", half_width(written)).upper().split())
    if SERIAL.fullmatch(seen):
        return _serial(float(seen), zone)
    if found := COMPACT.fullmatch(re.sub(r"\.0$", "", seen)):
        return _moment([part or "" for part in found.groups()], zone)
    if found := WRITTEN.fullmatch(seen):
        parts = [found[name] or "" for name in ("year", "month", "day", "hour", "minute", "second")]
        return _moment(parts, zone, half=found["half"] or found["end"] or "")
    raise NotADate


def _moment(parts: list[str], zone: tzinfo, half: str = "") -> When:
    hour = HALVES[half].get(int(parts[3] or 0)) if parts[3] else 0
    if hour is None:
        raise NotADate
    year, month, day, minute, second = (int(parts[place] or 0) for place in (0, 1, 2, 4, 5))
    try:
        return When(datetime(year, month, day, hour, minute, second, tzinfo=zone), is_day=not parts[3])
    except ValueError:
        raise NotADate from None
