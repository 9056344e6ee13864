"""When something is due, how much time is left, and the light that shows it.

What a limit means:
- min, h: plain time, day and night.
- d: whole calendar days; the day of receipt is not counted, a last day that is not worked moves on (Civil
  Code 201, 203).
- wh: working time.
- wd: whole working days, the day of receipt not counted, until close of business.

A pause moves the due moment by what it covers of the running clock: by plain time where plain time runs (a
day limit by every day begun), by working time where working time runs. A pause that has no end yet moves
nothing until it ends; during it `remaining` stands still.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from xinqiao.clock.limit import BadLimit, Limit, TimeUnit
from xinqiao.clock.workcal import ONE_DAY, ZERO, UnpublishedYear, WorkCalendar

__all__ = [
    "BadLimit",
    "Light",
    "Limit",
    "Span",
    "TimeUnit",
    "due_at",
    "is_late",
    "light",
    "remaining",
    "yellow_until",
]


PLAIN = {TimeUnit.MINUTES: timedelta(minutes=1), TimeUnit.HOURS: timedelta(hours=1), TimeUnit.DAYS: ONE_DAY}
WORKING = {TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS}


@dataclass(frozen=True)
class Span:
    """A time in which the clock stands still, from `start` until before `end`; no end while it goes on."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end ({self.end}) before it starts ({self.start})")


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def due_at(start: datetime, limit: Limit, calendar: WorkCalendar, pauses: Iterable[Span] = ()) -> datetime:
    """The last moment in time for something that started at `start`, in the calendar's zone.

    Pauses may overlap and come in any order; what lies before the start or after the due moment moves
    nothing. Raises UnpublishedYear and NaiveMoment.
    """
    due = _unpaused(start, limit, calendar)
    paused = ZERO
    # Each pause counts only when it begins before the moment that the pauses before it lead to.
    for began, ended in _closed(pauses, since=start):
        if began >= due:
            break
        paused += _covered(began, ended, limit, calendar)
        due = _extended(start, limit, calendar, paused)
    return due


def remaining(
    now: datetime,
    due_at: datetime,
    calendar: WorkCalendar,
    pauses: Iterable[Span] = (),
    *,
    plain: bool = False,
) -> timedelta:
    """Working time left until `due_at`, which pauses with an end have moved already; negative when overdue.

    With `plain`, plain time: what a limit in minutes, hours or days has left. Inside a pause it stands
    still at what was left when the pause began.
    """
    pauses = list(pauses)
    between = _plain_time_between if plain else calendar.working_time_between
    stands_at = min([now, *(span.start for span in pauses if span.end is None and span.start < now)])
    ahead = [pause for pause in _closed(pauses, since=stands_at) if pause[0] < due_at]
    paused = sum((between(began, min(ended, due_at)) for began, ended in ahead), ZERO)
    return between(stands_at, due_at) - paused


def _plain_time_between(start: datetime, end: datetime) -> timedelta:
    return end - start


def is_late(stopped_at: datetime, due_at: datetime) -> bool:
    """True when the clock stopped after the due moment; at that very moment is in time."""
    return stopped_at > due_at


def light(now: datetime, due_at: datetime, calendar: WorkCalendar, yellow_before: Limit) -> Light:
    """Red when `due_at` has passed, yellow from `yellow_before` ahead of it, else green (Shandong: 1 wd)."""
    if now > due_at:
        return Light.RED
    return Light.YELLOW if due_at <= yellow_until(now, calendar, yellow_before) else Light.GREEN


def yellow_until(now: datetime, calendar: WorkCalendar, yellow_before: Limit) -> datetime:
    """What is due from `now` until this moment is yellow: one moment for a whole list, or for a query.

    A warning of n working days is n full days of working time: what is due at Friday's close turns yellow at
    Thursday's. Days are 24 hours here. Where the calendar ends the warning ends with it, so that the last
    days of a year show lights even if the next is not published.
    """
    if yellow_before.unit not in WORKING:
        return now + _plain(yellow_before)
    in_days = yellow_before.unit is TimeUnit.WORKING_DAYS
    worked = yellow_before.amount * (calendar.day_length if in_days else timedelta(hours=1))
    try:
        return calendar.next_opening(calendar.add_working_time(now, worked))
    except UnpublishedYear as unknown:
        return max(now, datetime(unknown.year, 1, 1, tzinfo=calendar.zone) - timedelta.resolution)


def _unpaused(start: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    match limit.unit:
        case TimeUnit.WORKING_DAYS:
            return calendar.add_working_days(start, limit.amount)
        case TimeUnit.DAYS:
            return calendar.add_days(start, limit.amount)
        case TimeUnit.WORKING_HOURS:
            return calendar.add_working_time(start, limit.amount * timedelta(hours=1))
    return calendar.local(start) + _plain(limit)


def _extended(start: datetime, limit: Limit, calendar: WorkCalendar, paused: timedelta) -> datetime:
    if limit.unit is TimeUnit.DAYS:
        days_begun = -(-paused // ONE_DAY)
        return calendar.add_days(start, limit.amount + days_begun)
    unpaused = _unpaused(start, limit, calendar)
    return calendar.add_working_time(unpaused, paused) if limit.unit in WORKING else unpaused + paused


def _covered(began: datetime, ended: datetime, limit: Limit, calendar: WorkCalendar) -> timedelta:
    if limit.unit in WORKING:
        return calendar.working_time_between(began, ended)
    return ended - began


def _closed(pauses: Iterable[Span], since: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses that have an end, cut at `since`, in order, those that overlap or touch made one."""
    merged: list[tuple[datetime, datetime]] = []
    for span in sorted(pauses, key=lambda span: span.start):
        if span.end is None or span.end <= since:
            continue
        began, ended = max(span.start, since), span.end
        if merged and began <= merged[-1][1]:
            began, ended = merged[-1][0], max(ended, merged.pop()[1])
        merged.append((began, ended))
    return merged


def _plain(limit: Limit) -> timedelta:
    return limit.amount * PLAIN[limit.unit]
