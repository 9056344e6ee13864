"""A citizen's data goes out of a case and out of the call that brought it."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from xinqiao.cases import erasure
from xinqiao.cases.erasure import Erased
from xinqiao.cases.models import Case
from xinqiao.people.models import Staff
from xinqiao.telephony import callers
from xinqiao.telephony.models import Call


@transaction.atomic
def erase(case: Case, *, reason: str, by: Staff | None, now: datetime) -> Erased:
    """As `erasure.erase`, and the number goes out of the call. Raises StillNeeded."""
    gone = erasure.erase(case, reason=reason, by=by, now=now)
    callers.forget(Call.objects.filter(brought__case=case))
    return gone


def erase_calls(phone: str, *, but_of: Iterable[Case]) -> int:
    """The number (normalised) goes out of all its calls but those that brought one of these cases. Returns of how many."""
    return callers.forget(callers.of_number(phone).exclude(brought__case__in=[case.pk for case in but_of]))
