"""Registering a request."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from xinqiao.cases.lifecycle import OPEN_STAGES
from xinqiao.cases.sent import SentBefore, spend
from xinqiao.intake import actions, queries
from xinqiao.intake.channels import phone
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.forms import RegisterForm
from xinqiao.people import audit
from xinqiao.people.access import StaffRequest, needs
from xinqiao.text.phone import NotAPhone, normalise


@needs("register")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    """The agent's form; saved, it leads to the new case. Sent twice, it leads to the same case again."""
    initial = {"earlier": request.GET.get("earlier", "")}
    form = RegisterForm(request.POST or None, request.FILES or None, by=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (number := _registered(request, form)):
        messages.success(request, gettext("已登记，编号 %(number)s") % {"number": number})
        return redirect("desks:case", number)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "intake/register.html", {"form": form}, status=status)


def _registered(request: StaffRequest, form: RegisterForm) -> str:
    """The number of the case; empty when something in the form has to be mended first."""
    try:
        return _register(request, form)
    except SentBefore as error:
        if error.is_same:
            return error.number
        form.sent_before(error)
    except Unreadable as error:
        for field, problem in error.problems.items():
            form.add_error(field if field in form.fields else None, problem)
    return ""


@transaction.atomic
def _register(request: StaffRequest, form: RegisterForm) -> str:
    by, now = request.user, timezone.now()
    key = spend(form.cleaned_data["form_key"], request.POST, by=by, now=now)
    draft = phone.CHANNEL.read(form.cleaned_data)
    case = actions.register(draft, uploads=form.cleaned_data["enclosures"], by=by, now=now)
    if key:
        key.number = case.number
        key.save(update_fields=["number"])
    return case.number


@needs("register")
@require_POST
def same_person(request: StaffRequest) -> HttpResponse:
    """The cases that came from the number being typed, as a fragment; nothing while it is no number. The number comes
    in the body: addresses are logged."""
    try:
        cases = queries.same_person(request.user, normalise(request.POST.get("phone", "")))
    except NotAPhone:
        cases = []
    if cases:
        found = {"subject": cases[0].number, "reason": f"× {len(cases)}"}
        audit.note(what="find_by_phone", by=request.user, request=request, **found)
    may = {f"may_{verb}": request.user.can_anywhere(verb) for verb in ("append", "urge")}
    return render(request, "intake/same_person.html", {"cases": cases, "open_stages": OPEN_STAGES, **may})
