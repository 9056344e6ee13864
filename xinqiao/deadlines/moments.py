"""When each clock of a task runs out, and what decided it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from xinqiao.clock.due import due_at, inside
from xinqiao.clock.limit import Limit
from xinqiao.clock.spans import Extension, Span
from xinqiao.clock.workcal import UnpublishedYear, WorkCalendar
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
    progress_due_at: datetime | None
    decided_by: Decisive


def moments_of(
    limits: Limits,
    start: datetime,
    calendar: WorkCalendar,
    *,
    pauses: Iterable[Span] = (),
    extensions: Iterable[Extension] = (),
    parent_due_at: datetime | None = None,
    told_at: datetime | None = None,
) -> Moments:
    """The due moments of a task dispatched at `start` (floor rules 5 and 9).

    Handling is due at the earliest of the local limit with its extensions, the order's own deadline and the
    parent task's due moment; these two as far as they lie `ahead`, and unmoved by pauses and extensions here: more
    time is asked upward.
    Signing, contact and answer are never due after handling; progress counts from `told_at`, the last word to the
    citizen, else from `start`. Raises UnpublishedYear and NaiveMoment.
    """
    pauses = list(pauses)
    local = due_at(start, limits.handle, calendar, pauses, extensions)
    due, decided_by = _decided(local, ahead(limits.own_due_at, start), ahead(parent_due_at, start))

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
        progress_due_at=progress_due_at(limits, told_at or start, due, calendar, pauses),
        decided_by=decided_by,
    )


def ahead(bound: datetime | None, start: datetime) -> datetime | None:
    """The deadline from above that a task dispatched at `start` has to keep; None for one that was over by then."""
    # Who is handed a matter too late has not made it late: it counts from its own dispatch (floor rule 5) and has the
    # city's limit, for an order the cut one (rule 9). The lateness stays where it arose: the parent is overdue by
    # itself (rule 7), the citizen's clock has not restarted (rule 10). Tiers lie inside what can still be kept.
    return bound if bound and bound > start else None


def _decided(
    local: datetime, order_due_at: datetime | None, parent_due_at: datetime | None
) -> tuple[datetime, Decisive]:
    """The earliest; among equals the city's own limit has decided."""
    ends = [(local, Decisive.RULE), (order_due_at, Decisive.ORDER), (parent_due_at, Decisive.PARENT)]
    return min(((moment, why) for moment, why in ends if moment), key=lambda end: end[0])


def shortened(limits: Limits, handle: Limit, start: datetime, calendar: WorkCalendar) -> Limits:
    """The limits with no more time to handle than `handle` gives from `start` on; where theirs ends first it stays.

    An extension counts in the same kind of time as what it extends (ADR 10): one of another kind becomes `handle` once
    more. Raises NaiveMoment.
    """
    if _end(limits.handle, start, calendar) <= _end(handle, start, calendar):
        return limits
    more = limits.extension
    return replace(limits, handle=handle, extension=handle if more and more.is_working != handle.is_working else more)


def _end(limit: Limit, start: datetime, calendar: WorkCalendar) -> datetime:
    """When the limit runs out; after everything else where the calendar does not reach."""
    try:
        return due_at(start, limit, calendar)
    except UnpublishedYear:
        return datetime.max.replace(tzinfo=UTC)


def progress_due_at(
    limits: Limits, told_at: datetime, due: datetime, calendar: WorkCalendar, pauses: Iterable[Span] = ()
) -> datetime | None:
    """When the citizen has to hear again, told last at `told_at`, of a task due at `due`; None without interval, and
    where that is not before `due`: the reply that solves the matter is the last word.
    """
    if limits.progress is None:
        return None
    try:
        again_at = due_at(told_at, limits.progress, calendar, pauses)
    except UnpublishedYear:  # past what the calendar knows and so past `due`, which it knows
        return None
    return again_at if again_at < due else None
