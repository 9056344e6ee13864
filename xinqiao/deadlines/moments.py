"""When each clock of a task runs out, and what decided it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from xinqiao.clock.due import due_at, inside
from xinqiao.clock.limit import Limit
from xinqiao.clock.spans import Extension, Span
from xinqiao.clock.workcal import WorkCalendar
from xinqiao.deadlines.limits import Limits


class Decisive(StrEnum):
    """What the handling time of a task ends with."""

    RULE = "rule"  # the city's own limit
    ORDER = "order"  # the deadline that the order brought along from above
    PARENT = "parent"  # the task that this one was handed down from


@dataclass(frozen=True)
class Moments:
    """The last moment in time of each clock; None where no limit was set."""

    sign_due_at: datetime | None
    contact_due_at: datetime | None
    answer_due_at: datetime | None
    due_at: datetime
    return_due_at: datetime | None
    decided_by: Decisive


def moments_of(
    limits: Limits,
    start: datetime,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Span] = (),
    extensions: Iterable[Extension] = (),
    parent_due_at: datetime | None = None,
) -> Moments:
    """The due moments of a task dispatched at `start` (floor rules 5 and 9).

    Handling is due at the earliest of the local limit with its extensions, the order's own deadline and the
    parent task's due moment. The last two are not moved by pauses and extensions here: more time is asked upward.
    Signing, contact and answer are never due after handling. Raises UnpublishedYear and NaiveMoment.
    """
    pauses = list(pauses)
    due, decided_by = _decided(due_at(start, limits.handle, calendar, pauses, extensions), limits, parent_due_at)

    def runs_out(limit: Limit | None) -> datetime | None:
        return due_at(start, limit, calendar, pauses) if limit else None

    def within(limit: Limit | None) -> datetime | None:
        return inside(moment, due) if (moment := runs_out(limit)) else None

    return Moments(
        sign_due_at=within(limits.sign),
        contact_due_at=within(limits.contact),
        answer_due_at=within(limits.answer),
        due_at=due,
        return_due_at=runs_out(limits.send_back),
        decided_by=decided_by,
    )


def _decided(local: datetime, limits: Limits, parent_due_at: datetime | None) -> tuple[datetime, Decisive]:
    """The earliest; among equals the city's own limit has decided."""
    ends = [(local, Decisive.RULE), (limits.own_due_at, Decisive.ORDER), (parent_due_at, Decisive.PARENT)]
    return min(((moment, why) for moment, why in ends if moment), key=lambda end: end[0])


def progress_due_at(
    limits: Limits, told_at: datetime, due: datetime, calendar: WorkCalendar, pauses: Iterable[Span] = ()
) -> datetime | None:
    """When the citizen has to hear again, told last at `told_at`, of a task due at `due`; None without interval.

    The reply that solves the matter is the last word, so it is never later than `due`. Raises UnpublishedYear.
    """
    return inside(due_at(told_at, limits.progress, calendar, pauses), due) if limits.progress else None
