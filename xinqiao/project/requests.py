"""Every request is numbered, counted and told in one line: route and time, never the address that was asked for."""

import logging
import re
import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xinqiao.people.models import Staff
from xinqiao.project.logs import REQUEST_ID
from xinqiao.project.metrics.counted import REQUEST_SECONDS

log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
STATIC, UNKNOWN = "static", "unknown"


def accounted(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the outermost: gives the request its id, answers with it, counts the answer, writes its line."""

    def respond(request: HttpRequest) -> HttpResponse:
        REQUEST_ID.set(_id_of(request))
        begun = perf_counter()
        try:
            response = get_response(request)
            seconds = perf_counter() - begun
            response.headers[HEADER] = REQUEST_ID.get()
            _account(request, response.status_code, seconds)
        finally:
            REQUEST_ID.set("")
        return response

    return respond


def _id_of(request: HttpRequest) -> str:
    """The id that the proxy gave, so that its log and ours agree; else one of our own."""
    given = request.headers.get(HEADER, "") if settings.HTTPS else ""
    return given if GIVEN.fullmatch(given) else secrets.token_hex(8)


def _account(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    REQUEST_SECONDS.labels(route, str(status)).observe(seconds)
    if route != STATIC:
        facts = {"method": request.method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        log.info("answered", extra={"facts": facts | _actor(request)})


def route_of(request: HttpRequest) -> str:
    """The name of the route, which says what was asked without saying of whom."""
    if request.resolver_match:
        return request.resolver_match.view_name
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else UNKNOWN


def _actor(request: HttpRequest) -> dict[str, Any]:
    """Whose request it was, if that is known by now: a session that nobody looked at is not read for it."""
    user = getattr(request, "_cached_user", None) or getattr(request, "user", None)
    return {"actor": user.pk} if type(user) is Staff else {}
