"""The lists of what intake has to look after: declines of the sample, and flagged cases of which no leader was told."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.cases.actors import platform
from xinqiao.intake import declines, urgent
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.duty import on_duty


@needs(*declines.LOOKING)
@require_safe
def declined(request: StaffRequest) -> HttpResponse:
    """Declined cases that a second person is to look at, the oldest first."""
    page = paging.of(request, declines.to_look_at(request.user))
    return render(request, "intake/declined.html", {"page": page, "cases": declines.with_decline(page)})


@needs("brief_leader")
@require_safe
def flagged(request: StaffRequest) -> HttpResponse:
    """Flagged cases of which no leader was told yet, and who is on duty now."""
    now = timezone.now()
    page = paging.of(request, urgent.to_brief(request.user))
    context = {"page": page, "cases": urgent.with_briefing(page, now), "on_duty": on_duty(platform(), now)}
    return render(request, "intake/flagged.html", context)
