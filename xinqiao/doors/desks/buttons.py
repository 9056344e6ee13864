"""What a person may do next on a case and on its tasks: from the move table, his grants, the guards, what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from xinqiao.advice.leading import is_officers, looks_after
from xinqiao.callback.queries import to_call
from xinqiao.cases import possible
from xinqiao.cases.accepting import is_to_accept
from xinqiao.cases.lifecycle import Move
from xinqiao.cases.models import Assignment, Case, Request
from xinqiao.cases.second_look import needs_approval, needs_precheck
from xinqiao.cases.wording import deed
from xinqiao.dispatch.moves import PAGES as DISPATCH
from xinqiao.handling.moves import PAGES as HANDLING
from xinqiao.intake.moves import PAGES as INTAKE
from xinqiao.people.models import Staff

# Moves that stand beside the heading; all others wait in the menu. Rulings stand there while something is asked.
IN_SIGHT: Final = (
    "brief_leader", "accept", "uphold_decline", "overturn_decline", "dispatch", "propose_dispatch", "answer_directly",
    "propose_answer", "sign", "reply", "feed_back", "contact", "pass_review", "reject_review", "call_back", "append",
    "urge",
)  # fmt: skip
MAIN: Final = frozenset(
    {"dispatch", "propose_dispatch", "sign", "reply", "feed_back", "contact", "pass_review", "call_back"}
)
# The single key of a button, where it stands in sight; rulings, of which one waits at a time, share theirs.
KEYS: Final = {
    "brief_leader": "l", "accept": "y", "dispatch": "d", "propose_dispatch": "d", "answer_directly": "a",
    "propose_answer": "a", "sign": "s", "reply": "a", "feed_back": "a", "contact": "c", "pass_review": "v",
    "reject_review": "b", "call_back": "c", "append": "p", "urge": "u",
}  # fmt: skip
RULING_KEY: Final = "r"
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
    key: str = ""

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
    """What this person may do now, what comes first first. At most two queries beside the grants."""
    strange = not looks_after(staff, case)
    moves = possible.on_case(case, requests, staff)
    found = [_case_button(case, move) for move in moves if _suits(move, case) and not (strange and is_officers(move))]
    for task in tasks:
        moves = possible.on_task(task, tasks, requests, staff, now)
        barred = strange and task.parent_id is None
        found += [_task_button(task, move, len(tasks) > 1) for move in moves if not (barred and is_officers(move))]
    return sorted(filter(None, found), key=lambda button: button.rank)


def _suits(move: Move, case: Case) -> bool:
    """Whether this is the way for this case: pre-checked or not, to be approved or not, flagged or not."""
    match move.verb:
        case "accept":
            return is_to_accept(case)
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
        case "unflag" | "brief_leader":
            return bool(case.flag)
        case "rework":  # goes out with the ruling that grants it
            return False
        case _:
            return True


def _case_button(case: Case, move: Move) -> Button | None:
    label, rank = gettext(move.label), _rank(move)
    if move.verb != "call_back":
        return Button(label, address_of(move, case), False, rank, _key(move))
    found = to_call(case)
    is_open = found is not None and found.done_at is None
    return (
        Button(label, reverse("callback:call_back", args=[found.pk]), False, rank, _key(move))
        if found and is_open
        else None
    )


def _task_button(task: Assignment, move: Move, names_unit: bool) -> Button:
    label = f"{deed(move)} · {task.unit.name}" if names_unit else deed(move)
    return Button(label, address_of(move, task), move.verb in POSTS, _rank(move, task), _key(move))


def _key(move: Move) -> str:
    return RULING_KEY if move.rules else KEYS.get(move.verb, "")


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
