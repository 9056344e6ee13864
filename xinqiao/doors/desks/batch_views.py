"""The pages of what one asked for on a whole list at once: begun, watched, cancelled, read row by row."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.doors.desks import batch_sheet, batching
from xinqiao.doors.desks.batch_moves import BATCHABLE
from xinqiao.doors.desks.models import Batch
from xinqiao.doors.desks.tasks import run_batch
from xinqiao.files.downloads import as_download
from xinqiao.people import paging, policy
from xinqiao.people.access import StaffRequest, needs, signed_in

COUNTED = {
    "total": Count("rows"),
    "made": Count("rows", filter=Q(rows__is_made=True)),
    "refused": Count("rows", filter=Q(rows__is_made=False)),
    "done": F("made") + F("refused"),
    "left": F("total") - F("done"),
}


@needs(*BATCHABLE)
@require_POST
def begin_batch(request: StaffRequest, verb: str) -> HttpResponse:
    """Ask for the move on all rows of the list that the address's filters leave."""
    if verb not in BATCHABLE or not request.user.can_anywhere(verb):
        raise Http404
    move = BATCHABLE[verb]
    form = move.form(request.POST, request.user) if move.form else None
    if form and not form.is_valid():
        messages.error(request, gettext("所选单位不可用，请重新选择"))
        return redirect(move.desk)
    given = form.cleaned_data if form else {}
    with transaction.atomic():
        batch = batching.begin(
            verb, request.GET.dict(), unit=given.get(move.unit), note=given.get("note", ""), by=request.user,
            request=request, now=timezone.now(),
        )  # fmt: skip
        if batch is None:
            messages.error(request, gettext("列表是空的，可能已被别人办理"))
            return redirect(move.desk)
        run_batch.defer(pk=batch.pk)
    return redirect("desks:batch", batch.pk)


@signed_in
@require_safe
def batches(request: StaffRequest) -> HttpResponse:
    """What this person asked for, the newest first."""
    page = paging.of(request, _own(request).annotate(**COUNTED))
    for one in page:
        one.label = BATCHABLE[one.verb].label  # type: ignore[attr-defined]
    return render(request, "desks/batches.html", {"page": page, "days": policy.load().exports.days})


@signed_in
@require_safe
def batch(request: StaffRequest, pk: int) -> HttpResponse:
    """How far one's own batch is and what became of each row; while it runs the page asks for itself anew."""
    found = get_object_or_404(_own(request).annotate(**COUNTED), pk=pk)
    only = request.GET.get("only") == "refused"
    rows = found.rows.filter(is_made=False) if only else found.rows.all()
    context = {
        "batch": found, "move": BATCHABLE[found.verb], "page": paging.of(request, rows), "only": only,
    }  # fmt: skip
    return render(request, "desks/batch.html", context)


@signed_in
@require_safe
def batch_results(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The rows of one's own batch as a workbook."""
    found = get_object_or_404(_own(request), pk=pk)
    label = BATCHABLE[found.verb].label
    return as_download(batch_sheet.workbook(found, label), f"{label}-{found.number}.xlsx")


@signed_in
@require_POST
def cancel_batch(request: StaffRequest, pk: int) -> HttpResponse:
    """Try no further row of one's own batch."""
    found = get_object_or_404(_own(request), pk=pk)
    if not batching.cancel(found, request=request, now=timezone.now()):
        messages.error(request, gettext("已经结束，没有可取消的"))
    return redirect("desks:batch", pk)


def _own(request: StaffRequest) -> QuerySet[Batch]:
    return Batch.objects.filter(by=request.user)
