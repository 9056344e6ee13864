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

An extension counts from the due moment as it stood when it was granted: pauses that were over by then come
before it, all others after it. It is written in the same kind of time as the limit, plain or working.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from xinqiao.clock.limit import BadLimit, Limit, TimeUnit
from xinqiao.clock.spans import Extension, Span, closed
from xinqiao.clock.workcal import ONE_DAY, ZERO, UnpublishedYear, WorkCalendar

__all__ = [
    "BadLimit",
    "Extension",
    "Light",
    "Limit",
    "Span",
    "TimeUnit",
    "due_at",
    "extended",
    "inside",
    "is_late",
    "light",
    "remaining",
    "yellow_until",
]


PLAIN = {TimeUnit.MINUTES: timedelta(minutes=1), TimeUnit.HOURS: timedelta(hours=1), TimeUnit.DAYS: ONE_DAY}


class Light(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


def due_at(
    start: datetime,
    limit: Limit,
    calendar: WorkCalendar,
    pauses: Iterable[Span] = (),
    extensions: Iterable[Extension] = (),
) -> datetime:
    """The last moment in time for something that started at `start`, in the calendar's zone.

    Pauses and extensions come in any order, pauses may overlap; what lies before the start or after the due
    moment moves nothing. Raises UnpublishedYear and NaiveMoment.
    """
    due, since, ahead = extended(start, limit, calendar), start, list(pauses)
    for extension in sorted(extensions, key=lambda extension: extension.granted_at):
        over = [pause for pause in ahead if pause.has_ended_by(extension.granted_at)]
        due = extended(_paused(due, limit, calendar, over, since), extension.limit, calendar)
        since = max([since, *(pause.end for pause in over if pause.end)])
        ahead = [pause for pause in ahead if pause not in over]
    return _paused(due, limit, calendar, ahead, since)


def extended(due_at: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    """The due moment that lies `limit` after another one: one working day more ends at the next close.

    Raises UnpublishedYear and NaiveMoment.
    """
    match limit.unit:
        case TimeUnit.WORKING_DAYS:
            return calendar.add_working_days(due_at, limit.amount)
        case TimeUnit.DAYS:
            return calendar.add_days(due_at, limit.amount)
        case TimeUnit.WORKING_HOURS:
            return calendar.add_working_time(due_at, limit.amount * timedelta(hours=1))
    return calendar.local(due_at) + _plain(limit)


def _paused(
    unpaused: datetime, limit: Limit, calendar: WorkCalendar, pauses: Iterable[Span], since: datetime
) -> datetime:
    due, paused = unpaused, ZERO
    # Each pause counts only when it begins before the moment that the pauses before it lead to.
    for began, ended in closed(pauses, since):
        if began >= due:
            break
        paused += _covered(began, ended, limit, calendar)
        due = _moved(unpaused, paused, ended, limit, calendar)
    return due


def _covered(began: datetime, ended: datetime, limit: Limit, calendar: WorkCalendar) -> timedelta:
    if limit.is_working:
        return calendar.working_time_between(began, ended)
    return ended - began


def _moved(unpaused: datetime, paused: timedelta, ended: datetime, limit: Limit, calendar: WorkCalendar) -> datetime:
    if limit.is_working:
        return calendar.add_working_time(unpaused, paused)
    if limit.unit is TimeUnit.DAYS:
        days_begun = -(-paused // ONE_DAY)
        # A last day that moved on over a holiday can lie in the next pause; nothing is due before that has ended.
        return max(calendar.add_days(unpaused, days_begun), calendar.next_close(ended))
    return unpaused + paused


def inside(child_due: datetime, parent_due: datetime) -> datetime:
    """The due moment of a task handed down to a lower tier: never later than that of the task it came from."""
    return min(child_due, parent_due)


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
    ahead = [pause for pause in closed(pauses, since=stands_at) if pause[0] < due_at]
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
    if not yellow_before.is_working:
        return now + _plain(yellow_before)
    in_days = yellow_before.unit is TimeUnit.WORKING_DAYS
    worked = yellow_before.amount * (calendar.day_length if in_days else timedelta(hours=1))
    try:
        return calendar.next_opening(calendar.add_working_time(now, worked))
    except UnpublishedYear as unknown:
        return max(now, datetime(unknown.year, 1, 1, tzinfo=calendar.zone) - timedelta.resolution)


def _plain(limit: Limit) -> timedelta:
    return limit.amount * PLAIN[limit.unit]
