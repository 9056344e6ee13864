"""Requests and their rulings, as the door writes them: opened by a move that asks, closed by the move that rules, or
lapsed when what they were asked of has moved on."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext

from xinqiao.cases import lifecycle
from xinqiao.cases.lifecycle import At, Move, Stage, State
from xinqiao.cases.models import Assignment, Case, Event, Request
from xinqiao.cases.recording import Entry
from xinqiao.cases.refusal import Barred


def of(case: Case) -> list[Request]:
    """All that was asked on this case, oldest first. One query."""
    return list(case.requests.select_related("asked", "assignment").order_by("pk"))


def to_rule(move: Move, requests: Iterable[Request], task: Assignment | None) -> Request:
    """The open request that a ruling closes. Raises Barred when there is none."""
    for request in _open(move.rules, requests, task):
        return request
    raise Barred(move, gettext("没有待裁定的申请"))


def check_free(move: Move, requests: Iterable[Request], task: Assignment | None) -> None:
    """Raises Barred when the same is being asked already."""
    if _open(move.verb, requests, task):
        raise Barred(move, gettext("已在等候裁定"))


def _open(kind: str, requests: Iterable[Request], task: Assignment | None) -> list[Request]:
    pk = task.pk if task else None
    found = [request for request in requests if request.kind == kind and request.assignment_id == pk]
    return [request for request in found if request.closed_at is None]


def note(move: Move, case: Case, entry: Entry, ruled: Request | None) -> Request | None:
    """Close the request that this event rules; returns the one that it opens."""
    if ruled:
        ruled.granted, ruled.closed_at = bool(entry.data["granted"]), entry.at
    return Request(case=case, assignment=entry.assignment, kind=move.verb) if move.asks else None


def lapse(
    case: Case, requests: Iterable[Request], tasks: Iterable[Assignment], at: datetime
) -> tuple[list[Request], int]:
    """Close what has lapsed; returns it, and how many are left open."""
    by_pk = {task.pk: task for task in tasks}
    lapsed, left = [], 0
    for request in requests:
        if request.closed_at:
            continue
        if _is_over(request, case, by_pk.get(request.assignment_id or 0)):
            request.closed_at = at
            lapsed.append(request)
        else:
            left += 1
    return lapsed, left


def keep(event: Event, opened: Request | None, ruled: Request | None, lapsed: Iterable[Request]) -> None:
    """Write what a move has made of requests; `event` is its own."""
    if opened:
        opened.asked = event
        opened.save(force_insert=True)
    if ruled:
        ruled.ruled = event
        ruled.save(update_fields=["ruled", "granted", "closed_at"])
    for request in lapsed:
        request.save(update_fields=["closed_at"])


def _is_over(request: Request, case: Case, task: Assignment | None) -> bool:
    if lifecycle.MOVES[request.kind].at == At.CASE:
        return lifecycle.is_over(request.kind, Stage(case.stage))
    if task is None:
        return False
    return lifecycle.is_over(request.kind, State(task.state), carried=task.carried_at is not None)
