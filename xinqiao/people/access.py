"""Every route states who may come in: `@needs(verb)`, `@signed_in` or `@open_to_all`. A test walks all routes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from xinqiao.people.models import Staff


class StaffRequest(HttpRequest):
    """A request that has passed one of the decorators below but `open_to_all`: its user is staff."""

    user: Staff


View = Callable[..., HttpResponseBase]


def needs(*verbs: str) -> Callable[[View], View]:
    """Let in signed-in staff who hold a grant of any of the verbs; a page that is not theirs is not there (404)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not any(request.user.can_anywhere(verb) for verb in verbs):
                raise Http404
            return view(request, *args, **kwargs)

        return _state(inner, verbs)

    return decorate


def signed_in(view: View) -> View:
    """Let in any signed-in staff."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return _state(inner, ("signed_in",))


def open_to_all(view: View) -> View:
    """Let in anyone: sign-in and the citizen's own pages."""
    return _state(view, ("open_to_all",))


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes through sign-in and back; a fragment tells htmx to load the sign-in page whole."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": resolve_url(settings.LOGIN_URL)})
    return redirect_to_login(request.get_full_path())


def _state(view: View, permission: tuple[str, ...]) -> View:
    view.permission = permission  # type: ignore[attr-defined]
    return view
