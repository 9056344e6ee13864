"""A task's work order, to read, to print, to take along."""

from io import BytesIO

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xinqiao.cases import guarded, queries
from xinqiao.cases.models import Assignment
from xinqiao.doors.desks.order import order_of
from xinqiao.doors.desks.order_files import FORMS, NotDrawn
from xinqiao.files.downloads import as_download
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest, needs


@needs("view", "register", "sign")
@require_safe
def order(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet, as it is printed."""
    task = _seen(request, pk)
    return render(request, "desks/order.html", {"task": task, "order": order_of(request.user, task, timezone.now())})


@needs("view", "register", "sign")
@require_safe
def order_file(request: StaffRequest, pk: int, form: str) -> HttpResponseBase:
    """The sheet as a file; it leaves a row. Back to the page where it cannot be made."""
    task = _seen(request, pk)
    if form not in FORMS:
        raise Http404
    try:
        content = FORMS[form](order_of(request.user, task, timezone.now()))
    except NotDrawn as error:
        messages.error(request, str(error))
        return redirect("desks:order", pk)
    audit.note(what="fetch_order", by=request.user, subject=task.number, request=request)
    return as_download(BytesIO(content), f"{gettext('承办单')}-{task.number}.{form}")


def _seen(request: StaffRequest, pk: int) -> Assignment:
    """The task, if this person sees its case and reads what happens with it."""
    names = ("unit", "dispatched_by_unit", "case__appellant", "case__category", "case__area", "case__source")
    tasks = Assignment.objects.filter(case__in=queries.visible_to(request.user)).select_related(*names)
    task = get_object_or_404(tasks, pk=pk)
    if not guarded.reads_facts(request.user, task.case, task):
        raise Http404
    return task
