"""Submitting in three steps. Nothing is kept on the way but photos, for a day, and only their own page knows of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from xinqiao.cases.models import Case
from xinqiao.cases.sent import new_key
from xinqiao.doors.portal import access, keys, progress
from xinqiao.doors.portal.access import public, tracked
from xinqiao.doors.portal.forms import SubmitForm, refuse
from xinqiao.files.actions import FileRefused, claim, keep_all
from xinqiao.files.models import StoredFile
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.registry import CHANNELS
from xinqiao.knowledge import queries as knowledge
from xinqiao.people import policy, qr

SALT: Final = "portal.photos"
WAIT, SEND = timedelta(days=1), 4


@public
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest) -> HttpResponse:
    """GET: the first step. POST: on to the step that the button names, back with what is wrong, or sent."""
    if request.method != "POST":
        return _page(request, SubmitForm(initial={"form_key": new_key()}), 1)
    form, to = SubmitForm(request.POST), _wanted(request)
    photos = _photos(request, form)
    if fault := form.faulty_step(to):
        return _page(request, form, fault, photos, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if to < SEND:
        return _page(request, form, to, photos)
    return _sent(request, form, photos)


def _wanted(request: HttpRequest) -> int:
    to = request.POST.get("to", "")
    return int(to) if to in {"1", "2", "3", "4"} else 1


def _photos(request: HttpRequest, form: SubmitForm) -> list[StoredFile]:
    """The photos of this page and of the steps before; a refused one is told at the field."""
    before, now = _kept(request), timezone.now()
    uploads = request.FILES.getlist("photos")
    try:
        if uploads:
            keys.count_submission(access.network(request), now=now)
        until = (timezone.localtime(now) + WAIT).date()
        return [*before, *keep_all(uploads, by=None, now=now, besides=len(before), kept_until=until)]
    except FileRefused as error:
        form.add_error("photos", str(error))
    except keys.Shut:
        form.add_error("photos", _too_often())
    return before


def _kept(request: HttpRequest) -> list[StoredFile]:
    try:
        keys_of = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=WAIT)
    except signing.BadSignature:
        return []
    return list(StoredFile.objects.filter(pk__in=keys_of, kept_until__isnull=False, erased_at=None))


def _sent(request: HttpRequest, form: SubmitForm, photos: Sequence[StoredFile]) -> HttpResponse:
    now = timezone.now()
    try:
        keys.count_submission(access.network(request), now=now)
        case = _register(form, photos, now)
    except intake.AlreadyHere as error:
        case = error.case
    except Unreadable as error:
        refuse(form, error.problems.items())
    except keys.Shut:
        form.add_error(None, _too_often())
    if form.errors:
        return _page(request, form, form.faulty_step(SEND) or 3, photos, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = redirect("portal:receipt")
    access.remember(response, case)
    return response


@transaction.atomic
def _register(form: SubmitForm, photos: Sequence[StoredFile], now: datetime) -> Case:
    draft = CHANNELS["web"].read(form.cleaned_data)
    return intake.register(draft, kept=claim([file.pk for file in photos]), by=None, now=now)


def _too_often() -> str:
    told = {"minutes": policy.load().portal.locked_minutes}
    return gettext("提交过于频繁，请 %(minutes)d 分钟后再试，或拨打 12345") % told


def _page(
    request: HttpRequest, form: SubmitForm, step: int, photos: Sequence[StoredFile] = (), *, status: int = 200
) -> HttpResponse:
    token = signing.dumps([file.pk for file in photos], salt=SALT) if photos else ""
    key = form.data.get("form_key") or form.initial.get("form_key")
    told = form.told() if step == len(form.STEPS) and not form.errors else []
    context = {
        "form": form, "step": step, "shown": form.shown(step), "carried": form.carried(step), "told": told,
        "photos": photos, "kept": token, "form_key": key,
        "announced": knowledge.public(timezone.now()) if step == 1 else (),
    }  # fmt: skip
    return render(request, "portal/submit.html", context, status=status)


@tracked
@require_safe
def receipt(request: HttpRequest, case: Case) -> HttpResponse:
    """Number, query code and a QR code of the way back, to keep or to print."""
    address = request.build_absolute_uri(f"{reverse('portal:track')}?number={case.number}")
    drawn = qr.drawn(address, label=gettext("查询进度的二维码"))
    context = {"case": case, "code": keys.query_code(case), "qr": drawn, "standing": progress.standing(case)}
    return render(request, "portal/receipt.html", context)
