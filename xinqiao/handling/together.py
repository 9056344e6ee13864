"""Moves on several tasks at once: signed, handed on."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from xinqiao.advice.handing_on import HandOnForm, suggested_below
from xinqiao.advice.units import destinations
from xinqiao.cases import together
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment
from xinqiao.cases.pages import find
from xinqiao.handling import actions, moves
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.paging import KEY


@needs("sign")
@require_POST
def sign_all(request: StaffRequest) -> HttpResponse:
    """Sign the ticked tasks, each for its unit."""
    found = _ticked(request, "sign")
    results = together.made(found, lambda task: moves.signed(actions.sign(task, by=request.user, now=timezone.now())))
    return together.answer(request, gettext("批量签收"), "handling:worklist", results)


@needs("delegate")
@require_POST
def delegate_all(request: StaffRequest) -> HttpResponse:
    """Hand the ticked tasks on, each to the unit below that the catalogue suggests for it, or all to the one that is
    chosen."""
    form = HandOnForm(request.POST, by=request.user)
    if not form.is_valid():
        messages.error(request, gettext("所选单位不可用，请重新选择"))
        return redirect("dispatch:queue")
    found, note = _ticked(request, "delegate"), form.cleaned_data["note"]
    to = destinations(found, form.cleaned_data["to"], suggested_below)
    results = together.made(
        found, lambda task: moves.hand_on(task, to[task], note=note, by=request.user, now=timezone.now())
    )
    return together.answer(request, gettext("批量转派"), "dispatch:queue", results)


def _ticked(request: StaffRequest, verb: str) -> list[Assignment]:
    """The tasks that are ticked, each this person's to make the move on. Raises Http404."""
    keys = [int(key) for key in together.ticked(request, "task") if KEY.fullmatch(key)]
    found = [find(request.user, MOVES[verb], pk=key) for key in keys]
    return [task for task in found if isinstance(task, Assignment)]
