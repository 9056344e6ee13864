"""The callback desk."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.callback import actions, queries
from xinqiao.callback.answers import answers, shared_answer
from xinqiao.callback.forms import CallBackForm
from xinqiao.callback.models import Callback, Ground
from xinqiao.cases.guarded import words_for
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.pages import find
from xinqiao.cases.refusal import Refused
from xinqiao.people import paging
from xinqiao.people.access import StaffRequest, needs

TABS = {"due": _("待回访"), "later": _("稍后再拨"), "unreached": _("未接通转短信")}


@needs("call_back")
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """Citizens to be called: now, the longest due first; later, who were not reached; by SMS, who never were."""
    now, tab = timezone.now(), request.GET.get("tab", "")
    found = {
        "later": lambda: queries.later(request.user, now),
        "unreached": lambda: queries.unreached(request.user),
    }.get(tab, lambda: queries.waiting(request.user, now))()
    page = paging.of(request, found)
    context = {"page": page, "tab": tab if tab in TABS else "due", "tabs": TABS}
    return render(request, "callback/queue.html", context)


@needs("call_back")
@require_http_methods(["GET", "POST"])
def call_back(request: StaffRequest, pk: int) -> HttpResponse:
    """One callback: what was asked, what each unit answered, whom to name, and the form for the attempt."""
    found = queries.of(request.user).select_related("case__category", "case__area", "case__source")
    callback = get_object_or_404(found, pk=pk)
    units = list(queries.rated_units(callback.case))
    form = CallBackForm(request.POST or None, units=units, is_ruled=callback.ground == Ground.PASSED)
    if request.method == "POST" and form.is_valid() and _recorded(request, form, callback):
        return redirect("callback:queue")
    now = timezone.now()
    context = {
        "callback": callback,
        "case": callback.case,
        "form": form,
        "from_at": actions.callable_from(callback, now),
        "text": words_for(request.user, callback.case)[1],
        "answers": answers(callback.case, units, now),
        "shared": shared_answer(callback.case),
    }
    return render(request, "callback/call_back.html", context, status=422 if form.errors else 200)


def _recorded(request: StaffRequest, form: CallBackForm, callback: Callback) -> bool:
    try:
        actions.call_back(callback, **form.given(), by=request.user, now=timezone.now())
    except actions.CallbackDone:
        form.add_error(None, gettext("这次回访已由他人完成"))
    except actions.RatingsWrong:
        form.add_error(None, gettext("承办单位已有变化，请刷新页面后重新填写评价"))
    except Refused as error:
        form.add_error(None, str(error))
    else:
        messages.success(request, gettext("%(number)s 的回访已记录") % {"number": callback.case.number})
        return True
    return False


@needs("rework")
@require_safe
def rework(request: StaffRequest, number: str) -> HttpResponse:
    """A rework is handed down by its ruling: that is its page."""
    return redirect("callback:rule_rework", find(request.user, MOVES["rework"], number=number).number)
