"""One move on several cases or tasks at once, each for itself: what can be made is made, of the rest it is said why not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from xinqiao.cases.forms import REFUSALS
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.queries import case_of
from xinqiao.people.access import StaffRequest

MOST: Final = 100  # a page of rows; more in one request would keep the next one waiting

On = Case | Assignment


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of them, in words."""

    on: On
    told: str
    is_made: bool

    @property
    def case(self) -> Case:
        return case_of(self.on)


def made(found: Iterable[On], make: Callable[[Any], str]) -> list[Result]:
    """Make the move on each of them by the action that makes it on one; `make` returns what is told of it. A refusal is
    its own row's, and holds back no other."""
    return [_made(on, make) for on in found]


def _made(on: On, make: Callable[[Any], str]) -> Result:
    try:
        return Result(on, make(on), is_made=True)
    except REFUSALS as error:
        return Result(on, str(error), is_made=False)


def answer(request: StaffRequest, label: str, desk: str, results: Sequence[Result]) -> HttpResponse:
    """A page with a row for each; back to the desk, named by its route, where nothing was ticked."""
    if not results:
        messages.error(request, gettext("没有勾选任何一行"))
        return redirect(desk)
    refused = sum(not one.is_made for one in results)
    context = {"label": label, "desk": desk, "results": results, "refused": refused, "made": len(results) - refused}
    return render(request, "cases/together.html", context)


def ticked(request: StaffRequest, name: str) -> list[str]:
    """What was ticked under that name, each once. Raises SuspiciousOperation (400) for more than a page of ours can send."""
    rows = list(dict.fromkeys(request.POST.getlist(name)))
    if len(rows) > MOST:
        raise SuspiciousOperation(f"{len(rows)} rows are ticked; at most {MOST} are taken at once")
    return rows
