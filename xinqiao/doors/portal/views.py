"""The front page, and how the portal is looked at: plain or large, at home or at a terminal of a service hall."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from xinqiao.doors.portal import statistics
from xinqiao.doors.portal.access import KIOSK, ROOT, TRACKED, public, switch
from xinqiao.knowledge import queries as knowledge

LOOK, YEAR_SECONDS = "portal_look", 365 * 24 * 3600


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is announced and can be done here. `?kiosk=1` makes this browser a terminal, `?kiosk=0` an ordinary one again."""
    if "kiosk" not in request.GET:
        return render(request, "portal/home.html", {"announced": knowledge.public(timezone.now())})
    response = redirect("portal:home")
    switch(response, KIOSK, "1", is_on=request.GET["kiosk"] == "1", seconds=YEAR_SECONDS)
    return response


@public
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """How the hotline works, in sums over the whole platform."""
    found = statistics.load(timezone.now())
    named = [(gettext(one.label), gettext(one.rule)) for one in statistics.indicators()]
    context = {
        "found": found,
        "total": statistics.told(found.total),
        "named": named,
        "months": statistics.rows(found.months),
        "categories": [(label, statistics.few(number)) for label, number in found.categories],
    }
    return render(request, "portal/statistics.html", context)


@public
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Large, simple, high contrast; or plain again."""
    response = redirect("portal:home")
    switch(response, LOOK, "elder", is_on=request.POST.get("look") == "elder", seconds=YEAR_SECONDS)
    return response


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the case that this browser has open; at a terminal how it was looked at too, and every form that was filled
    in: who steps back and has the browser send one again is refused."""
    response = redirect("portal:home")
    response.delete_cookie(TRACKED, path=ROOT)
    if KIOSK in request.COOKIES:
        response.delete_cookie(LOOK, path=ROOT)
        rotate_token(request)
    return response
