"""Warning lights of many rows at once, and of every clock of a task. They are derived from the due moment and now,
never stored."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.clock.due import Light, yellow_until
from xinqiao.clock.workcal import WorkCalendar
from xinqiao.people import policy

LABELS = {Light.GREEN: _("正常"), Light.YELLOW: _("临期"), Light.RED: _("超期")}


@dataclass(frozen=True)
class Lights:
    """The lights at one moment: red before `red_before`, yellow from there to `yellow_until`, green after."""

    red_before: datetime
    yellow_until: datetime

    def of(self, due_at: datetime, stopped_at: datetime | None = None) -> Light:
        """The light of a row; a clock that has stopped is judged at its stop: red when late, else green."""
        if stopped_at is not None:
            return Light.RED if stopped_at > due_at else Light.GREEN
        if due_at < self.red_before:
            return Light.RED
        return Light.YELLOW if due_at <= self.yellow_until else Light.GREEN

    def where(self, light: Light, column: str = "due_at") -> Q:
        """The condition that finds rows with that light, for rows whose clock runs."""
        if light is Light.RED:
            return Q(**{f"{column}__lt": self.red_before})
        if light is Light.YELLOW:
            return Q(**{f"{column}__gte": self.red_before, f"{column}__lte": self.yellow_until})
        return Q(**{f"{column}__gt": self.yellow_until})


def lights_at(now: datetime, calendar: WorkCalendar) -> Lights:
    """What a list needs once to give each row its light, by the city's rule; the same as `clock.due.light` row by
    row."""
    return Lights(red_before=now, yellow_until=yellow_until(now, calendar, policy.load().lights.yellow_before))


class Clock(StrEnum):
    """The clocks of a task."""

    SIGN = "sign"
    CONTACT = "contact"
    ANSWER = "answer"
    HANDLE = "handle"
    SEND_BACK = "send_back"
    PROGRESS = "progress"


CLOCKS: Final = {
    Clock.SIGN: _("签收"),
    Clock.CONTACT: _("联系"),
    Clock.ANSWER: _("答复"),
    Clock.HANDLE: _("办理"),
    Clock.SEND_BACK: _("退单"),
    Clock.PROGRESS: _("进展"),
}


class Timed(Protocol):
    """What a task tells of its clocks: until when, and when each was met; None for what is not (yet)."""

    @property
    def sign_due_at(self) -> datetime | None: ...
    @property
    def signed_at(self) -> datetime | None: ...
    @property
    def contact_due_at(self) -> datetime | None: ...
    @property
    def contacted_at(self) -> datetime | None: ...
    @property
    def answer_due_at(self) -> datetime | None: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def return_due_at(self) -> datetime | None: ...
    @property
    def progress_due_at(self) -> datetime | None: ...
    @property
    def completed_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock of a task: until when, when it was met, and its light; None where nothing is to be warned of."""

    clock: Clock
    due_at: datetime | None
    done_at: datetime | None
    light: Light | None

    @property
    def label(self) -> Promise:
        """What is to be done, in a word."""
        return CLOCKS[self.clock]


def of_all(task: Timed, lights: Lights) -> list[Reading]:
    """Every clock of the task, in the order of `Clock`, with its light at the moment of `lights`.

    The reply answers the citizen where nothing did before. In a pause, and once the task is over, a clock that had
    not run out by then shows nothing. The time to send back lapses; it is never overdue. Progress is told until the reply
    is given, which ends its clock without a word of being late.
    """
    answered_at = task.answered_at or task.stopped_at
    met = [
        (Clock.SIGN, task.sign_due_at, task.signed_at),
        (Clock.CONTACT, task.contact_due_at, task.contacted_at),
        (Clock.ANSWER, task.answer_due_at, answered_at),
        (Clock.HANDLE, task.due_at, task.stopped_at),
    ]
    readings = [Reading(clock, due, done, _light(due, done, task, lights)) for clock, due, done in met]
    again_at = None if task.stopped_at else task.progress_due_at
    return [
        *readings,
        Reading(Clock.SEND_BACK, task.return_due_at, None, _lapsing(task, lights)),
        Reading(Clock.PROGRESS, again_at, None, _light(again_at, None, task, lights)),
    ]


def next_duty(task: Timed, lights: Lights) -> Reading:
    """What the unit is to do next and until when: of the duties that are not met the one that is due first; of a task
    whose clock has stopped its handling."""
    met: list[tuple[Clock, datetime | None, datetime | None]] = [
        (Clock.SIGN, task.sign_due_at, task.signed_at),
        (Clock.CONTACT, task.contact_due_at, task.contacted_at),
        (Clock.ANSWER, task.answer_due_at, task.answered_at),
        (Clock.PROGRESS, task.progress_due_at, None),
    ]
    owed = [(due, clock) for clock, due, done in met if due and not done and not task.stopped_at]
    due_at, clock = min([*owed, (task.due_at, Clock.HANDLE)], key=lambda one: one[0])
    return Reading(clock, due_at, None, lights.of(due_at, task.stopped_at if clock is Clock.HANDLE else None))


def _light(due_at: datetime | None, done_at: datetime | None, task: Timed, lights: Lights) -> Light | None:
    if due_at is None:
        return None
    if done_at is None and (ended_at := task.paused_at or task.completed_at):
        return Light.RED if due_at < ended_at else None
    return lights.of(due_at, done_at)


def _lapsing(task: Timed, lights: Lights) -> Light | None:
    if task.return_due_at is None or task.stopped_at or task.completed_at or task.paused_at:
        return None
    light = lights.of(task.return_due_at)
    return None if light is Light.RED else light
