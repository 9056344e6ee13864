"""Right after a case was registered: what becomes of it next, each by one key."""

from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.cases import guarded, queries
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case
from xinqiao.doors.desks.buttons import address_of, buttons
from xinqiao.intake import outlook
from xinqiao.knowledge import queries as knowledge
from xinqiao.knowledge.models import Announcement
from xinqiao.knowledge.queries import about
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.masking import mask_name, mask_phone

# Verb -> its key. What is not chosen here waits for the dispatcher.
NEXT: Final = {
    "wrap_up": "w", "answer_directly": "a", "propose_answer": "a", "decline": "b", "relay": "r", "invalidate": "i",
    "dispatch": "p", "propose_dispatch": "p", "flag": "s", "brief_leader": "l",
}  # fmt: skip
MERGES: Final = MOVES["propose_merge"].from_


def _surges(case: Case, now: datetime) -> list[Announcement]:
    """What is announced of its matter, and has a parent case to merge it into."""
    found = about(knowledge.current(now), case.category, case.area)
    return [one for one in found if one.parent_number not in ("", case.number)] if case.stage in MERGES else []


def _masked(case: Case) -> tuple[str, str] | None:
    """Who asks, so far as every page may show it: his family name and the ends of his number."""
    citizen = case.appellant
    return (mask_name(citizen.name), mask_phone(citizen.phone)) if citizen else None


@needs("register")
@require_safe
def registered(request: StaffRequest, number: str) -> HttpResponse:
    """The number to read to the citizen, what may be done at once, and who else asks for the same."""
    staff, now = request.user, timezone.now()
    case = get_object_or_404(queries.one_visible(staff, number).select_related("appellant", "accused"))
    offered = buttons(case, list(queries.tasks_of(case)), list(queries.requests_of(case)), staff, now)
    keys = {address_of(MOVES[verb], case): key for verb, key in NEXT.items()}
    title, text = guarded.words_for(staff, case)
    context = {
        "case": case,
        "number": case.number,
        "appellant": _masked(case),
        "title": title,
        "text": text,
        "steps": [(button, keys[button.address]) for button in offered if button.address in keys],
        "surges": _surges(case, now),
        "may_announce": staff.can_anywhere("announce"),
        "similar": outlook.similar(staff, case, case.appellant.phone if case.appellant else "", now),
        "may_propose": staff.can_anywhere("propose_merge"),
    }
    return render(request, "desks/registered.html", context)
