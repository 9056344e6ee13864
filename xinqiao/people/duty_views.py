"""The duty lists of the units that one keeps."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.people import duty, paging
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.duty_forms import DutyForm
from xinqiao.people.models import DutyShift, Unit
from xinqiao.people.views import WRONG_STATUS

VERB = "manage_duty"


@needs(VERB)
@require_safe
def units(request: StaffRequest) -> HttpResponse:
    """Each unit in reach with who is on duty there now."""
    now = timezone.now()
    page = paging.of(request, _kept(request))
    on_duty = duty.on_duty_at(page.rows, now)
    rows = [(unit, on_duty[unit.pk]) for unit in page]
    return render(request, "people/duty_units.html", {"page": page, "rows": rows})


@needs(VERB)
@require_http_methods(["GET", "POST"])
def unit(request: StaffRequest, code: str) -> HttpResponse:
    """One unit's list from now on, and the form that adds to it."""
    found, now = get_object_or_404(_kept(request), code=code), timezone.now()
    form = DutyForm(request.POST or None, unit=found)
    if form.is_valid():
        duty.put_on_duty(form.save(commit=False), by=request.user)
        messages.success(request, _("已列入值班表"))
        return redirect("people:duty_unit", found.code)
    shifts = found.duty_shifts.filter(ends_at__gt=now).select_related("staff")
    page = paging.of(request, shifts)
    context = {"unit": found, "form": form, "page": page, "on_duty": duty.on_duty(found, now)}
    return render(request, "people/duty_unit.html", context, status=WRONG_STATUS if form.errors else 200)


@needs(VERB)
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Strike a shift."""
    reach = request.user.reach(VERB)
    shift = get_object_or_404(DutyShift.objects.filter(reach.where("unit")).select_related("unit", "staff"), pk=pk)
    duty.take_off_duty(shift, by=request.user)
    messages.success(request, _("已从值班表删除"))
    return redirect("people:duty_unit", shift.unit.code)


def _kept(request: StaffRequest) -> "QuerySet[Unit]":
    return Unit.objects.filter(request.user.reach(VERB).where(), is_active=True).order_by("path")
