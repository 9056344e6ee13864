"""A changed calendar and the tasks that are still open: what it would move, and moving it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xinqiao.cases.dues import SPANNING, as_facts, spans_of
from xinqiao.cases.models import Assignment, Event
from xinqiao.cases.queries import is_open, with_names
from xinqiao.cases.refusal import Refused
from xinqiao.clock.workcal import WorkCalendar
from xinqiao.deadlines import calendar
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.moments import Moments
from xinqiao.deadlines.replan import Running, planned
from xinqiao.dispatch import actions
from xinqiao.people.models import Staff


@dataclass(frozen=True, slots=True)
class Shift:
    """An open task whose deadlines come out otherwise; `becomes` is None where the calendar does not reach."""

    task: Assignment
    becomes: Moments | None


def shifts(days: WorkCalendar) -> list[Shift]:
    """The open tasks whose deadlines are not what this calendar makes of them, the next deadline first. Two queries.

    They are compared with what stands written, so what an interrupted run has not come to is found again. A task from
    before limits were kept has none to count from and stays as it is.
    """
    tasks = {task.pk: task for task in with_names(Assignment.objects.filter(is_open())).order_by("due_at", "pk")}
    told = _told(tasks)
    running = {pk: _running(task, tasks, told[pk]) for pk, task in tasks.items() if task.limits}
    found = planned(running, days)
    return [
        Shift(tasks[pk], becomes) for pk, becomes in found.items() if becomes is None or as_facts(tasks[pk], becomes)
    ]


def _told(tasks: dict[int, Assignment]) -> dict[int, list[tuple[str, datetime, Any]]]:
    told: dict[int, list[tuple[str, datetime, Any]]] = defaultdict(list)
    events = Event.objects.filter(assignment__in=tasks, verb__in=SPANNING).order_by("case_id", "seq")
    for pk, *one in events.values_list("assignment_id", "verb", "at", "data"):
        told[pk].append((one[0], one[1], one[2]))
    return told


def _running(task: Assignment, tasks: dict[int, Assignment], told: list[tuple[str, datetime, Any]]) -> Running:
    given = spans_of(told)
    parent = tasks.get(task.parent_id or 0)
    inside = parent.pk if parent and parent.limits else None
    return Running(
        task.pk, task.dispatched_at, Limits.from_facts(task.limits), tuple(given.pauses), tuple(given.extensions),
        inside, given.told_at,
    )  # fmt: skip


def reschedule_all(*, reason: str, by: Staff, now: datetime) -> int:
    """Move every open task to what the calendar of now says, each by its own move, parents before what they delegated.
    Returns how many were moved."""
    moved = 0
    for shift in sorted(shifts(calendar.load()), key=lambda shift: shift.task.pk):
        if shift.becomes is None:
            continue
        try:
            actions.reschedule(shift.task, reason=reason, by=by, now=now)
        except Refused:  # it ended meanwhile
            continue
        moved += 1
    return moved
