"""A name and its password. A known and an unknown name get the same answer for the same work."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from xinqiao.people import audit, brakes, policy
from xinqiao.people.addresses import address_of, network_of
from xinqiao.people.models import Brake, Staff

SALT = "xinqiao.people.proof"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try: the person, or until when nothing is looked at, or neither: it was wrong."""

    staff: Staff | None = None
    shut_until: datetime | None = None


def key_of_name(username: str) -> str:
    """The brake of a name. A digest, because people type passwords where names belong."""
    return f"name:{salted_hmac(SALT, username).hexdigest()[:40]}"


def key_of_address(request: HttpRequest) -> str:
    """The brake of an address; empty where none is known."""
    address = address_of(request)
    return f"address:{network_of(address)}" if address else ""


@transaction.atomic
def prove(request: HttpRequest, username: str, password: str, *, now: datetime) -> Answer:
    """Look at one try, unless name or address is shut. A wrong one is counted and noted, a right one forgets the count."""
    key = key_of_name(username)
    if until := brakes.shut_until(key_of_address(request), now=now):
        return Answer(shut_until=until)
    brake = brakes.hold(key, now=now)
    if brake.is_shut(now):
        return Answer(shut_until=brake.shut_until)
    staff = authenticate(request, username=username, password=password)
    if isinstance(staff, Staff):
        brakes.ease(key)
        return Answer(staff)
    return Answer(shut_until=_wrong(request, username, brake, now))


def _wrong(request: HttpRequest, username: str, brake: Brake, now: datetime) -> datetime | None:
    """Note the name only if it is one."""
    known = Staff.objects.filter(username=username).values_list("username", flat=True).first() or ""
    audit.note(what="sign_in_failed", by=None, subject=known, request=request)
    rules = policy.load().sign_in
    brakes.press_lately(key_of_address(request), most=rules.address_attempts, minutes=rules.locked_minutes, now=now)
    if brakes.press(brake, most=rules.attempts, minutes=rules.locked_minutes, now=now):
        audit.note(what="sign_in_locked", by=None, subject=known, request=request)
    return brake.shut_until
