"""The unit desk and the review desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from xinqiao.cases import lifecycle, queries, rulings, together
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES, At, allowed
from xinqiao.cases.models import Assignment, State
from xinqiao.cases.pages import find
from xinqiao.clock.due import Light
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.handling import actions
from xinqiao.handling.moves import signed
from xinqiao.handling.queries import asking, from_below, in_hand, is_untold, lit_so, on_the_books, to_look_at, untold
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff
from xinqiao.people.paging import KEY
from xinqiao.text.masking import mask_free_text

Tasks = QuerySet[Assignment]
Narrow = Callable[[Tasks, Staff, datetime], Tasks]


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the unit desk: what stands in the address, what it is called, which tasks it shows, in which order."""

    query: str
    label: Promise
    narrow: Narrow
    order: tuple[str, str] = ("due_at", "pk")


LAST_ENDED_FIRST: Final = ("-ended_at", "-pk")


def _in_state(state: State) -> Narrow:
    return lambda tasks, staff, now: tasks.filter(state=state)


def _lit(light: Light) -> Narrow:
    return lambda tasks, staff, now: lit_so(tasks, light, now)


TABS: Final = (
    Tab("", _("全部在办"), lambda tasks, staff, now: tasks.filter(queries.is_open())),
    Tab("state=dispatched", _("待签收"), _in_state(State.DISPATCHED)),
    Tab("state=handling", _("办理中"), _in_state(State.HANDLING)),
    Tab("state=replied", _("待审核"), _in_state(State.REPLIED)),
    Tab("light=yellow", _("临期"), _lit(Light.YELLOW)),
    Tab("light=red", _("超期"), _lit(Light.RED)),
    Tab("part=progress", _("待告知进展"), lambda tasks, staff, now: untold(tasks, now)),
    Tab("part=below", _("下级待我审核"), lambda tasks, staff, now: from_below(staff)),
    Tab("part=asked", _("我的申请"), lambda tasks, staff, now: asking(tasks)),
    Tab("state=fed_back", _("协办已反馈"), _in_state(State.FED_BACK)),
    Tab("state=sent_back", _("已退回"), _in_state(State.SENT_BACK), LAST_ENDED_FIRST),
    Tab("state=recalled", _("已撤回"), _in_state(State.RECALLED), LAST_ENDED_FIRST),
)
BOOKS: Final = (
    Tab("", _("到期复查"), lambda tasks, staff, now: to_look_at(staff, now)),
    Tab("part=all", _("全部挂账"), lambda tasks, staff, now: tasks),
)
# The move that takes a task on from where it stands, for the button of its row.
ONWARD: Final = {State.DISPATCHED: ("sign",), State.HANDLING: ("reply", "feed_back"), State.REPLIED: ("pass_review",)}


@needs("sign", "reply")
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """My units' tasks, the next deadline first, or what was taken away last; the address narrows them by state, light or
    part."""
    tab, now = _tab(request), timezone.now()
    tasks = tab.narrow(in_hand(request.user), request.user, now)
    more = {"tabs": TABS, "tab": tab}
    return _list(request, tasks.order_by(*tab.order), "handling/worklist.html", more)


@needs("sign")
@require_POST
def sign_all(request: StaffRequest) -> HttpResponse:
    """Sign the ticked tasks, each for its unit."""
    keys = [int(key) for key in together.ticked(request, "task") if KEY.fullmatch(key)]
    found = [find(request.user, MOVES["sign"], pk=key) for key in keys]
    results = together.made(found, lambda task: signed(actions.sign(task, by=request.user, now=timezone.now())))
    return together.answer(request, gettext("批量签收"), "handling:worklist", results)


@needs("reply", "interim_reply")
@require_POST
def preview(request: StaffRequest) -> HttpResponse:
    """Words as the citizen will read them, as a fragment; they come in the body: addresses are logged."""
    typed = request.POST.get("text", "").strip()
    shown = mask_free_text(typed)
    return render(request, "handling/preview.html", {"text": shown, "is_masked": shown != typed})


def _tab(request: StaffRequest, tabs: Sequence[Tab] = TABS) -> Tab:
    asked = {f"{name}={request.GET[name]}" for name in ("state", "light", "part") if name in request.GET}
    return next((tab for tab in tabs if tab.query in asked), tabs[0])


@needs("look_again", "rule_carry_over")
@require_safe
def carried_over(request: StaffRequest) -> HttpResponse:
    """What is on the books of my units, or was handed down by my node, and is to be looked at; what waits longest
    first."""
    tab, now = _tab(request, BOOKS), timezone.now()
    page = paging.of(request, tab.narrow(on_the_books(request.user), request.user, now))
    lights, tasks = lights_at(now, calendar.load()), rulings.with_asked(page)
    for task in tasks:
        task.light = lights.of(task.look_at).value if task.look_at else "none"  # type: ignore[attr-defined]
        task.is_mine = request.user.can("look_again", task.unit)  # type: ignore[attr-defined]
    context = {"page": page, "tasks": tasks, "tabs": BOOKS, "tab": tab}
    return render(request, "handling/carried_over.html", context)


@needs("pass_review")
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """Replies to what my node handed down, the one that has waited longest first."""
    tasks = queries.tasks_for(request.user, "pass_review").filter(state=State.REPLIED)
    return _list(request, tasks.order_by("stopped_at", "pk"), "handling/reviews.html", {})


def _list(request: StaffRequest, found: Tasks, template: str, more: dict[str, object]) -> HttpResponse:
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
