"""Registering a request."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinqiao.cases.lifecycle import OPEN_STAGES
from xinqiao.cases.models import Case
from xinqiao.cases.sent import SentBefore, spend
from xinqiao.intake import actions, drafts, outlook, queries
from xinqiao.intake.channels import phone as phone_channel
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.forms import RegisterForm
from xinqiao.knowledge import queries as knowledge
from xinqiao.knowledge import scripts
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.masking import mask_phone
from xinqiao.text.phone import NotAPhone, normalise


class SaidBefore(Exception):
    """The same words came from the same number, and those `cases` are open still."""

    def __init__(self, cases: Sequence[Case]) -> None:
        super().__init__()
        self.cases = cases


@needs("register")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    """The agent's form; saved, it leads to the new case. Sent twice, it leads to the same case again."""
    initial = {"earlier": request.GET.get("earlier", "")} | _taken_up(request)
    form = RegisterForm(request.POST or None, request.FILES or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (number := _registered(request, form)):
        messages.success(request, gettext("已登记，编号 %(number)s") % {"number": number})
        return redirect("desks:registered", number)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {
        "form": form,
        "drafts": drafts.listed(request.user),
        "to_complete": queries.to_complete(request.user),
        "may_wrap_up": request.user.can_anywhere("wrap_up"),
        **_announced(),
    }
    return render(request, "intake/register.html", context, status=status)


def _announced() -> dict[str, Any]:
    found = list(knowledge.current(timezone.now()))
    return {"announced": found, "scripts": scripts.entries(found)}


@needs("register")
@require_safe
def announced(request: StaffRequest) -> HttpResponse:
    """What many ask about just now, and the scripts with its words, as fragments: for a form that is being filled in."""
    return render(request, "knowledge/announced.html", _announced() | {"is_fragment": True})


def _taken_up(request: StaffRequest) -> dict[str, str]:
    """What the draft holds that the address names, if it is still there."""
    key = request.GET.get("draft", "")
    found = drafts.taken_up(request.user, key) if key and request.method == "GET" else {}
    if key and not found and request.method == "GET":
        messages.warning(request, gettext("这份草稿已登记或已舍弃"))
    return found


def _registered(request: StaffRequest, form: RegisterForm) -> str:
    """The number of the case; empty when something in the form has to be mended first."""
    try:
        return _register(request, form)
    except SentBefore as error:
        if error.is_same:
            return error.number
        form.sent_before(error)
    except SaidBefore as error:
        form.said_before(error.cases)
    except Unreadable as error:
        for field, problem in error.problems.items():
            form.add_error(field if field in form.fields else None, problem)
    return ""


@transaction.atomic
def _register(request: StaffRequest, form: RegisterForm) -> str:
    by, now = request.user, timezone.now()
    key = spend(form.cleaned_data["form_key"], request.POST, by=by, now=now)
    draft = phone_channel.CHANNEL.read(form.cleaned_data)
    said = form.cleaned_data["text"]
    if not form.cleaned_data["another"] and (doubles := queries.same_words(by, form.cleaned_data["phone"], said)):
        raise SaidBefore(doubles)
    case = actions.register(draft, uploads=form.cleaned_data["enclosures"], by=by, now=now)
    if flag := form.cleaned_data.get("flag"):
        actions.flag(case, flag=flag, by=by, now=now)
    if key:
        key.number = case.number
        key.save(update_fields=["number"])
        actions.end_draft(key.key, window=form.cleaned_data["window"], seen=form.cleaned_data["seen"], by=by)
    return case.number


@needs("register")
@require_POST
def same_person(request: StaffRequest) -> HttpResponse:
    """The cases that came from the number being typed, as a fragment; nothing while it is no number. The number comes
    in the body: addresses are logged."""
    try:
        phone = normalise(request.POST.get("phone", ""))
        cases = queries.same_person(request.user, phone)
    except NotAPhone:
        phone, cases = "", []
    if cases:
        found = {"subject": cases[0].number, "reason": f"× {len(cases)}"}
        audit.note(what="find_by_phone", by=request.user, request=request, **found)
    may = {f"may_{verb}": request.user.can_anywhere(verb) for verb in ("append", "urge")}
    context = {"cases": cases, "phone": mask_phone(phone), "open_stages": OPEN_STAGES, **may}
    return render(request, "intake/same_person.html", context)


@needs("register")
@require_POST
def foresee(request: StaffRequest) -> HttpResponse:
    """Units, time limit and similar cases of other people for what is filled in so far, as a fragment; what is wrong in
    it is passed over here. It comes in the body: addresses are logged."""
    form, now = RegisterForm(request.POST, by=request.user), timezone.now()
    form.is_valid()
    matter = outlook.matter(form.cleaned_data)
    matter.number = request.POST.get("about", "")  # of a case that is there already
    context = {
        "area_named": None if form.cleaned_data.get("area") else matter.area,
        "prospects": outlook.prospects(matter, now),
        "similar": outlook.similar(request.user, matter, form.cleaned_data.get("phone", ""), now),
    }
    return render(request, "intake/outlook.html", context)
