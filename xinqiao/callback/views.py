"""The callback desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.callback import actions, queries
from xinqiao.callback.forms import CallBackForm
from xinqiao.callback.models import Callback
from xinqiao.cases import queries as cases
from xinqiao.cases.refusal import Refused
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.masking import mask_free_text

PER_PAGE = 50


@needs("call_back")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Citizens to be called back, the longest due first."""
    page = Paginator(queries.waiting(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "callback/queue.html", {"page": page})


@needs("call_back")
@require_http_methods(["GET", "POST"])
def call_back(request: StaffRequest, pk: int) -> HttpResponse:
    """One callback: what was asked, what was answered, and the form for the attempt."""
    callback = get_object_or_404(
        Callback.objects.select_related("case__category", "case__area", "case__source"),
        pk=pk,
        case__in=cases.visible_to(request.user),
    )
    units = list(queries.rated_units(callback.case))
    form = CallBackForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid() and _recorded(request, form, callback):
        return redirect("callback:queue")
    context = {
        "callback": callback,
        "case": callback.case,
        "form": form,
        "text": mask_free_text(cases.request_text(callback.case)),
        "replies": cases.latest_replies(units),
    }
    return render(request, "callback/call_back.html", context, status=422 if form.errors else 200)


def _recorded(request: StaffRequest, form: CallBackForm, callback: Callback) -> bool:
    data = form.cleaned_data
    try:
        actions.call_back(
            callback, result=data["result"], said=form.said(), note=data["note"],
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    except actions.CallbackDone:
        form.add_error(None, gettext("这次回访已由他人完成"))
    except Refused as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, gettext("%(number)s 的回访已记录") % {"number": callback.case.number})
        return True
    return False
