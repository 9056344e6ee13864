"""The verbs of a unit that handles, and of the node that reviews what it handed down."""

from datetime import datetime

from xinqiao.cases import transition
from xinqiao.cases.models import Assignment, Event
from xinqiao.cases.transition import Given
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.people.models import Staff


def sign(assignment: Assignment, *, by: Staff, now: datetime) -> Event:
    """The unit's liaison takes the task. The handling clock runs since dispatch and goes on."""
    return transition.make("sign", assignment, Given(), by=by, now=now)


def contact(assignment: Assignment, *, result: ContactResult, note: str = "", by: Staff, now: datetime) -> Event:
    """The handler spoke with the citizen, or tried; the first contact is what the response figure counts."""
    return transition.make("contact", assignment, Given({"result": result}, text=note), by=by, now=now)


def reply(assignment: Assignment, *, text: str, outcome: Outcome, by: Staff, now: datetime) -> Event:
    """The unit answers; the clock stops here if this reply later passes review (floor rule 6)."""
    return transition.make("reply", assignment, Given({"outcome": outcome}, text=text), by=by, now=now)


def pass_review(assignment: Assignment, *, note: str = "", by: Staff, now: datetime) -> Event:
    """The node that dispatched accepts the reply."""
    return transition.make("pass_review", assignment, Given(text=note), by=by, now=now)


def reject_review(assignment: Assignment, *, reason: str, by: Staff, now: datetime) -> Event:
    """The node that dispatched sends the reply back; the clock runs on as if it had not stopped."""
    return transition.make("reject_review", assignment, Given(text=reason), by=by, now=now)
