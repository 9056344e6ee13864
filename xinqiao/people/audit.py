"""The log of access: what leaves no event on a case but must be answerable for."""

from django.http import HttpRequest

from xinqiao.people.addresses import address_of
from xinqiao.people.models import Audit, Staff


def note(
    *, what: str, by: Staff | None, subject: str = "", reason: str = "", request: HttpRequest | None = None
) -> Audit:
    """Write down who did what to which subject and why. Never pass personal data as subject or reason."""
    address = address_of(request) if request else None
    return Audit.objects.create(what=what, staff=by, subject=subject, reason=reason, address=address)
