"""The dispatch desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.advice import units
from xinqiao.cases import queries
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Refused
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines.rules import NoRule
from xinqiao.dispatch import actions
from xinqiao.dispatch.forms import DispatchForm
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.masking import mask_free_text

PER_PAGE = 50


@needs("dispatch")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Cases that wait for a unit, most urgent and oldest first."""
    page = Paginator(queries.to_dispatch(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "dispatch/queue.html", {"page": page})


@needs("dispatch")
@require_http_methods(["GET", "POST"])
def dispatch(request: StaffRequest, number: str) -> HttpResponse:
    """One case with the units that the catalogue suggests, and why."""
    case = get_object_or_404(queries.one_visible(request.user, number))
    suggested = units.suggest(case)
    form = DispatchForm(request.POST or None, initial={"lead": suggested[0].unit if suggested else None})
    if request.method == "POST" and form.is_valid() and _dispatched(request, form, case):
        return redirect("dispatch:queue")
    context = {
        "case": case,
        "form": form,
        "suggested": suggested,
        "text": mask_free_text(queries.request_text(case)),
    }
    return render(request, "dispatch/dispatch.html", context, status=422 if form.errors else 200)


def _dispatched(request: StaffRequest, form: DispatchForm, case: Case) -> bool:
    data = form.cleaned_data
    try:
        task = actions.dispatch(case, lead=data["lead"], note=data["note"], by=request.user, now=timezone.now())
    except (Refused, NoRule, UnpublishedYear) as error:
        form.add_error(None, str(error))
        return False
    told = {"number": task.number, "unit": task.unit.name}
    messages.success(request, gettext("%(number)s 已派往%(unit)s") % told)
    return True
