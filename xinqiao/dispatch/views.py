"""The dispatch desk, and the catalogue row behind a suggestion."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.advice.handing_on import HandOnForm
from xinqiao.advice.units import best_each, destinations
from xinqiao.cases import queries as cases
from xinqiao.cases import together
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.pages import find
from xinqiao.catalogue.models import Responsibility
from xinqiao.dispatch import moves, queries
from xinqiao.dispatch.forms import HandOutForm
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs


@needs("dispatch", "delegate")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Cases that wait for a unit, most urgent and oldest first; at a node, the tasks that can be handed on."""
    page = paging.of(request, queries.to_dispatch(request.user))
    below, now = paging.of(request, queries.to_delegate(request.user), "below"), timezone.now()
    context = {
        "page": page, "waiting": queries.with_advice(page.rows, request.user, now), "form": HandOutForm(),
        "can_dispatch": request.user.can_anywhere("dispatch"), "below": below,
        "tasks": queries.with_advice_below(cases.lit(below, now)), "hand_on": HandOnForm(by=request.user),
        "merges": queries.merges_to_rule(request.user),
    }  # fmt: skip
    return render(request, "dispatch/queue.html", context)


@needs("dispatch")
@require_POST
def hand_out(request: StaffRequest) -> HttpResponse:
    """Dispatch the ticked cases, each to the unit that the catalogue suggests for it, or all to the one that is chosen."""
    form = HandOutForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("所选单位不可用，请重新选择"))
        return redirect("dispatch:queue")
    ticked = together.ticked(request, "case")
    found = [cases.case_of(find(request.user, MOVES["dispatch"], number=number)) for number in ticked]
    to = destinations(found, form.cleaned_data["lead"], best_each)
    results = together.made(found, lambda case: moves.hand_out(case, to[case], by=request.user, now=timezone.now()))
    return together.answer(request, gettext("批量派单"), "dispatch:queue", results)


@needs("rule_merge")
@require_POST
def merge_all(request: StaffRequest) -> HttpResponse:
    """Confirm the ticked merges; what is refused needs a reason and is ruled on by itself."""
    ticked = together.ticked(request, "merge")
    found = [cases.case_of(find(request.user, MOVES["rule_merge"], number=number)) for number in ticked]
    results = together.made(found, lambda case: moves.merge(case, by=request.user, now=timezone.now()))
    return together.answer(request, gettext("批量并单"), "desks:rulings", results)


@needs("dispatch", "rule_return")
@require_safe
def responsibility(request: StaffRequest, pk: int) -> HttpResponse:
    """One row of the dispatch catalogue: whose matter it is, on what basis, and how often cases came back."""
    rows = Responsibility.objects.select_related("category__parent", "area", "lead").prefetch_related("assisting")
    row = get_object_or_404(rows, pk=pk)
    return render(request, "dispatch/responsibility.html", {"row": row, "record": queries.record_of(row)})
