"""What the unit desk asks for."""

from django.db.models import QuerySet

from xinqiao.cases.models import Assignment
from xinqiao.cases.queries import tasks_for
from xinqiao.people.models import Staff


def in_hand(staff: Staff) -> QuerySet[Assignment]:
    """The tasks of every unit where this person signs or replies: posts in several units add up."""
    return tasks_for(staff, "sign") | tasks_for(staff, "reply")
