"""Telling the leader on duty (floor rule 15)."""

from datetime import datetime

from xinqiao.cases.models import Case, Event
from xinqiao.cases.transition import Given, make
from xinqiao.intake.urgent import Means
from xinqiao.people.models import Staff


def brief_leader(case: Case, *, leader: str, means: Means, text: str, by: Staff, now: datetime) -> Event:
    """Record that a leader was told (上报): who, in which capacity, by what means, in which words. As often as it happens;
    what he instructs is not recorded here."""
    return make("brief_leader", case, Given({"leader": leader, "means": means}, text=text), by=by, now=now)
