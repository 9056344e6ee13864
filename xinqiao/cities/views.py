"""The settings: every file of the city as a table, one row of it as a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from xinqiao.cities.deciding import answer, decide
from xinqiao.cities.export import sheet
from xinqiao.cities.faults import Fault
from xinqiao.cities.forms import RowForm
from xinqiao.cities.offered import Offer, offers
from xinqiao.cities.present import Cells, lines
from xinqiao.cities.proposal import digest, line_of, place_of
from xinqiao.cities.showing import leads, part, shown
from xinqiao.cities.tables import tables_of
from xinqiao.people.access import StaffRequest, needs

Page = Callable[..., HttpResponseBase]


def configures(view: Page) -> Any:
    """For who may configure the platform: the settings are everybody's, so a reach over some units is not enough."""

    @wraps(view)
    def inner(request: StaffRequest, *args: Any, **options: Any) -> HttpResponseBase:
        if not request.user.reach("configure").covers_platform:
            raise Http404
        return view(request, *args, **options)

    return needs("configure")(inner)


def offer_of(stem: str) -> Offer:
    """The file of that name among the settings; 404 for another."""
    for offer in offers():
        if offer.stem == stem:
            return offer
    raise Http404


@configures
@require_GET
def settings(request: StaffRequest) -> HttpResponse:
    """Every file, and what is kept elsewhere."""
    return render(request, "cities/settings.html", {"offers": offers(), "elsewhere": _elsewhere(request)})


def _elsewhere(request: StaffRequest) -> list[tuple[str, str]]:
    """What else is set, on pages of its own: for who may open them."""
    pages = (
        ("reschedule", "office:calendar", gettext("工作日历")),
        ("manage_staff", "people:people", gettext("人员")),
    )
    return [(reverse(page), label) for verb, page, label in pages if request.user.can_anywhere(verb)]


@configures
@require_GET
def table(request: StaffRequest, stem: str) -> HttpResponse:
    """The lines of one file, those with a word when one is asked for."""
    offer, word = offer_of(stem), request.GET.get("word", "").strip()
    found = [line for line in shown(offer) if line.holds(word.casefold())]
    return render(
        request,
        "cities/table_page.html",
        {"offer": offer, "word": word, "page": part(request, found), "leads": leads(offer)},
    )


@configures
@require_http_methods(["GET", "POST"])
def row(request: StaffRequest, stem: str) -> HttpResponse:
    """One row to be changed or taken out (`?row=` its key), or a new one."""
    offer, key = offer_of(stem), request.GET.get("row", "")
    rows = lines(offer.file)
    place = place_of(rows, offer.table.key, key) if key else None
    if key and place is None and request.method == "GET":
        raise Http404
    since = digest(sheet(offer.file, rows))
    written = rows[place] if place is not None else {}
    initial = {"since": since, **{f"cell_{name}": cell for name, cell in written.items()}}
    form = RowForm(offer, request.POST or None, initial=initial)
    context: dict[str, Any] = {"offer": offer, "key": key, "retiring": bool({"retire", "retired"} & {*request.POST})}
    if request.method == "POST" and form.is_valid():
        at = len(rows) if place is None else place
        retiring = context["retiring"] and place is not None
        changed = _without(rows, at) if retiring else _replaced(offer, rows, at, form.row())

        def placed(fault: Fault) -> bool:
            name = f"cell_{fault.column}"
            is_here = not retiring and fault.file == offer.file and fault.line == line_of(at) and name in form.fields
            if is_here:
                form.add_error(name, f"{fault.problem}（{fault.remedy}）")
            return is_here

        context |= decide(request, form, offer.file, sheet(offer.file, changed), placed)
    return answer(request, "cities/row.html", form, reverse("cities:table", args=[offer.stem]), context)


def _without(rows: list[Cells], place: int) -> list[Cells]:
    return [*rows[:place], *rows[place + 1 :]]


def _replaced(offer: Offer, rows: list[Cells], place: int, cells: Cells) -> list[Cells]:
    """The lines with this one in its place; what other lines repeat of it (the name of a role) follows."""
    changed = [*rows[:place], cells, *rows[place + 1 :]]
    for shared in tables_of(offer.file):
        if shared.repeats:
            names = [column.name for column in shared.columns]
            same = {name: cells[name] for name in names}
            keys = [cells[name] for name in shared.key]
            changed = [line | same if [line[name] for name in shared.key] == keys else line for line in changed]
    return changed
