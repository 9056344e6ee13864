"""The dispatch desk, and the catalogue row behind a suggestion."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.cases import queries as cases
from xinqiao.catalogue.models import Responsibility
from xinqiao.dispatch import queries
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs


@needs("dispatch", "delegate")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Cases that wait for a unit, most urgent and oldest first; at a node, the tasks that can be handed on."""
    page = paging.page(queries.to_dispatch(request.user), request.GET.get("page"))
    below = paging.page(queries.to_delegate(request.user), request.GET.get("below"))
    context = {"page": page, "below": below, "tasks": cases.lit(below, timezone.now())}
    return render(request, "dispatch/queue.html", context)


@needs("dispatch", "rule_return")
@require_safe
def responsibility(request: StaffRequest, pk: int) -> HttpResponse:
    """One row of the dispatch catalogue: whose matter it is, on what basis, and how often cases came back."""
    rows = Responsibility.objects.select_related("category__parent", "area", "lead").prefetch_related("assisting")
    row = get_object_or_404(rows, pk=pk)
    return render(request, "dispatch/responsibility.html", {"row": row, "record": queries.record_of(row)})
