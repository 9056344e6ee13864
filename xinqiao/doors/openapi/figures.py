"""Figures by the API: the same numbers as the page."""

from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from ninja import Field, Query, Router
from pydantic import field_validator

from xinqiao.assessment.asking import QuestionForm, too_many_lines
from xinqiao.assessment.figures import Answer, answer_to
from xinqiao.assessment.questions import By, Period
from xinqiao.doors.openapi.schemas import FiguresOut, Problem
from xinqiao.doors.openapi.strict import Asked
from xinqiao.intake.channels.base import Unreadable
from xinqiao.people.access import StaffRequest

router = Router(tags=["figures"])


class FiguresFilter(Asked):
    since: datetime = Field(description="first moment of the period, with offset")
    until: datetime = Field(description="first moment after the period, with offset")
    by: By | None = Field(None, description="divides the answer into lines")
    unit: str = Field("", max_length=32, description="code; with all that lies below it")
    own: bool = Field(False, description="without what lies below; by unit: for each of them")
    level: int | None = Field(
        None, ge=0, le=4, description="the tasks of the units of a level; by unit: which are listed"
    )
    channel: str = Field("", max_length=32, description="code of a source")
    category: str = Field("", max_length=32, description="code; with all that lies below it")
    case_type: str = Field("", max_length=16)

    @field_validator("since", "until", mode="after")
    @classmethod
    def _aware(cls, moment: datetime) -> datetime:
        """A moment without offset is the platform's own time."""
        return moment if moment.tzinfo else timezone.make_aware(moment)


@router.get("/figures", response={200: FiguresOut, 404: Problem, 422: Problem}, operation_id="figures")
def figures(request: StaffRequest, wanted: Query[FiguresFilter]) -> Answer:
    """Every indicator over a period - numerator, denominator, excluded, percent - in total and divided. Who sees only
    some units asks about the highest of them, unless another is named."""
    reach = request.user.reach("view_figures")
    if not reach:
        raise Http404
    if wanted.since >= wanted.until:
        raise Unreadable({"until": gettext("须晚于 since")})
    given: dict[str, Any] = wanted.model_dump(exclude={"since", "until"}, exclude_none=True)
    form = QuestionForm({name: value for name, value in given.items() if value is not False}, reach)
    if not form.is_valid():
        raise Unreadable({name: " ".join(map(str, errors)) for name, errors in form.errors.items()})
    period = Period(wanted.since, wanted.until, timezone.now())
    if problem := too_many_lines(period, wanted.by):
        raise Unreadable({"by": problem})
    answer = answer_to(form.question(period))
    return answer.seen_by(reach)
