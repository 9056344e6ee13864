"""One field for everything: cases by number, phone, name or words, units and categories by what they are called."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.search import asked
from xinqiao.cases.search.finding import Found, Hit, TooBroad, find
from xinqiao.catalogue.known import known
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Unit
from xinqiao.people.paging import Place

PER_PAGE = 20
PER_PALETTE = 6


@needs("view")
@require_safe
def search(request: StaffRequest) -> HttpResponse:
    """What this person finds by what he typed, newest first."""
    wanted = asked.read(request.GET.get("q", ""))
    context: dict[str, Any] = {"asked": wanted, "longest": asked.LONGEST, "terms": asked.MOST_TERMS}
    if wanted.text:
        context |= _found(request, wanted, PER_PAGE)
    return render(request, "desks/search.html", context)


@needs("view")
@require_safe
def palette(request: StaffRequest) -> HttpResponse:
    """The first of the same, as lines of the palette: a fragment."""
    wanted = asked.read(request.GET.get("q", ""))
    context: dict[str, Any] = {"asked": wanted}
    if not wanted.is_nothing:
        context |= _found(request, wanted, PER_PALETTE)
    return render(request, "desks/palette.html", context)


def _found(request: StaffRequest, wanted: asked.Asked, most: int) -> dict[str, Any]:
    try:
        after = Place.read(request.GET["after"]) if "after" in request.GET else None
    except ValueError:
        after = None
    try:
        found = find(wanted, by=request.user, after=after, most=most, request=request)
    except TooBroad:
        return {"too_broad": True}
    return {"found": found, "hits": list(map(_told, found.hits)), "units": _units(found), "is_first": after is None}


def _told(hit: Hit) -> dict[str, Any]:
    """A hit with where its words stand, in words."""
    where = gettext(MOVES[hit.verb].label) if hit.verb else ""
    return {"case": hit.case, "reasons": hit.reasons, "where": where, "excerpt": hit.excerpt}


def _units(found: Found) -> list[tuple[Unit, str]]:
    """Each unit with the one above it, below the first level: communities of two districts have the same name."""
    above = [known(Unit, unit.path.split("/")[-3]) if unit.level > Unit.Level.FIRST else None for unit in found.units]
    return [(unit, one.name if one else "") for unit, one in zip(found.units, above, strict=True)]
