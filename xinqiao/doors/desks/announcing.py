"""Surges: what is announced now, announcing more, ending it."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.cases.merged import taken_in
from xinqiao.doors.desks.announcing_form import AnnounceForm
from xinqiao.knowledge import actions, queries
from xinqiao.knowledge.models import Announcement
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.paging import KEY

OVER_SHOWN: Final = 20
AGAIN: Final = ("title", "text", "public_text", "category", "area")


@needs("announce")
@require_http_methods(["GET", "POST"])
def announcements(request: StaffRequest) -> HttpResponse:
    """What holds now, with how many cases its parent has taken in; beside it the form. `?parent=` presets a case,
    `?again=` what was said of a matter before."""
    now = timezone.now()
    form = AnnounceForm(request.POST or None, by=request.user, now=now, initial=_preset(request))
    if request.method == "POST" and form.is_valid():
        made = actions.announce(**form.cleaned_data, by=request.user, now=now)
        messages.success(request, gettext("已发布：%(title)s") % {"title": made.title})
        return redirect("desks:announcements")
    context = {"form": form, "current": _with_parents(queries.current(now)), "over": queries.over(now)[:OVER_SHOWN]}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "desks/announcements.html", context, status=status)


def _preset(request: StaffRequest) -> dict[str, Any]:
    again, initial = request.GET.get("again", ""), {"parent_number": request.GET.get("parent", "")}
    found = Announcement.objects.filter(pk=again).values(*AGAIN).first() if KEY.fullmatch(again) else None
    return initial | (found or {})


def _with_parents(current: Iterable[Announcement]) -> list[Announcement]:
    """The announcements, each with `taken_in`: how many cases were merged into its parent."""
    found = list(current)
    counts = taken_in(one.parent_number for one in found)
    for one in found:
        one.taken_in = counts.get(one.parent_number, 0)  # type: ignore[attr-defined]
    return found


@needs("announce")
@require_POST
def end_announcement(request: StaffRequest, pk: int) -> HttpResponse:
    """It is no longer said."""
    found = get_object_or_404(Announcement, pk=pk)
    actions.end_announcement(found, by=request.user, now=timezone.now())
    messages.success(request, gettext("已结束：%(title)s") % {"title": found.title})
    return redirect("desks:announcements")
