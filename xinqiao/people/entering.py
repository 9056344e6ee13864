"""The way in. Until its last step is done nobody is signed in, so that no page, file, stream or API has to ask.

Password first, then a code of the second factor, then what must be put right before any work: an initial or old
password, a second factor that the role demands. Only `complete` makes a session somebody's.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from xinqiao.people import audit, factors, passwords, sessions
from xinqiao.people.models import Staff

KEY: Final = "entering"
LASTS: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody whose password was right, on the way to the page that he wanted."""

    staff: Staff
    began_at: datetime
    wanted: str
    has_given_code: bool = False


def begin(request: HttpRequest, staff: Staff, *, wanted: str, now: datetime) -> Entry:
    """The password was right. The session is a new one: nothing that a stranger put into the old one stays."""
    request.session.flush()
    return keep(request, Entry(staff, now, wanted))


def keep(request: HttpRequest, entry: Entry) -> Entry:
    """Write down how far this person is; bound to the password, so that a reset in between ends it."""
    request.session[KEY] = {
        "staff": entry.staff.pk,
        "password": entry.staff.get_session_auth_hash(),
        "began_at": entry.began_at.isoformat(),
        "wanted": entry.wanted,
        "has_given_code": entry.has_given_code,
    }
    return entry


def give_code(request: HttpRequest, entry: Entry) -> Entry:
    """The second factor was right, or has just been set up."""
    return keep(request, replace(entry, has_given_code=True))


def current(request: HttpRequest, *, now: datetime) -> Entry | None:
    """Who is on the way in here; nobody after ten minutes, a change of password elsewhere, or his leaving."""
    kept = request.session.get(KEY)
    if kept is None:
        return None
    staff = Staff.objects.filter(pk=kept["staff"], is_active=True).first()
    began_at = datetime.fromisoformat(kept["began_at"])
    if staff is None or now - began_at > LASTS:
        return None
    if not constant_time_compare(kept["password"], staff.get_session_auth_hash()):
        return None
    return Entry(staff, began_at, kept["wanted"], kept["has_given_code"])


def missing(entry: Entry, *, now: datetime) -> str | None:
    """The name of the page of the next step; None when nothing is missing."""
    has_factor = factors.of(entry.staff) is not None
    if has_factor and not entry.has_given_code:
        return "people:give_code"
    if passwords.is_due(entry.staff, now=now):
        return "people:change_initial"
    if not has_factor and factors.is_required(entry.staff):
        return "people:enrol"
    return None


def complete(request: HttpRequest, staff: Staff) -> None:
    """Sign in: the session gets a new key and is this person's from here on. It leaves a row."""
    request.session.pop(KEY, None)
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    sessions.begin(request)
    audit.note(what="sign_in", by=staff, request=request)
