"""The unit desk and the review desk."""

from typing import Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from xinqiao.cases import lifecycle, queries, rulings
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES, At, allowed
from xinqiao.cases.models import Assignment, State
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.handling import tabs
from xinqiao.handling.queries import in_hand, is_untold, on_the_books
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

# The move that takes a task on from where it stands, for the button of its row.
ONWARD: Final = {State.DISPATCHED: ("sign",), State.HANDLING: ("reply", "feed_back"), State.REPLIED: ("pass_review",)}


@needs("sign", "reply")
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """My units' tasks, what is to be done next first, or what was taken away last; the address narrows them by state, light or
    part."""
    tab, now = tabs.asked_for(request.GET), timezone.now()
    mine = in_hand(request.user)
    tasks = tab.narrow(mine, request.user, now)
    counted = tabs.counts(mine, now)
    more = {"tabs": [(one, counted.get(one.query)) for one in tabs.TABS], "tab": tab}
    return _list(request, tasks.order_by(*tab.order), "handling/worklist.html", more)


@needs("reply", "interim_reply")
@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """Words as the citizen will read them, as a fragment; they come in the body: addresses are logged."""
    typed = request.POST.get("text", "").strip()
    shown = mask_free_text(typed)
    return render(request, "handling/preview.html", {"text": shown, "is_masked": shown != typed})


@needs("look_again", "rule_carry_over")
@require_safe
def carried_over(request: StaffRequest) -> HttpResponse:
    """What is on the books of my units, or was handed down by my node, and is to be looked at; what waits longest
    first."""
    tab, now = tabs.asked_for(request.GET, tabs.BOOKS), timezone.now()
    page = paging.of(request, tab.narrow(on_the_books(request.user), request.user, now))
    lights, tasks = lights_at(now, calendar.load()), rulings.with_asked(page)
    for task in tasks:
        task.light = lights.of(task.look_at).value if task.look_at else "none"  # type: ignore[attr-defined]
        task.is_mine = request.user.can("look_again", task.unit)  # type: ignore[attr-defined]
    context = {"page": page, "tasks": tasks, "tabs": [(one, None) for one in tabs.BOOKS], "tab": tab}
    return render(request, "handling/carried_over.html", context)


@needs("pass_review")
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """Replies to what my node handed down, the one that has waited longest first."""
    tasks = queries.tasks_for(request.user, "pass_review").filter(state=State.REPLIED)
    return _list(request, tasks.order_by("stopped_at", "pk"), "handling/reviews.html", {})


def _list(request: StaffRequest, found: QuerySet[Assignment], template: str, more: dict[str, object]) -> HttpResponse:
    page = paging.of(request, found)
    now = timezone.now()
    tasks = rulings.with_asked(queries.lit(page, now))
    for task in tasks:
        task.is_untold = is_untold(task, now)  # type: ignore[attr-defined]
        task.onward = _onward(task, request.user)  # type: ignore[attr-defined]
        task.awaits_contact = _awaits_contact(task, request.user)  # type: ignore[attr-defined]
    can_sign = any(task.onward == "sign" for task in tasks)  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "tasks": tasks, "can_sign": can_sign, **more})


def _onward(task: Assignment, staff: Staff) -> str:
    """The verb that this person may take the task on with; empty when it is somebody else's turn."""
    for verb in ("look_again",) if task.carried_at else ONWARD.get(State(task.state), ()):
        unit = task.dispatched_by_unit if verb == "pass_review" else task.unit
        if staff.can(verb, unit) and MOVES[verb] in allowed(At.ASSIGNMENT, lifecycle.State(task.state), task.tie):
            return verb
    return ""


def _awaits_contact(task: Assignment, staff: Staff) -> bool:
    """True when nobody has tried to reach the citizen yet, and this person can."""
    can_be = not (task.case.is_anonymous or needs_extract(task.case))  # of those the centre relays contact
    return can_be and task.contacted_at is None and staff.can("contact", task.unit)
