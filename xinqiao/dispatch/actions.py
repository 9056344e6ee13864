"""The dispatcher's verbs."""

from datetime import datetime

from xinqiao.cases import transition
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.transition import Given, Task
from xinqiao.clock.due import due_at
from xinqiao.deadlines import calendar
from xinqiao.deadlines.rules import limits_for
from xinqiao.people.models import Staff, Unit


def dispatch(case: Case, *, lead: Unit | None, note: str = "", by: Staff, now: datetime) -> Assignment:
    """Hand the case to its lead unit; its clocks start (floor rule 5). Returns the assignment.

    Raises what the door refuses, NoRule when deadlines.csv has no row for this case, UnpublishedYear when a limit
    would end in a year whose holidays are not known.
    """
    tasks = [_task(case, lead, Tie.LEAD, now)] if lead else []
    return transition.hand_down("dispatch", case, tasks, Given(text=note), by=by, now=now)[0]


def _task(case: Case, unit: Unit, tie: Tie, now: datetime) -> Task:
    limits = limits_for(
        case_type=case.case_type,
        category=case.category,
        urgency=case.urgency,
        source=case.source,
        unit_level=unit.level,
    )
    days = calendar.load()
    return Task(
        unit=unit,
        tie=tie,
        rule=limits.rule_code,
        due_at=due_at(now, limits.handle, days),
        sign_due_at=due_at(now, limits.sign, days) if limits.sign else None,
        # Floor rule 16: nobody can be asked to contact a citizen who is anonymous or left no phone.
        contact_due_at=due_at(now, limits.contact, days) if limits.contact and case.has_phone else None,
    )
