"""A case told for the page: its timeline and the moves that this person may make next, both from the move table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from xinqiao.callback.actions import is_bad
from xinqiao.callback.models import Callback
from xinqiao.cases import queries
from xinqiao.cases.actors import may
from xinqiao.cases.lifecycle import MOVES, At, Move, Stage, State, allowed
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.doors.desks.wording import Units, told
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline."""

    title: str
    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """A move that may be made now; `posts` when it needs nothing to be typed, `is_main` when it comes next."""

    label: str
    address: str
    posts: bool
    is_main: bool = True


def timeline(case: Case) -> list[Entry]:
    """The events of a case with what their data and words say, personal data in free text masked.

    The words of the registration are the request itself, which the page shows in full.
    """
    events = list(queries.story(case))
    units = {event.assignment.suffix: event.assignment.unit.name for event in events if event.assignment}
    return [_entry(event, units) for event in events]


def _entry(event: Event, units: Units) -> Entry:
    title = gettext(MOVES[event.verb].label)
    if event.assignment:
        title = f"{title} · {event.assignment.unit.name}"
    lines = told(event, units)
    if event.verb != "register" and hasattr(event, "text"):
        lines.append(mask_free_text(event.text.body))
    return Entry(title, event.at, event.by.name if event.by else gettext("系统"), "\n".join(lines))


def awaits_ruling(case: Case) -> bool:
    """True when the citizen rated this round badly and nobody has ruled yet whether it is handled again."""
    if case.stage != Stage.COMPLETED:
        return False
    ended = case.callbacks.filter(round=case.round, done_at__isnull=False).first()
    return ended is not None and is_bad(ended)


def buttons(case: Case, tasks: Iterable[Assignment], staff: Staff) -> list[Button]:
    """What this person may do next on the case and on its tasks, what comes first first."""
    found = [_case_button(case, move) for move in allowed(At.CASE, Stage(case.stage)) if may(staff, move)]
    several = list(tasks)
    for task in several:
        moves = [move for move in allowed(At.ASSIGNMENT, State(task.state)) if may(staff, move, task)]
        moves.sort(key=lambda move: _comes_second(move, task))
        found += [_task_button(task, move, len(several) > 1, is_main=move is moves[0]) for move in moves]
    return [button for button in found if button]


def _comes_second(move: Move, task: Assignment) -> bool:
    """To reject is the exception; to contact comes first only until it was done."""
    return move.verb == "reject_review" or (move.verb == "contact" and task.contacted_at is not None)


def _case_button(case: Case, move: Move) -> Button | None:
    if move.verb == "call_back":
        callback = Callback.objects.filter(case=case, done_at=None).first()
        return (
            Button(gettext(move.label), reverse("callback:call_back", args=[callback.pk]), False) if callback else None
        )
    return Button(gettext(move.label), reverse(f"dispatch:{move.verb}", args=[case.number]), False)


def _task_button(task: Assignment, move: Move, names_unit: bool, *, is_main: bool) -> Button:
    label = gettext(move.label)
    address = reverse(f"handling:{move.verb}", args=[task.pk])
    return Button(f"{label} · {task.unit.name}" if names_unit else label, address, move.verb == "sign", is_main)
