"""The log of access: what leaves no event on a case but must be answerable for."""

from typing import Final

from django.http import HttpRequest

from xinqiao.people.addresses import address_of
from xinqiao.people.models import Audit, Staff
from xinqiao.text.masking import mask_free_text

LONGEST: Final = 200


def note(
    *, what: str, by: Staff | None, subject: str = "", reason: str = "", request: HttpRequest | None = None
) -> Audit:
    """Write down who did what to which subject and why. Never pass personal data as subject; a reason that somebody typed
    is masked."""
    address = address_of(request) if request else None
    return Audit.objects.create(
        what=what, staff=by, subject=subject, reason=mask_free_text(reason)[:LONGEST], address=address
    )
