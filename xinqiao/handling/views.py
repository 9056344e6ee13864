"""The unit desk and the review desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xinqiao.cases import lifecycle, queries, rulings
from xinqiao.cases.lifecycle import MOVES, At, allowed
from xinqiao.cases.models import Assignment, State
from xinqiao.clock.due import Light
from xinqiao.handling.queries import asking, from_below, in_hand, lit_so
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff

Tasks = QuerySet[Assignment]
Narrow = Callable[[Tasks, Staff, datetime], Tasks]


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the unit desk: what stands in the address, what it is called, which tasks it shows."""

    query: str
    label: Promise
    narrow: Narrow


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
    Tab("part=below", _("下级待我审核"), lambda tasks, staff, now: from_below(staff)),
    Tab("part=asked", _("我的申请"), lambda tasks, staff, now: asking(tasks)),
    Tab("state=fed_back", _("协办已反馈"), _in_state(State.FED_BACK)),
    Tab("state=sent_back", _("已退回"), _in_state(State.SENT_BACK)),
    Tab("state=recalled", _("已撤回"), _in_state(State.RECALLED)),
)
# The move that takes a task on from where it stands, for the button of its row.
ONWARD: Final = {State.DISPATCHED: ("sign",), State.HANDLING: ("reply", "feed_back"), State.REPLIED: ("pass_review",)}


@needs("sign", "reply")
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """My units' tasks, the next deadline first; the address narrows them by state, light or part."""
    tab, now = _tab(request), timezone.now()
    tasks = tab.narrow(in_hand(request.user), request.user, now)
    more = {"tabs": TABS, "tab": tab}
    return _list(request, tasks.order_by("due_at", "pk"), "handling/worklist.html", more)


def _tab(request: StaffRequest) -> Tab:
    asked = {f"{name}={request.GET[name]}" for name in ("state", "light", "part") if name in request.GET}
    return next((tab for tab in TABS if tab.query in asked), TABS[0])


@needs("pass_review")
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """Replies to what my node handed down, the one that has waited longest first."""
    tasks = queries.tasks_for(request.user, "pass_review").filter(state=State.REPLIED)
    return _list(request, tasks.order_by("stopped_at", "pk"), "handling/reviews.html", {})


def _list(request: StaffRequest, found: Tasks, template: str, more: dict[str, object]) -> HttpResponse:
    page = paging.page(found, request.GET.get("page"))
    tasks = rulings.with_asked(queries.lit(page, timezone.now()))
    for task in tasks:
        task.onward = _onward(task, request.user)  # type: ignore[attr-defined]
    return render(request, template, {"page": page, "tasks": tasks, **more})


def _onward(task: Assignment, staff: Staff) -> str:
    """The verb that this person may take the task on with; empty when it is somebody else's turn."""
    for verb in ONWARD.get(State(task.state), ()):
        unit = task.dispatched_by_unit if verb == "pass_review" else task.unit
        if staff.can(verb, unit) and MOVES[verb] in allowed(At.ASSIGNMENT, lifecycle.State(task.state), task.tie):
            return verb
    return ""
