"""Lists beside the cases: assignments, requests to rule on, and what happened since a cursor."""

from django.db.models import F, Q
from django.http import Http404
from django.utils.translation import gettext
from ninja import Field, Query, Router
from pydantic import AwareDatetime

from xinqiao.cases import queries, rulings
from xinqiao.doors.openapi.cases import MOST, WORD
from xinqiao.doors.openapi.schemas import AssignmentList, EventList, Problem, RequestList, with_unspoken
from xinqiao.doors.openapi.strict import Asked
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.access import StaffRequest
from xinqiao.people.paging import Place

router = Router(tags=["lists"])


class AssignmentFilter(Asked):
    state: str = Field("", max_length=16, pattern=WORD)
    unit: str = Field("", max_length=32)
    tie: str = Field("", max_length=16, pattern=WORD)
    due_before: AwareDatetime | None = None
    after: str = Field("", max_length=64, description="`next` of the page before")
    most: int = Field(50, ge=1, le=MOST)


@router.get("/assignments", response={200: AssignmentList, 422: Problem}, operation_id="list_assignments")
def list_assignments(request: StaffRequest, wanted: Query[AssignmentFilter]) -> dict[str, object]:
    """The tasks of the cases you may see, the next deadline first."""
    plain = {"state": wanted.state, "unit__code": wanted.unit, "tie": wanted.tie, "due_at__lt": wanted.due_before}
    found = queries.visible_tasks(request.user).filter(**{name: value for name, value in plain.items() if value})
    if wanted.after:
        due_at, pk = _place(wanted.after)
        found = found.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=pk))
    items = list(found.order_by("due_at", "pk")[: wanted.most + 1])
    last = items[wanted.most - 1] if len(items) > wanted.most else None
    return {"items": items[: wanted.most], "next": str(Place(last.due_at, last.pk)) if last else None}


def _place(written: str) -> Place:
    """Where the page before ended."""
    try:
        return Place.read(written)
    except ValueError as error:
        raise Unreadable({"after": gettext("请原样填写上一页的 next")}) from error


class RequestFilter(Asked):
    kind: str = Field("", max_length=32, pattern=WORD)
    after: int = Field(0, ge=0, le=2**62)
    most: int = Field(50, ge=1, le=MOST)


@router.get("/requests", response={200: RequestList, 422: Problem}, operation_id="list_requests")
def list_requests(request: StaffRequest, wanted: Query[RequestFilter]) -> dict[str, object]:
    """What waits for a ruling that you may make, oldest first."""
    found = rulings.to_rule(request.user).filter(pk__gt=wanted.after)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    items = list(found[: wanted.most + 1])
    with_unspoken(request.user, [item.asked for item in items])
    more = len(items) > wanted.most
    return {"items": items[: wanted.most], "next": str(items[wanted.most - 1].pk) if more else None}


class EventFilter(Asked):
    after: str = Field("0.0", max_length=40, pattern=r"^[0-9]{1,19}\.[0-9]{1,19}$", description="`next` of last time")
    verb: str = Field("", max_length=32, pattern=WORD)
    case: str = Field("", max_length=20, pattern="^[0-9]*$")
    most: int = Field(50, ge=1, le=MOST)


@router.get("/events", response={200: EventList, 404: Problem, 422: Problem}, operation_id="list_events")
def list_events(request: StaffRequest, wanted: Query[EventFilter]) -> dict[str, object]:
    """What happened since the cursor in the cases you may see, each event once, none passed by. Facts only: nobody's
    words."""
    if not request.user.can_anywhere("view"):
        raise Http404
    tx, pk = map(int, wanted.after.split("."))
    found = queries.settled_events(request.user).filter(Q(tx__gt=tx) | Q(tx=tx, pk__gt=pk))
    for name, value in (("verb", wanted.verb), ("case__number", wanted.case)):
        if value:
            found = found.filter(**{name: value})
    items = list(found.order_by(F("tx"), F("pk"))[: wanted.most])
    with_unspoken(request.user, items)
    return {"items": items, "next": f"{items[-1].tx}.{items[-1].pk}" if items else wanted.after}
