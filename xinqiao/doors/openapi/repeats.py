"""An Idempotency-Key makes a request that is sent again harmless."""

from collections.abc import Callable
from typing import Annotated

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from ninja import Header

from xinqiao.doors.openapi.models import Repeat
from xinqiao.people.models import Staff

Key = Annotated[str, Header(alias="Idempotency-Key", max_length=100, description="makes sending again harmless")]


class OtherBody(Exception):
    """An Idempotency-Key came again with another body."""


def once(staff: Staff, key: str, body: str, make: Callable[[], str]) -> str:
    """The number of the case that `make` answers with; under a key that was used, that of then, and nothing is made.

    The unique row makes two at once wait for each other. Raises OtherBody.
    """
    return _under(staff, key, body, make) if key else make()


@transaction.atomic
def _under(staff: Staff, key: str, body: str, make: Callable[[], str]) -> str:
    digest = salted_hmac("repeat", body, algorithm="sha256").hexdigest()
    used, new = Repeat.objects.get_or_create(
        staff=staff, key=key, defaults={"body": digest, "case_number": "", "at": timezone.now()}
    )
    if not new:
        if used.body != digest:
            raise OtherBody
        return used.case_number
    used.case_number = make()
    used.save(update_fields=["case_number"])
    return used.case_number
