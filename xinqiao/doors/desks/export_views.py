"""The page of one's own exports: asking for one, watching it grow, fetching it."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.doors.desks import exporting, listing
from xinqiao.doors.desks.tasks import write_export
from xinqiao.files.downloads import as_download
from xinqiao.files.models import Export
from xinqiao.people import audit, paging, policy
from xinqiao.people.access import StaffRequest, needs


@needs("export")
@require_safe
def exports(request: StaffRequest) -> HttpResponse:
    """What this person has exported, the newest first; a list that is still being written asks for itself anew."""
    page = paging.of(request, request.user.exports.all())
    for one in page:
        one.said = exporting.filters_of(one) or gettext("全部")  # type: ignore[attr-defined]
    context = {"page": page, "is_running": any(one.is_running for one in page), "days": policy.load().exports.days}
    return render(request, "desks/exports.html", context)


@needs("export")
@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """Ask for the cases that the list shows, as a file."""
    filters, form = listing.wanted(request.POST), request.POST.get("form", "")
    if form not in Export.Form.values:
        raise Http404
    try:
        with transaction.atomic():
            asked = exporting.begin(filters, form, by=request.user, request=request, now=timezone.now())
            write_export.defer(pk=asked.pk)
    except exporting.NotExported as error:
        messages.error(request, str(error))
        return redirect(listing.address(filters))
    messages.success(request, gettext("导出 %(number)s 正在生成") % {"number": asked.number})
    return redirect("desks:exports")


@needs("export")
@require_safe
def fetch(request: StaffRequest, pk: int) -> HttpResponseBase:
    """The file of one's own export; it leaves a row."""
    found = get_object_or_404(request.user.exports, pk=pk)
    if not found.is_ready:
        raise Http404
    try:
        content = found.path.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    audit.note(what="fetch_export", by=request.user, subject=found.number, request=request)
    return as_download(content, f"{gettext('诉求')}-{found.number}.{found.form}")
