"""What was left open during the talk, put down after it (floor rule 19)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.cases.correcting import correct
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Event
from xinqiao.cases.transition import hold_case
from xinqiao.people.models import Staff


@transaction.atomic
def wrap_up(case: Case, *, by: Staff, now: datetime, **facts: Any) -> Event:
    """Complete type, category, area, urgency, confidentiality, place or the accused unit of a case that one has
    registered himself and that nobody has dispatched yet; a correction of what stands there needs no reason so early.
    Raises what `cases.correcting.correct` raises, Conflict once the case has gone on."""
    return correct(MOVES["wrap_up"], hold_case(case), facts, reason="", by=by, now=now)
