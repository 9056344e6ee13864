"""The city's own settings: the working calendar, with what a change would move before it is made."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import actions, calendar
from xinqiao.deadlines.announcements import announced
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.deadlines.notice import BadCalendar
from xinqiao.dispatch.rescheduling import Shift, shifts
from xinqiao.dispatch.tasks import reschedule_open
from xinqiao.doors.office.forms import DayForm, YearForm
from xinqiao.people.access import StaffRequest, needs

SHOWN = 50


@needs("reschedule")
@require_http_methods(["GET", "POST"])
def calendar_page(request: StaffRequest) -> HttpResponse:
    """The years that are known, those that are asked for, and one day to change."""
    form = DayForm(request.POST or None)

    def change() -> list[str]:
        return actions.change_day(**form.cleaned_data, by=request.user, now=timezone.now())

    told = _edit(request, form, change, gettext("日历更正"))
    years = CalendarYear.objects.order_by("-year")
    context = {"form": form, "years": years, "announced": announced(timezone.now()), **told}
    return told.get("done") or render(request, "office/calendar.html", context, status=422 if form.errors else 200)


@needs("reschedule")
@require_http_methods(["GET", "POST"])
def year_page(request: StaffRequest, year: int) -> HttpResponse:
    """One year's holidays and make-up days, to read, to enter or to enter anew."""
    days = CalendarDay.objects.filter(on__year=year)
    written = "\n".join(f"{day.on} {'班' if day.is_working else '休'} {day.name}".strip() for day in days)
    form = YearForm(year, request.POST or None, initial={"days": written})

    def publish() -> list[str]:
        return actions.publish_year(year, form.cleaned_data["days"], by=request.user, now=timezone.now())

    told = _edit(request, form, publish, gettext("%d 年日历") % year)
    known = CalendarYear.objects.filter(year=year).first()
    context = {"form": form, "year": year, "known": known, "days": days, **told}
    return told.get("done") or render(request, "office/year.html", context, status=422 if form.errors else 200)


def _edit(request: StaffRequest, form: forms.Form, change: Callable[[], list[str]], reason: str) -> dict[str, Any]:
    """First what the change would move, then, once confirmed, the change itself; open tasks follow by a job."""
    if request.method != "POST" or not form.is_valid():
        return {}
    try:
        if "confirmed" in request.POST:
            return {"done": _carry_out(request, change, reason)}
        warnings, moved = _tried(change)
    except (BadCalendar, UnpublishedYear) as error:
        form.add_error(None, str(error))
        return {}
    return {"previewed": True, "warnings": warnings, "count": len(moved), "moved": moved[:SHOWN], "shown": SHOWN}


def _tried(change: Callable[[], list[str]]) -> tuple[list[str], list[Shift]]:
    """What the change would say and move; nothing of it stays."""
    with transaction.atomic():
        warnings = change()
        moved = shifts(calendar.read())
        transaction.set_rollback(True)
    return warnings, moved


def _carry_out(request: StaffRequest, change: Callable[[], list[str]], reason: str) -> HttpResponse:
    with transaction.atomic():
        change()
        reschedule_open.defer(reason=reason, staff=request.user.pk)
    messages.success(request, gettext("日历已更改；未办结工单的时限正在重算"))
    return redirect(request.path)
