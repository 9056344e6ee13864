"""Figures by the API: the same numbers as the page."""

from datetime import datetime

from django.http import Http404
from django.utils import timezone
from ninja import Query, Router

from xinqiao.assessment.figures import Figure, Period, platform
from xinqiao.doors.openapi.schemas import FigureOut
from xinqiao.people.access import StaffRequest

router = Router(tags=["figures"])


@router.get("/figures", response=list[FigureOut], operation_id="figures")
def figures(
    request: StaffRequest,
    since: datetime = Query(..., description="first moment of the period, with offset"),
    until: datetime = Query(..., description="first moment after the period, with offset"),
) -> list[Figure]:
    """Every indicator of the platform over a period: numerator, denominator, excluded, percent."""
    if not request.user.can_anywhere("view_figures"):
        raise Http404
    return platform(Period(_aware(since), _aware(until), timezone.now()))


def _aware(moment: datetime) -> datetime:
    """A moment without offset is the platform's own time."""
    return moment if moment.tzinfo else timezone.make_aware(moment)
