"""What opens a case to who is not known: its number with the end of the telephone number, or with its query code."""

from datetime import datetime
from http import HTTPStatus
from secrets import compare_digest
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from xinqiao.cases.models import Case
from xinqiao.people import brakes, policy

CODE_DIGITS, TAIL_DIGITS = 8, 4
MODULUS: Final = 10**CODE_DIGITS


class Wrong(Exception):
    """Number and code do not belong together, or there is no such case: the same answer."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class Shut(Exception):
    """Too many wrong tries for this number or from this address: nothing is looked at for a while."""

    status = HTTPStatus.TOO_MANY_REQUESTS


def query_code(case: Case) -> str:
    """Eight digits that stand on the receipt: made from the number under the platform's secret, kept nowhere."""
    digest = salted_hmac("portal.query_code", case.number, algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % MODULUS:0{CODE_DIGITS}d}"


def unlock(number: str, code: str, *, network: str, now: datetime) -> Case:
    """The case that number and code open. Raises Wrong or Shut; both are counted against number and address, whether
    there is such a case or not."""
    found = _try(number, code, network, now)
    if found is None:
        raise Wrong
    return found


@transaction.atomic
def _try(number: str, code: str, network: str, now: datetime) -> Case | None:
    """Returns instead of raising Wrong, so that the count stays."""
    rule = policy.load().portal
    from_here = brakes.hold(f"portal from {network}", now=now)
    of_case = brakes.hold(f"portal case {number}", now=now)
    if any(brake.is_shut(now) for brake in (from_here, of_case)):
        raise Shut
    case = Case.objects.filter(number=number).select_related("appellant").first()
    if case and _opens(case, code):
        brakes.ease(of_case.key)
        return case
    brakes.press(of_case, most=rule.attempts, minutes=rule.locked_minutes, now=now)
    brakes.press(from_here, most=rule.address_attempts, minutes=rule.locked_minutes, now=now)
    return None


def _opens(case: Case, code: str) -> bool:
    """An anonymous case and one without telephone open by their code alone."""
    if len(code) == CODE_DIGITS:
        return compare_digest(query_code(case), code)
    tail = case.appellant.phone.partition("-")[0][-TAIL_DIGITS:] if case.has_phone and case.appellant else ""
    return len(code) == TAIL_DIGITS and bool(tail) and compare_digest(tail.encode(), code.encode())


def count_submission(network: str, *, now: datetime) -> None:
    """Count something that a stranger sends in. Raises Shut for an address that has sent too much."""
    rule = policy.load().portal
    with transaction.atomic():
        brake = brakes.hold(f"portal sent {network}", now=now)
        if brake.is_shut(now):
            raise Shut
        brakes.press(brake, most=rule.submissions, minutes=rule.locked_minutes, now=now)
