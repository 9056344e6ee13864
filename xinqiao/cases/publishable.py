"""Which cases the public may read at all, redacted and after review: never one whose words are not for everybody here."""

from typing import Final

from django.db.models import Q

from xinqiao.cases.guarded import extracted
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Case, Confidentiality

OVER: Final = (Stage.COMPLETED, Stage.ARCHIVED)


def publishable() -> Q:
    """The condition "the public may read of this case": it is over; nobody asked to be kept confidential or anonymous; it
    is no report and accuses nobody; it is not flagged (floor rules 15 and 16), and its words were not erased. What ceases
    to be so, as a case that is handled again, is not shown meanwhile."""
    is_over = Q(stage__in=[str(stage) for stage in OVER], completed_at__isnull=False) & ~Q(title="")
    return is_over & ~extracted() & Q(confidentiality=Confidentiality.OPEN, flag="", accused=None)


def is_publishable(case: Case) -> bool:
    """The same of one case. One query."""
    return Case.objects.filter(publishable(), pk=case.pk).exists()
