"""Who rang: the one personal thing that a call holds."""

from django.db.models import Q, QuerySet

from xinqiao.telephony.models import Call
from xinqiao.vault.index import blind_candidates

KNOWN = ~Q(phone_index="")


def of_number(phone: str) -> QuerySet[Call]:
    """The calls from or to this number (normalised)."""
    return Call.objects.filter(phone_index__in=blind_candidates("phone", phone))


def forget(calls: QuerySet[Call]) -> int:
    """Take the number out of these calls for good; what was counted stays. Returns of how many."""
    return calls.filter(KNOWN).update(phone="", phone_index="")
