"""Registering cases and reading them."""

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Field, Query, Router, Status
from pydantic import AwareDatetime

from xinqiao.cases import queries
from xinqiao.cases.models import Case, ForeignNumber
from xinqiao.catalogue.models import Area, Category
from xinqiao.doors.openapi.repeats import Key, once
from xinqiao.doors.openapi.schemas import CaseDetail, CaseIn, CaseList, CaseOut, Problem
from xinqiao.doors.openapi.strict import Asked
from xinqiao.intake import actions
from xinqiao.intake.channels import api as channel
from xinqiao.people.access import StaffRequest

router = Router(tags=["cases"])
MOST = 100
WORD = "^[a-z_]*$"


@router.post("/cases", response={201: CaseOut, 404: Problem, 409: Problem, 422: Problem}, operation_id="register")
def register(request: StaffRequest, body: CaseIn, idempotency_key: Key = "") -> Status[Case]:
    """Register a case. With an Idempotency-Key, sending the same again answers with the same case."""

    made: list[Case] = []

    def make() -> str:
        draft = channel.CHANNEL.read(body.model_dump())
        made.append(actions.register(draft, by=request.user, now=timezone.now()))
        return made[0].number

    number = once(request.user, idempotency_key, body.model_dump_json(), make)
    return Status(201, made[0] if made else _visible(request, number))


class CaseFilter(Asked):
    """Codes are the city's; several conditions all hold."""

    stage: str = Field("", max_length=16, pattern=WORD)
    case_type: str = Field("", max_length=16, pattern=WORD)
    urgency: str = Field("", max_length=16, pattern=WORD)
    flag: str = Field("", max_length=16, pattern=WORD)
    category: str = Field("", max_length=32, description="with all below it")
    area: str = Field("", max_length=32, description="with all below it")
    source: str = Field("", max_length=32)
    unit: str = Field("", max_length=32, description="a unit that has a task on it")
    foreign_number: str = Field("", max_length=64)
    registered_from: AwareDatetime | None = None
    registered_until: AwareDatetime | None = None
    after: str = Field("", max_length=20, pattern="^[0-9]*$", description="`next` of the page before")
    most: int = Field(50, ge=1, le=MOST)


@router.get("/cases", response={200: CaseList, 422: Problem}, operation_id="list_cases")
def list_cases(request: StaffRequest, wanted: Query[CaseFilter]) -> dict[str, object]:
    """The cases you may see, newest number first."""
    found = queries.visible_to(request.user).filter(_conditions(wanted)).select_related("category", "area", "source")
    if wanted.after:
        found = found.filter(number__lt=wanted.after)
    items = list(found.order_by("-number")[: wanted.most + 1])
    more = len(items) > wanted.most
    return {"items": items[: wanted.most], "next": items[wanted.most - 1].number if more else None}


def _conditions(wanted: CaseFilter) -> Q:
    """What was asked for, as one condition; what was not says nothing."""
    plain = {name: getattr(wanted, name) for name in ("stage", "case_type", "urgency", "flag")}
    plain |= {
        "source__code": wanted.source,
        "registered_at__gte": wanted.registered_from,
        "registered_at__lt": wanted.registered_until,
    }
    found = Q(**{name: value for name, value in plain.items() if value})
    for name, model in (("category", Category), ("area", Area)):
        if code := getattr(wanted, name):
            found &= Q(**{f"{name}__in": queries.below(model, code)})
    if wanted.unit:
        found &= queries.handled_by(wanted.unit)
    if wanted.foreign_number:
        found &= Q(Exists(ForeignNumber.objects.filter(case=OuterRef("pk"), number=wanted.foreign_number)))
    return found


@router.get("/cases/{number}", response={200: CaseDetail, 404: Problem}, operation_id="get_case")
def get_case(request: StaffRequest, number: str) -> Case:
    """One case with its assignments."""
    return _visible(request, number)


def _visible(request: StaffRequest, number: str) -> Case:
    return get_object_or_404(queries.one_visible(request.user, number))
