"""The moves: each operation calls the action of the same name and answers with the case as it then stands."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router

from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Callback, Result
from xinqiao.callback.queries import rated_units
from xinqiao.cases import queries
from xinqiao.cases.models import Assignment, Case
from xinqiao.dispatch import actions as dispatching
from xinqiao.doors.openapi.schemas import (
    CallBackIn,
    CaseDetail,
    ContactIn,
    DispatchIn,
    NoteIn,
    Problem,
    RatingIn,
    ReasonIn,
    ReplyIn,
)
from xinqiao.handling import actions as handling
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.access import StaffRequest
from xinqiao.people.models import Unit
from xinqiao.text.check_digit import is_valid

router = Router(tags=["moves"])
ANSWERS = {200: CaseDetail, 404: Problem, 409: Problem, 422: Problem}


@router.post("/cases/{number}/dispatch", response=ANSWERS, operation_id="dispatch")
def dispatch(request: StaffRequest, number: str, body: DispatchIn) -> Case:
    """Hand a case to its lead unit."""
    case = _case(request, number)
    lead = Unit.objects.filter(code=body.unit, is_active=True).exclude(parent=None).first()
    if lead is None:
        raise Unreadable({"unit": f"no unit with code {body.unit}"})
    dispatching.dispatch(case, lead=lead, note=body.note, by=request.user, now=timezone.now())
    return _case(request, number)


@router.post("/assignments/{number}/sign", response=ANSWERS, operation_id="sign")
def sign(request: StaffRequest, number: str) -> Case:
    """The unit takes the task."""
    return _make(request, number, "sign", handling.sign)


@router.post("/assignments/{number}/contact", response=ANSWERS, operation_id="contact")
def contact(request: StaffRequest, number: str, body: ContactIn) -> Case:
    """The unit spoke with the citizen, or tried."""
    return _make(request, number, "contact", handling.contact, **body.model_dump())


@router.post("/assignments/{number}/reply", response=ANSWERS, operation_id="reply")
def reply(request: StaffRequest, number: str, body: ReplyIn) -> Case:
    """The unit answers."""
    return _make(request, number, "reply", handling.reply, **body.model_dump())


@router.post("/assignments/{number}/pass_review", response=ANSWERS, operation_id="pass_review")
def pass_review(request: StaffRequest, number: str, body: NoteIn) -> Case:
    """The node that dispatched accepts the reply."""
    return _make(request, number, "pass_review", handling.pass_review, **body.model_dump())


@router.post("/assignments/{number}/reject_review", response=ANSWERS, operation_id="reject_review")
def reject_review(request: StaffRequest, number: str, body: ReasonIn) -> Case:
    """The node that dispatched sends the reply back."""
    return _make(request, number, "reject_review", handling.reject_review, **body.model_dump())


@router.post("/cases/{number}/call_back", response=ANSWERS, operation_id="call_back")
def call_back(request: StaffRequest, number: str, body: CallBackIn) -> Case:
    """Record a callback and what the citizen said of each leading unit."""
    if not request.user.can_anywhere("call_back"):
        raise Http404
    case = _case(request, number)
    opened = get_object_or_404(Callback.objects.select_related("case"), case=case, round=case.round)
    callback.call_back(
        opened, result=Result(body.result), said=_said(case, body.ratings), note=body.note,
        by=request.user, now=timezone.now(),
    )  # fmt: skip
    return _case(request, number)


def _make(request: StaffRequest, number: str, verb: str, action: Callable[..., Any], **given: Any) -> Case:
    task = _task(request, verb, number)
    action(task, **given, by=request.user, now=timezone.now())
    return _case(request, task.case.number)


def _case(request: StaffRequest, number: str) -> Case:
    return get_object_or_404(queries.one_visible(request.user, number))


def _task(request: StaffRequest, verb: str, number: str) -> Assignment:
    """The assignment of that number, if the move on it is this person's; the suffix follows the last hyphen."""
    case_number, _, suffix = number.rpartition("-")
    if not is_valid(case_number) or not suffix.isdecimal() or len(suffix) > 4:
        raise Http404
    return get_object_or_404(queries.tasks_for(request.user, verb), case__number=case_number, suffix=int(suffix))


def _said(case: Case, ratings: list[RatingIn]) -> dict[int, Said]:
    by_number = {task.number: task.pk for task in rated_units(case).select_related("case")}
    unknown = [rating.assignment for rating in ratings if rating.assignment not in by_number]
    if unknown:
        raise Unreadable({"ratings": f"no leading assignment {unknown[0]} in this case"})
    if len({rating.assignment for rating in ratings}) != len(ratings):
        raise Unreadable({"ratings": "an assignment is rated twice; say once what the citizen said of it"})
    return {by_number[one.assignment]: Said(one.satisfaction, solved=one.solved) for one in ratings}
