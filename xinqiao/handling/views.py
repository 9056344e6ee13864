"""The unit desk and the review desk."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.cases import queries
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, CaseText, State
from xinqiao.cases.refusal import Refused
from xinqiao.handling import actions
from xinqiao.handling.forms import ContactForm, PassReviewForm, RejectReviewForm, ReplyForm
from xinqiao.handling.outcomes import Outcome
from xinqiao.handling.queries import in_hand
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

PER_PAGE = 50
# The move that takes a task on from where it stands, for the button of its row.
ONWARD = {State.DISPATCHED: "sign", State.HANDLING: "reply", State.REPLIED: "pass_review"}


@needs("sign", "reply")
@require_safe
def worklist(request: StaffRequest) -> HttpResponse:
    """My units' open tasks, the next deadline first; `?state=` narrows to one state."""
    tasks = in_hand(request.user)
    return _list(request, tasks.filter(queries.is_open()).order_by("due_at", "pk"), "handling/worklist.html")


@needs("pass_review")
@require_safe
def reviews(request: StaffRequest) -> HttpResponse:
    """Replies to what my node handed down, the one that has waited longest first."""
    tasks = queries.tasks_for(request.user, "pass_review").filter(state=State.REPLIED)
    return _list(request, tasks.order_by("stopped_at", "pk"), "handling/reviews.html")


@needs("sign")
@require_POST
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    task = _mine(request, "sign", pk)
    try:
        actions.sign(task, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("%(number)s 已签收") % {"number": task.number})
    return redirect("desks:case", task.case.number)


@needs("contact")
@require_http_methods(["GET", "POST"])
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    return _move_page(request, pk, "contact", actions.contact, ContactForm)


@needs("reply")
@require_http_methods(["GET", "POST"])
def reply(request: StaffRequest, pk: int) -> HttpResponse:
    return _move_page(request, pk, "reply", actions.reply, ReplyForm)


@needs("pass_review")
@require_http_methods(["GET", "POST"])
def pass_review(request: StaffRequest, pk: int) -> HttpResponse:
    return _move_page(request, pk, "pass_review", actions.pass_review, PassReviewForm)


@needs("reject_review")
@require_http_methods(["GET", "POST"])
def reject_review(request: StaffRequest, pk: int) -> HttpResponse:
    return _move_page(request, pk, "reject_review", actions.reject_review, RejectReviewForm)


def _move_page(
    request: StaffRequest, pk: int, verb: str, action: Callable[..., Any], form_class: type[forms.Form]
) -> HttpResponse:
    """A move's own page: the request beside the form; what was typed stays when the door says no."""
    task = _mine(request, verb, pk)
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            action(task, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            told = {"number": task.number, "move": gettext(MOVES[verb].label)}
            messages.success(request, gettext("%(number)s：%(move)s已记录") % told)
            return redirect("desks:case", task.case.number)
    context = {
        "task": queries.lit([task], timezone.now())[0],
        "case": task.case,
        "move": MOVES[verb],
        "form": form,
        "text": mask_free_text(queries.request_text(task.case)),
        "replies": _with_outcome(queries.replies(task).select_related("event")),
    }
    return render(request, "handling/move.html", context, status=422 if form.errors else 200)


def _with_outcome(replies: Iterable[CaseText]) -> list[CaseText]:
    """The replies, each with its `outcome` in words."""
    found = list(replies)
    for reply in found:
        reply.outcome = Outcome(reply.event.data["outcome"]).label  # type: ignore[attr-defined]
    return found


def _mine(request: StaffRequest, verb: str, pk: int) -> Assignment:
    """The task, if a grant of the verb reaches the unit that the table names; else there is no such page."""
    return get_object_or_404(queries.tasks_for(request.user, verb), pk=pk)


def _list(request: StaffRequest, found: QuerySet[Assignment], template: str) -> HttpResponse:
    state = request.GET.get("state", "")
    if state in State.values:
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    tasks = queries.lit(page, timezone.now())
    for task in tasks:
        task.onward = _onward(task, request.user)  # type: ignore[attr-defined]
    context = {"page": page, "tasks": tasks, "state": state, "states": State.choices}
    return render(request, template, context)


def _onward(task: Assignment, staff: Staff) -> str:
    """The verb that this person may take the task on with; empty when it is somebody else's turn."""
    verb = ONWARD.get(State(task.state), "")
    unit = task.dispatched_by_unit if verb == "pass_review" else task.unit
    return verb if verb and staff.can(verb, unit) else ""
