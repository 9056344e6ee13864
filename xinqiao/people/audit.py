"""The log of access: what leaves no event on a case but must be answerable for."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest

from xinqiao.people.addresses import address_of
from xinqiao.people.locks import queue_for
from xinqiao.people.models import Audit, Staff
from xinqiao.text.masking import mask_free_text

LONGEST: Final = 200
AGAIN: Final = timedelta(minutes=10)


def note(
    *, what: str, by: Staff | None, subject: str = "", reason: str = "", request: HttpRequest | None = None
) -> Audit:
    """Write down who did what to which subject and why. Never pass personal data as subject; a reason that somebody typed
    is masked."""
    address = address_of(request) if request else None
    return Audit.objects.create(
        what=what, staff=by, subject=subject, reason=mask_free_text(reason)[:LONGEST], address=address
    )


def note_once(*, what: str, by: Staff, subject: str, now: datetime, request: HttpRequest) -> None:
    """Write it down unless this person's last row of the same is less than `AGAIN` old: what a browser asks for in many
    parts is one thing that somebody did."""
    with transaction.atomic():
        queue_for(f"{what} {by.pk} {subject}")  # the parts are asked for at the same moment
        if not Audit.objects.filter(at__gt=now - AGAIN, staff=by, what=what, subject=subject).exists():
            note(what=what, by=by, subject=subject, request=request)
