"""The cockpit's page, and the parts that it fetches: each is a resource of its own, so that none waits for another."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from xinqiao.assessment.asking import in_words
from xinqiao.doors.desks import cockpit as figures
from xinqiao.people import policy
from xinqiao.people.access import StaffRequest, needs


@needs("view_figures")
@require_safe
def cockpit(request: StaffRequest) -> HttpResponse:
    """How it stands now; what takes in a month comes after it."""
    where, now = figures.whole(request.user, request.GET), timezone.now()
    tiles, lights = figures.today(where, now)
    context = {
        "tiles": tiles, "lights": _in_percent(lights), "in_hand": sum(light.number for light in lights), "now": now,
        "scope": in_words(where), "asked": f"?unit={where.unit.code}" if where.unit else "",
        "is_part": bool(request.GET.get("unit")),
    }  # fmt: skip
    return render(request, "desks/cockpit.html", context)


def _in_percent(lights: list[figures.Tile]) -> list[tuple[figures.Tile, float, float]]:
    """Each light with where its piece of the bar begins and how wide it is, of a hundred."""
    whole, begin, pieces = sum(light.number for light in lights) or 1, 0.0, []
    for light in lights:
        width = 100 * light.number / whole
        pieces.append((light, begin, width))
        begin += width
    return pieces


@needs("view_figures")
@require_safe
def trend(request: StaffRequest) -> HttpResponse:
    """Thirty days: what came in, what was finished."""
    where = figures.whole(request.user, request.GET)
    return _part(request, "trend", days=figures.trend(where, timezone.now()), is_of_units=where.is_of_units)


@needs("view_figures")
@require_safe
def races(request: StaffRequest) -> HttpResponse:
    """Who does best and worst by the city's three rates."""
    where = figures.whole(request.user, request.GET)
    least = policy.load().figures.least_sample
    return _part(request, "races", races=figures.races(where, request.user, timezone.now()), least_sample=least)


@needs("view_figures")
@require_safe
def hottest(request: StaffRequest) -> HttpResponse:
    """What people call about most."""
    where = figures.whole(request.user, request.GET)
    return _part(request, "hottest", heats=figures.hottest(where, timezone.now()))


def _part(request: StaffRequest, name: str, **context: Any) -> HttpResponse:
    return render(request, f"desks/cockpit_{name}.html", context)
