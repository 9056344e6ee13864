"""A case's facts put right by the dispatcher."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.advice.leading import check_officer
from xinqiao.cases.correcting import correct
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Event
from xinqiao.cases.transition import hold_case
from xinqiao.people.models import Staff


@transaction.atomic
def amend(case: Case, *, reason: str, by: Staff, now: datetime, **facts: Any) -> Event:
    """Correct type, category, area, urgency, confidentiality, place or the accused unit; figures follow. Raises what
    `cases.correcting.correct` raises, and Barred for who is not the officer of the case."""
    move, held = MOVES["amend"], hold_case(case)
    check_officer(move, held, by)
    return correct(move, held, facts, reason=reason, by=by, now=now)
