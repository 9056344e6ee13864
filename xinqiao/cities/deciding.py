"""What a settings page does with a form: first the preview, then, once it is confirmed, the change."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from xinqiao.cities.faults import CityError, Fault
from xinqiao.cities.forms import ProposalForm
from xinqiao.cities.plan import Change, Kind, in_hand
from xinqiao.cities.proposal import Overtaken, amend, digest, foresee
from xinqiao.cities.tables import BY_NAME
from xinqiao.people.access import StaffRequest

SHOWN = 200
MOST_FAULTS = 50
# Puts a mistake at the field that it speaks of; False when the form has none.
Placed = Callable[[Fault], bool]


def decide(request: StaffRequest, form: ProposalForm, file: str, text: str, placed: Placed) -> dict[str, Any]:
    """What the template needs besides the form; `done` when the change was made.

    A confirmation counts for what was previewed and nothing else: with another text it is a preview again.
    """
    given = form.cleaned_data
    try:
        if "confirmed" in request.POST and given["seen"] == digest(text):
            changes = amend(file, text, since=given["since"], reason=given["reason"], by=request.user)
            return {"done": True, "changes": changes}
        changes = foresee(file, text, since=given["since"])
    except Overtaken:
        form.add_error(None, gettext("您打开本页之后，别人改过这张表：请重新打开，再改一次。"))
        return {"overtaken": True}
    except CityError as bad:
        left = [fault for fault in bad.faults if not placed(fault)]
        if left:
            form.add_error(None, gettext("有 %d 处错误，什么都没有改") % len(bad.faults))
        return listed(left, file)
    cases, tasks = in_hand()
    form.carry(seen=digest(text))
    return {
        "previewed": True, "changes": [said(change) for change in changes[:SHOWN]], "count": len(changes),
        "shown": SHOWN, "cases": cases, "tasks": tasks,
    }  # fmt: skip


def listed(faults: Iterable[Fault], file: str) -> dict[str, Any]:
    """The mistakes as the template lists them: those in the file itself first, not all when there are many."""
    found = sorted(faults, key=lambda fault: (fault.file != file, fault))
    return {"faults": found[:MOST_FAULTS], "unlisted": max(0, len(found) - MOST_FAULTS)}


def said(change: Change) -> dict[str, Any]:
    """One difference in a reader's words."""
    if change.kind != Kind.CHANGE:
        return {"change": change, "is_added": change.kind == Kind.ADD, "name": change.new or change.old}
    if change.field == "is_active":
        return {"change": change, "is_back": True}
    column = BY_NAME[change.table.name].column(change.field)
    return {"change": change, "is_changed": True, "field": change.part or column.heading}


def answer(request: StaffRequest, template: str, form: ProposalForm, to: str, context: dict[str, Any]) -> HttpResponse:
    """The page; after a change the list at `to`, with word of it."""
    if context.get("done"):
        count = len(context["changes"])
        messages.success(request, gettext("已更改，共 %d 处") % count if count else gettext("没有变化"))
        return redirect(to)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors or context.get("faults") else HTTPStatus.OK
    return render(request, template, {"form": form, "back": to, **context}, status=status)
