"""The page of a move, for every stage: one resource for each verb of the table.

A stage lists its `MovePage`s; address, method and permission follow from the table. GET shows the request beside the
form, POST makes the move and leads on. A refusal shows the form again with all that was typed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from xinqiao.cases import actors, guarded, queries, wording
from xinqiao.cases.forms import REFUSALS, MoveForm, Once
from xinqiao.cases.lifecycle import MOVES, At, Move
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.refusal import Conflict
from xinqiao.cases.sent import SentBefore, spend
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Staff

Told = Callable[[Any], str]
More = Callable[[MoveForm], dict[str, Any]]


def _nothing_more(form: MoveForm) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class MovePage:
    """How a person makes one move: the action, and the form for what it needs; without a form a POST is enough.

    `more`: what the template shows besides. `then`: the name of the page that it leads to; when empty `onto`, a page of
    the case. `told`: what is said of the action's result. `preset`: fields that the address of the page may fill in.
    """

    verb: str
    action: Callable[..., Any]
    form: type[MoveForm] | None = None
    template: str = "cases/move.html"
    more: More = _nothing_more
    then: str = ""
    told: Told | None = None
    preset: tuple[str, ...] = ()
    onto: str = "desks:case"

    @property
    def move(self) -> Move:
        return MOVES[self.verb]


def addresses(pages: Iterable[MovePage]) -> list[URLPattern]:
    """A route for each page, named by its verb: cases/<number>/<verb>/ or assignments/<pk>/<verb>/."""
    return [path(_pattern(page.move), _view(page), name=page.verb) for page in pages]


def _pattern(move: Move) -> str:
    on = "cases/<str:number>" if move.at == At.CASE else "assignments/<int:pk>"
    return f"{on}/{move.verb.replace('_', '-')}/"


def _view(page: MovePage) -> Callable[..., HttpResponse]:
    @needs(page.verb)
    @require_http_methods(["GET", "POST"] if page.form else ["POST"])
    def view(request: StaffRequest, **which: Any) -> HttpResponse:
        on = find(request.user, page.move, **which)
        return _with_form(page, request, on) if page.form else _at_once(page, request, on)

    return view  # type: ignore[return-value]


def find(staff: Staff, move: Move, *, number: str = "", pk: int = 0) -> Case | Assignment:
    """The case or task, if the move on it can be this person's and he may see it. Raises Http404."""
    if move.at == At.ASSIGNMENT:
        tasks = queries.tasks_for(staff, move.verb).filter(case__in=queries.visible_to(staff))
        return get_object_or_404(tasks.select_related("case__appellant", "case__accused", "parent"), pk=pk)
    case = get_object_or_404(queries.one_visible(staff, number).select_related("appellant", "accused"))
    if not actors.may(staff, move, case):
        raise Http404
    return case


def _at_once(page: MovePage, request: StaffRequest, on: Case | Assignment) -> HttpResponse:
    """A move that needs nothing to be typed."""
    try:
        result = page.action(on, by=request.user, now=timezone.now())
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _told(page, on, result))
    return _onward(page, request, on)


def _with_form(page: MovePage, request: StaffRequest, on: Case | Assignment) -> HttpResponse:
    if page.form is None:
        raise AssertionError(f"{page.verb} has no form")
    preset = {name: request.GET[name] for name in page.preset if name in request.GET}
    typed: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = page.form(**typed, on=on, by=request.user, initial=preset)
    status = 200
    if request.method == "POST":
        status = _sent(page, request, form)
        if status == HTTPStatus.OK:
            return _onward(page, request, on)
    return render(request, page.template, _context(page, request, form), status=status)


def _sent(page: MovePage, request: StaffRequest, form: MoveForm) -> int:
    """Make the move if the form lets it. 200 when it is made (or was, by the same form); else what to answer with."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        result = _make(page, request, form)
    except SentBefore as error:
        if error.is_same:
            return HTTPStatus.OK
        cast(Once, form).sent_before(error)
        return HTTPStatus.CONFLICT
    except REFUSALS as error:
        form.refuse(error)
        return HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY
    messages.success(request, _told(page, form.on, result))
    return HTTPStatus.OK


@transaction.atomic
def _make(page: MovePage, request: StaffRequest, form: MoveForm) -> Any:
    now = timezone.now()
    if isinstance(form, Once):
        spend(form.cleaned_data["form_key"], request.POST, number=form.case.number, by=request.user, now=now)
    return page.action(form.on, **form.given(), by=request.user, now=now)


def _told(page: MovePage, on: Case | Assignment, result: Any) -> str:
    if page.told:
        return page.told(result)
    verb = result.verb if isinstance(result, Event) else page.verb
    return gettext("%(number)s：%(move)s已记录") % {"number": on.number, "move": gettext(MOVES[verb].label)}


def _onward(page: MovePage, request: StaffRequest, on: Case | Assignment) -> HttpResponseRedirect:
    """To the case; home when the move took it out of this person's sight."""
    if page.then:
        return redirect(page.then)
    number = queries.case_of(on).number
    seen = queries.one_visible(request.user, number).exists()
    return redirect(page.onto, number) if seen else redirect("home")


def _context(page: MovePage, request: StaffRequest, form: MoveForm) -> dict[str, Any]:
    task = form.on if isinstance(form.on, Assignment) else None
    asked = queries.open_request(form.on, page.move.rules) if page.move.rules else None
    title, text = guarded.words_for(request.user, form.case)
    return {
        "case": form.case,
        "task": queries.lit([task], timezone.now())[0] if task else None,
        "on": form.on,
        "move": page.move,
        "deed": wording.deed(page.move),
        "form": form,
        "title": title,
        "text": text,
        "asked": asked,
        "asked_words": wording.told_of_request(asked) if asked else [],
        **page.more(form),
    }
