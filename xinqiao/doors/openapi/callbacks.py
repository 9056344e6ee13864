"""Callbacks: what the citizen says of each unit, and the rulings on it."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Router, Status

from xinqiao.callback import actions
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Result
from xinqiao.callback.queries import rated_units, to_call
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case
from xinqiao.doors.openapi.moves import ANSWERS, as_it_stands, offering_others, one_case
from xinqiao.doors.openapi.repeats import Key, once
from xinqiao.doors.openapi.schemas import CallBackIn, RatingIn
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.access import StaffRequest
from xinqiao.people.models import Staff

router = Router(tags=["moves"])


@router.post("/cases/{number}/call_back", response=ANSWERS, operation_id="call_back")
def call_back(request: StaffRequest, number: str, body: CallBackIn, idempotency_key: Key = "") -> Case | Status[None]:
    """Record a callback and what the citizen said of each leading unit."""
    if not request.user.can_anywhere("call_back"):
        raise Http404

    def make() -> str:
        case = one_case(request, number)
        with offering_others(MOVES["call_back"], case, request.user):
            _call_back(case, body, request.user)
        return case.number

    sent = f"call_back {number} {body.model_dump_json(exclude_unset=True)}"
    return as_it_stands(request, once(request.user, idempotency_key, sent, make))


def _call_back(case: Case, body: CallBackIn, by: Staff) -> None:
    opened = to_call(case)
    if opened is None:
        raise Http404
    given = body.model_dump(exclude={"ratings", "result"})
    said = _said(case, body.ratings)
    actions.call_back(opened, result=Result(body.result), said=said, **given, by=by, now=timezone.now())


def _said(case: Case, ratings: list[RatingIn]) -> dict[int, Said]:
    by_number = {task.number: task.pk for task in rated_units(case).select_related("case")}
    unknown = [rating.assignment for rating in ratings if rating.assignment not in by_number]
    if unknown:
        raise Unreadable({"ratings": gettext("本诉求没有编号为“%s”的主办任务") % unknown[0]})
    if len({rating.assignment for rating in ratings}) != len(ratings):
        raise Unreadable({"ratings": gettext("同一任务评了两次；每个任务只写一次")})
    return {by_number[one.assignment]: Said(one.satisfaction, solved=one.solved) for one in ratings}
