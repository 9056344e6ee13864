"""What a person may do next on a case and on its tasks: from the move table, his grants, the guards, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from xinqiao.callback.queries import to_call
from xinqiao.cases import possible
from xinqiao.cases.lifecycle import Move
from xinqiao.cases.models import Assignment, Case, Request
from xinqiao.dispatch.actions import needs_precheck
from xinqiao.dispatch.moves import PAGES as DISPATCH
from xinqiao.handling.moves import PAGES as HANDLING
from xinqiao.intake.actions import needs_approval
from xinqiao.intake.moves import PAGES as INTAKE
from xinqiao.people.models import Staff

# Moves that stand beside the heading; all others wait in the menu. Rulings stand there while something is asked.
IN_SIGHT: Final = (
    "dispatch", "propose_dispatch", "answer_directly", "propose_answer", "sign", "reply", "feed_back", "contact",
    "pass_review", "reject_review", "call_back", "append", "urge",
)  # fmt: skip
MAIN: Final = frozenset(
    {"dispatch", "propose_dispatch", "sign", "reply", "feed_back", "contact", "pass_review", "call_back"}
)
# Verb -> the routes it belongs to; the other moves of people are the callback's.
STAGE_OF: Final = {
    page.verb: stage
    for stage, pages in (("intake", INTAKE), ("dispatch", DISPATCH), ("handling", HANDLING))
    for page in pages
}
POSTS: Final = frozenset(page.verb for page in HANDLING if page.form is None)


class Rank(IntEnum):
    """Where a button stands: the main thing, beside it, in the menu."""

    MAIN = 0
    BESIDE = 1
    MENU = 2


@dataclass(frozen=True, slots=True)
class Button:
    """A move that may be made now; `posts` when it needs nothing to be typed."""

    label: str
    address: str
    posts: bool
    rank: Rank

    @property
    def is_main(self) -> bool:
        return self.rank == Rank.MAIN


def address_of(move: Move, on: Case | Assignment) -> str:
    """Where the move on this case or task has its page."""
    argument = on.pk if isinstance(on, Assignment) else on.number
    return reverse(f"{STAGE_OF.get(move.verb, 'callback')}:{move.verb}", args=[argument])


def buttons(
    case: Case, tasks: Sequence[Assignment], requests: Sequence[Request], staff: Staff, now: datetime
) -> list[Button]:
    """What this person may do now, what comes first first. At most one query beside the grants."""
    found = [_case_button(case, move) for move in possible.on_case(case, requests, staff) if _suits(move, case)]
    for task in tasks:
        moves = possible.on_task(task, tasks, requests, staff, now)
        found += [_task_button(task, move, len(tasks) > 1) for move in moves]
    return sorted(filter(None, found), key=lambda button: button.rank)


def _suits(move: Move, case: Case) -> bool:
    """Whether this is the way for this case: pre-checked or not, to be approved or not, flagged or not."""
    match move.verb:
        case "dispatch":
            return not needs_precheck(case)
        case "propose_dispatch":
            return needs_precheck(case)
        case "answer_directly":
            return not needs_approval(case)
        case "propose_answer":
            return needs_approval(case)
        case "flag":
            return not case.flag
        case "unflag":
            return bool(case.flag)
        case "rework":  # goes out with the ruling that grants it
            return False
        case _:
            return True


def _case_button(case: Case, move: Move) -> Button | None:
    label, rank = gettext(move.label), _rank(move)
    if move.verb != "call_back":
        return Button(label, address_of(move, case), False, rank)
    found = to_call(case)
    is_open = found is not None and found.done_at is None
    return Button(label, reverse("callback:call_back", args=[found.pk]), False, rank) if found and is_open else None


def _task_button(task: Assignment, move: Move, names_unit: bool) -> Button:
    label = f"{gettext(move.label)} · {task.unit.name}" if names_unit else gettext(move.label)
    return Button(label, address_of(move, task), move.verb in POSTS, _rank(move, task))


def _rank(move: Move, task: Assignment | None = None) -> Rank:
    """To contact comes first only until it was done; then to reply does."""
    if move.rules:
        return Rank.MAIN
    if move.verb not in IN_SIGHT:
        return Rank.MENU
    contacted = task is not None and task.contacted_at is not None
    waits = move.verb == "contact" if contacted else move.verb in ("reply", "feed_back") and _is_to_contact(task)
    return Rank.MAIN if move.verb in MAIN and not waits else Rank.BESIDE


def _is_to_contact(task: Assignment | None) -> bool:
    return task is not None and task.contact_due_at is not None
