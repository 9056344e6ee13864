"""Sessions in rows that know whose they are: they end when nobody moves, and when somebody ends them.

This module is the setting SESSION_ENGINE; `renewed` is the middleware that keeps a session alive.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from xinqiao.people import policy
from xinqiao.people.addresses import address_of
from xinqiao.people.models import Session, Staff

DAY_MINUTES: Final = 24 * 60
RENEWED_SECONDS: Final = 60  # one write a minute at most, however busy the person
BROWSERS: Final = {
    "MicroMessenger": "微信",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}

Respond = Callable[[HttpRequest], HttpResponse]


class SessionStore(DatabaseStore):
    """Django's sessions in the database, in a table that names the person; the idle limit is the city's."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def get_session_cookie_age(self) -> int:
        """Seconds without activity after which a session ends."""
        return (policy.load().sign_in.idle_minutes or DAY_MINUTES) * 60

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return _owned(super().create_model_instance(data), data)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return _owned(await super().acreate_model_instance(data), data)

    def exists(self, session_key: str) -> bool:
        """True while it lasts: the live stream asks, and ends with the session."""
        return _lasting(session_key).exists()

    async def aexists(self, session_key: str) -> bool:
        return await _lasting(session_key).aexists()


def _owned(row: Any, data: dict[str, Any]) -> Session:
    row.staff_id = data.get(SESSION_KEY)
    return row


def _lasting(session_key: str) -> Any:
    return Session.objects.filter(session_key=session_key, expire_date__gt=timezone.now())


def begin(request: HttpRequest) -> None:
    """Write into a session that has just become somebody's what he will know it by again."""
    request.session["began_at"] = request.session["active_at"] = int(timezone.now().timestamp())
    request.session["address"] = address_of(request) or ""
    agent = request.headers.get("User-Agent", "")
    request.session["browser"] = next((name for mark, name in BROWSERS.items() if mark in agent), "")


def renewed(get_response: Respond) -> Respond:
    """Middleware: a page or a form that is asked for keeps the session alive. What a page fetches by itself does not,
    nor does the live stream, which has no such middleware."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A request that did not look at its session (the API) is nobody's move, and costs no query here.
        if request.session.accessed and _is_activity(request):
            _renew(request)
        return response

    return respond


def _is_activity(request: HttpRequest) -> bool:
    return "HX-Request" not in request.headers or request.method not in {"GET", "HEAD"}


def _renew(request: HttpRequest) -> None:
    now = int(timezone.now().timestamp())
    if SESSION_KEY in request.session and now - request.session.get("active_at", 0) >= RENEWED_SECONDS:
        request.session["active_at"] = now


@dataclass(frozen=True, slots=True)
class Open:
    """A session as its owner sees it."""

    began_at: datetime
    active_at: datetime
    address: str
    browser: str
    is_this: bool


def of(staff: Staff, *, this: str | None) -> list[Open]:
    """The person's open sessions, the latest active first; `this` is the key of the one that asks."""
    rows = staff.sessions.filter(expire_date__gt=timezone.now())
    read = [(row, SessionStore().decode(row.session_data)) for row in rows]
    found = [
        Open(
            _moment(data), _moment(data, "active_at"), data.get("address", ""), data.get("browser", ""),
            is_this=row.session_key == this,
        )
        for row, data in read
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.is_this, one.active_at), reverse=True)


def _moment(data: dict[str, Any], name: str = "began_at") -> datetime:
    return datetime.fromtimestamp(data.get(name, 0), UTC)


def end(staff: Staff, *, besides: str | None = None) -> int:
    """End the person's sessions at once, but for the one of that key. Returns how many ended."""
    return staff.sessions.exclude(session_key=besides or "").delete()[0]
