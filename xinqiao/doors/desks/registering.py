"""Right after a case was registered: what becomes of it next, each by one key."""

from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.cases import guarded, queries
from xinqiao.cases.lifecycle import MOVES
from xinqiao.doors.desks.buttons import address_of, buttons
from xinqiao.intake import outlook
from xinqiao.people.access import StaffRequest, needs

# Verb -> its key. What is not chosen here waits for the dispatcher.
NEXT: Final = {
    "answer_directly": "a", "propose_answer": "a", "decline": "b", "relay": "r", "invalidate": "i", "dispatch": "p",
    "propose_dispatch": "p", "flag": "s", "brief_leader": "l",
}  # fmt: skip


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
        "title": title,
        "text": text,
        "steps": [(button, keys[button.address]) for button in offered if button.address in keys],
        "similar": outlook.similar(staff, case, case.appellant.phone if case.appellant else "", now),
        "may_propose": staff.can_anywhere("propose_merge"),
    }
    return render(request, "desks/registered.html", context)
