"""The clocks of a task - signing, first contact, answer, handling, sending back - as the case page shows them, and the
tree of tasks that they hang on."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from xinqiao.cases.models import Assignment, Event
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import CLOCKS, Reading, lights_at, of_all


@dataclass(frozen=True, slots=True)
class Shown:
    """A clock of the page: until when, when it was met, and its light; "none" where nothing is to be warned of."""

    label: Promise
    due_at: datetime | None
    done_at: datetime | None
    light: str


def wound(tasks: Iterable[Assignment], events: Sequence[Event], now: datetime) -> list[Assignment]:
    """The tasks, each with its `clocks` as of now, and `paused_at` where its clock stands still."""
    lights, shown = lights_at(now, calendar.load()), list(tasks)
    for task in shown:
        task.paused_at = _paused_at(task, events, now)  # type: ignore[attr-defined]
        readings = of_all(task, lights)  # type: ignore[arg-type]
        task.clocks = [_shown(one, task) for one in readings if one.due_at or one.done_at]  # type: ignore[attr-defined]
    return shown


def _paused_at(task: Assignment, events: Sequence[Event], now: datetime) -> datetime | None:
    """Since when the clock stands still, if it does."""
    if task.paused_until is None or task.paused_until <= now:
        return None
    granted = [
        one for one in events if one.assignment_id == task.pk and one.verb == "rule_pause" and one.data["granted"]
    ]
    return granted[-1].at if granted else None


def _shown(reading: Reading, task: Assignment) -> Shown:
    paused = reading.light is None and reading.done_at is None and task.paused_at  # type: ignore[attr-defined]
    light = reading.light.value if reading.light else "paused" if paused else "none"
    return Shown(CLOCKS[reading.clock], reading.due_at, reading.done_at, light)


def as_tree(tasks: Iterable[Assignment]) -> list[Assignment]:
    """The tasks that the centre handed down, each with those `below` it, and so on."""
    below: dict[int | None, list[Assignment]] = defaultdict(list)
    for task in tasks:
        below[task.parent_id].append(task)
        task.below = below[task.pk]  # type: ignore[attr-defined]
    return below[None]
