"""Registering a request."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from xinqiao.cases.models import Case
from xinqiao.intake import actions
from xinqiao.intake.channels import phone
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.forms import RegisterForm
from xinqiao.people.access import StaffRequest, needs


@needs("register")
@require_http_methods(["GET", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    """The agent's form; saved, it leads to the new case."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (case := _registered(request, form)):
        messages.success(request, gettext("已登记，编号 %(number)s") % {"number": case.number})
        return redirect("desks:case", case.number)
    return render(request, "intake/register.html", {"form": form}, status=422 if form.errors else 200)


def _registered(request: StaffRequest, form: RegisterForm) -> Case | None:
    draft = phone.CHANNEL.read(form.cleaned_data)
    try:
        return actions.register(draft, uploads=form.cleaned_data["enclosures"], by=request.user, now=timezone.now())
    except Unreadable as error:
        for field, problem in error.problems.items():
            form.add_error(field if field in form.fields else None, problem)
        return None
