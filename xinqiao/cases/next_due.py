"""Until when a unit is to do what it owes next, as the database works it out for each row and sorts by it."""

from typing import Final

from django.db.models import Case, F, When
from django.db.models.functions import Least


def _until_met(due_at: str, met_at: str) -> Case:
    return Case(When(**{f"{met_at}__isnull": True}, then=F(due_at)))


# The same rule as `deadlines.lights.next_duty`, which names the duty.
NEXT_DUE: Final = Case(
    When(stopped_at__isnull=False, then=F("due_at")),
    default=Least(
        _until_met("sign_due_at", "signed_at"),
        _until_met("contact_due_at", "contacted_at"),
        _until_met("answer_due_at", "answered_at"),
        "progress_due_at",
        "due_at",
    ),
)
