"""Who comes in here: anybody, as nobody. A staff session is neither needed nor looked at."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from xinqiao.cases.models import Case
from xinqiao.people import limits, policy
from xinqiao.people.access import open_to_all
from xinqiao.people.addresses import address_of, network_of

ROOT: Final = "/portal/"
TRACKED, SALT = "portal_case", "portal.case"
KIOSK, KIOSK_SECONDS = "portal_kiosk", 60

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """A page of the portal: 404 where the city has it closed, 429 for an address that asks too often; never kept by a
    browser, for the next person may sit at the same one."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        rule = policy.load().portal
        if not rule.is_open:
            raise Http404
        try:
            most = rule.requests_per_second * limits.SECONDS
            limits.count(f"portal {network(request)}", most=most, now=timezone.now())
        except limits.TooMany as error:
            response: HttpResponseBase = render(request, "portal/busy.html", status=HTTPStatus.TOO_MANY_REQUESTS)
            response.headers["Retry-After"] = str(error.seconds)
            return response
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response

    return open_to_all(inner)


def tracked(view: View) -> View:
    """A page of the one case that this browser has shown the number and code of; without, the way to show them."""

    @public
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        case = _case_of(request)
        if case is None:
            return redirect("portal:track")
        response = view(request, case, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        if TRACKED not in response.cookies:
            remember(response, case)
        return response

    return inner


def _case_of(request: HttpRequest) -> Case | None:
    seconds = KIOSK_SECONDS * 2 if KIOSK in request.COOKIES else policy.load().portal.tracked_minutes * 60
    try:
        pk = signing.loads(request.COOKIES.get(TRACKED, ""), salt=SALT, max_age=seconds)
    except signing.BadSignature:
        return None
    return Case.objects.filter(pk=pk).select_related("appellant", "merged_into").first()


def remember(response: HttpResponseBase, case: Case) -> None:
    """Let this browser see the case for some minutes after the last page."""
    keep(response, TRACKED, signing.dumps(case.pk, salt=SALT))


def keep(response: HttpResponseBase, name: str, value: str, *, seconds: int | None = None) -> None:
    """A cookie of the portal alone, out of reach of scripts."""
    response.set_cookie(
        name, value, max_age=seconds, path=ROOT, httponly=True, samesite="Lax", secure=bool(settings.HTTPS)
    )


def switch(response: HttpResponseBase, name: str, value: str, *, is_on: bool, seconds: int) -> None:
    """Keep the cookie, or take it away."""
    if is_on:
        keep(response, name, value, seconds=seconds)
    else:
        response.delete_cookie(name, path=ROOT)


def network(request: HttpRequest) -> str:
    """Where the request comes from, as one subscriber has it."""
    address = address_of(request)
    return network_of(address) if address else "unknown"
