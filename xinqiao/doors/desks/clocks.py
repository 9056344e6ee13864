"""The three clocks of a task - signing, first contact, handling - as the case page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Assignment
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import Lights, lights_at


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit and when it was met. `light` is judged at that moment, or now while it runs; "none" without a limit."""

    label: Promise
    due_at: datetime | None
    done_at: datetime | None
    light: str


def wound(tasks: Iterable[Assignment], now: datetime) -> list[Assignment]:
    """The tasks, each with its `clocks` as of now, for a page."""
    lights, shown = lights_at(now, calendar.load()), list(tasks)
    for task in shown:
        task.clocks = [  # type: ignore[attr-defined]
            _clock(_("签收"), task.sign_due_at, task.signed_at, task, lights),
            _clock(_("联系"), task.contact_due_at, task.contacted_at, task, lights),
            _clock(_("办理"), task.due_at, task.stopped_at, task, lights),
        ]
    return shown


def _clock(
    label: Promise, due_at: datetime | None, done_at: datetime | None, task: Assignment, lights: Lights
) -> Clock:
    """A clock that never ran out before the task was completed has nothing more to warn of."""
    if due_at is None or (done_at is None and task.completed_at):
        return Clock(label, due_at, done_at, "none")
    return Clock(label, due_at, done_at, lights.of(due_at, done_at).value)
