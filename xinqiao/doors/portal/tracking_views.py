"""Tracking a case, and what its citizen may say about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.callback import actions as callback
from xinqiao.callback.queries import rated_units
from xinqiao.cases.forms import REFUSALS
from xinqiao.cases.lifecycle import MOVES, OPEN_STAGES
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Conflict
from xinqiao.doors.portal import access, keys, progress
from xinqiao.doors.portal.access import public, tracked
from xinqiao.doors.portal.forms import AppendForm, RateForm, TrackForm, UrgeForm, WithdrawForm
from xinqiao.files.actions import FileRefused
from xinqiao.files.downloads import FileGone, open_as_download
from xinqiao.intake import actions as intake
from xinqiao.people import policy

CHANGED: Final = (*REFUSALS, callback.CallbackDone, callback.RatingsWrong)


@public
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Ask for number and code; what does not fit and what does not exist are answered alike."""
    if request.method != "POST":
        return render(request, "portal/track.html", {"form": TrackForm(initial={"number": request.GET.get("number")})})
    form, status = TrackForm(request.POST), int(HTTPStatus.UNPROCESSABLE_ENTITY)
    if form.is_valid():
        try:
            case = keys.unlock(**form.cleaned_data, network=access.network(request), now=timezone.now())
        except (keys.Wrong, keys.Shut) as error:
            form.add_error(None, _told(error))
            status = error.status
        else:
            response = redirect("portal:case")
            access.remember(response, case)
            return response
    return render(request, "portal/track.html", {"form": form}, status=status)


def _told(error: Exception) -> str:
    if isinstance(error, keys.Wrong):
        return gettext("编号与后四位或查询码不符，请核对后再试")
    minutes = {"minutes": policy.load().portal.locked_minutes}
    return gettext("操作次数过多，请 %(minutes)d 分钟后再试，或拨打 12345") % minutes


@tracked
@require_safe
def case(request: HttpRequest, case: Case) -> HttpResponse:
    """How far it is, and what can be said about it now."""
    now = timezone.now()
    context = {
        "case": case,
        "standing": progress.standing(case),
        "units": progress.units(case),
        "steps": progress.steps(case),
        "handlers": progress.handlers(case, now),
        "due_at": case.due_at if case.stage in OPEN_STAGES else None,
        "sayings": [one for one in SAYINGS if one.is_open(case)],
    }
    return render(request, "portal/case.html", context)


@tracked
@require_safe
def file(request: HttpRequest, case: Case, pk: int) -> FileResponse:
    """A photo or document of an answer, always as a download."""
    try:
        return open_as_download(progress.shown_files(case)[pk].file)
    except (KeyError, FileGone):
        raise Http404 from None


def _by_table(verb: str) -> Callable[[Case], bool]:
    return lambda case: case.stage in MOVES[verb].from_


def _append(case: Case, request: HttpRequest, form: Any, now: datetime) -> None:
    intake.append(case, **form.given(), uploads=request.FILES.getlist("photos"), by=None, now=now)


def _urge(case: Case, request: HttpRequest, form: Any, now: datetime) -> None:
    intake.urge(case, **form.given(), by=None, now=now)


def _withdraw(case: Case, request: HttpRequest, form: Any, now: datetime) -> None:
    intake.withdraw(case, **form.given(), by=None, now=now)


def _rate(case: Case, request: HttpRequest, form: Any, now: datetime) -> None:
    callback.rate(case, **form.given(), now=now)


@dataclass(frozen=True, slots=True)
class Saying:
    """Something that the citizen may say: its page, until when it is open, and what it does."""

    name: str
    label: str | Promise
    form: Callable[[Case, Any], forms.Form]
    is_open: Callable[[Case], bool]
    act: Callable[[Case, HttpRequest, Any, datetime], None]


SAYINGS: Final = (
    Saying(
        "rate", _("评价"), lambda case, data: RateForm(data, units=list(rated_units(case))), callback.may_rate, _rate
    ),
    Saying("append", _("补充"), lambda _case, data: AppendForm(data), _by_table("append"), _append),
    Saying("urge", _("催办"), lambda _case, data: UrgeForm(data), _by_table("urge"), _urge),
    Saying("withdraw", _("撤回"), lambda _case, data: WithdrawForm(data), _by_table("withdraw"), _withdraw),
)


def saying(one: Saying) -> Callable[..., HttpResponseBase]:
    """The page of one saying."""

    @tracked
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, case: Case) -> HttpResponse:
        if not one.is_open(case):
            return redirect("portal:case")
        form = one.form(case, request.POST if request.method == "POST" else None)
        if request.method == "POST" and _said(one, case, request, form):
            return redirect("portal:case")
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "portal/say.html", {"case": case, "saying": one, "form": form}, status=status)

    return view


def _said(one: Saying, case: Case, request: HttpRequest, form: forms.Form) -> bool:
    if not form.is_valid():
        return False
    now = timezone.now()
    try:
        keys.count_submission(access.network(request), now=now)
        one.act(case, request, form, now)
    except FileRefused as error:
        form.add_error("photos", str(error))
    except keys.Shut as error:
        form.add_error(None, _told(error))
    except CHANGED as error:
        is_late = isinstance(error, Conflict | callback.CallbackDone | callback.RatingsWrong)
        form.add_error(None, gettext("这件诉求刚刚有了变化，请返回查看后再试") if is_late else str(error))
    return not form.errors
