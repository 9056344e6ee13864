"""Registering cases and reading them."""

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja import Header, Query, Router, Status

from xinqiao.cases import queries
from xinqiao.cases.models import Case
from xinqiao.doors.openapi.models import Repeat
from xinqiao.doors.openapi.problems import OtherBody
from xinqiao.doors.openapi.schemas import CaseDetail, CaseIn, CaseList, CaseOut, Problem
from xinqiao.intake import actions
from xinqiao.intake.channels import api as channel
from xinqiao.people.access import StaffRequest

router = Router(tags=["cases"])
MOST = 100


@router.post("/cases", response={201: CaseOut, 409: Problem, 422: Problem}, operation_id="register")
def register(request: StaffRequest, body: CaseIn, idempotency_key: str = Header(None, max_length=100)) -> Status[Case]:
    """Register a case. With an Idempotency-Key, sending the same again answers with the same case."""
    if idempotency_key:
        return Status(201, _once(request, idempotency_key, body))
    draft = channel.CHANNEL.read(body.model_dump())
    return Status(201, actions.register(draft, by=request.user, now=timezone.now()))


@transaction.atomic
def _once(request: StaffRequest, key: str, body: CaseIn) -> Case:
    """Register unless the key was used: the unique row makes two at once wait for each other."""
    digest = salted_hmac("repeat", body.model_dump_json(), algorithm="sha256").hexdigest()
    used, new = Repeat.objects.get_or_create(
        staff=request.user, key=key, defaults={"body": digest, "case_number": "", "at": timezone.now()}
    )
    if not new:
        if used.body != digest:
            raise OtherBody
        return _visible(request, used.case_number)
    case = actions.register(channel.CHANNEL.read(body.model_dump()), by=request.user, now=timezone.now())
    used.case_number = case.number
    used.save(update_fields=["case_number"])
    return case


@router.get("/cases", response=CaseList, operation_id="list_cases")
def list_cases(
    request: StaffRequest,
    stage: str = Query("", max_length=16, pattern="^[a-z_]*$"),
    after: str = Query("", max_length=20, pattern="^[0-9]*$", description="`next` of the page before"),
    most: int = Query(50, ge=1, le=MOST),
) -> dict[str, object]:
    """The cases you may see, newest number first."""
    found = queries.visible_to(request.user).select_related("category", "area", "source").order_by("-number")
    if stage:
        found = found.filter(stage=stage)
    if after:
        found = found.filter(number__lt=after)
    items = list(found[: most + 1])
    return {"items": items[:most], "next": items[most - 1].number if len(items) > most else None}


@router.get("/cases/{number}", response={200: CaseDetail, 404: Problem}, operation_id="get_case")
def get_case(request: StaffRequest, number: str) -> Case:
    """One case with its assignments."""
    return _visible(request, number)


def _visible(request: StaffRequest, number: str) -> Case:
    return get_object_or_404(queries.one_visible(request.user, number))
