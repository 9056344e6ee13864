"""The due moments of tasks that are still open, under another calendar than the one they were ordered by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from xinqiao.clock.spans import Extension, Span
from xinqiao.clock.workcal import UnpublishedYear, WorkCalendar
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.moments import Moments, moments_of


class MissingParent(LookupError):
    """A task lies inside one that was not given; the message names both by key."""


@dataclass(frozen=True)
class Running:
    """An open task, by any key: everything that its due moments follow from. `parent` is the key of another one,
    `told_at` when the citizen was told last how far it is."""

    key: int
    start: datetime
    limits: Limits
    pauses: tuple[Span, ...] = ()
    extensions: tuple[Extension, ...] = ()
    parent: int | None = None
    told_at: datetime | None = None


def planned(by_key: Mapping[int, Running], calendar: WorkCalendar) -> dict[int, Moments | None]:
    """The due moments of each task, by its key; None where the calendar does not reach. Raises MissingParent."""
    plans: dict[int, Moments | None] = {}
    for task in by_key.values():
        _plan(task, by_key, calendar, plans)
    return {key: plans[key] for key in by_key}


def _plan(
    task: Running, by_key: Mapping[int, Running], calendar: WorkCalendar, plans: dict[int, Moments | None]
) -> Moments | None:
    """The task's moments, its parent's before them; each is planned once."""
    if task.key in plans:
        return plans[task.key]
    parent = None
    if task.parent is not None:
        if task.parent not in by_key:
            raise MissingParent(f"task {task.key} lies inside task {task.parent}; give that one too")
        parent = _plan(by_key[task.parent], by_key, calendar, plans)
    try:
        plans[task.key] = moments_of(
            task.limits,
            task.start,
            calendar,
            pauses=task.pauses,
            extensions=task.extensions,
            parent_due_at=parent.due_at if parent else None,
            told_at=task.told_at,
        )
    except UnpublishedYear:
        plans[task.key] = None
    return plans[task.key]
