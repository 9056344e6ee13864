"""Callbacks as the callback desk asks for them."""

from django.db.models import QuerySet

from xinqiao.callback.models import Callback
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.queries import visible_to
from xinqiao.people.models import Staff


def waiting(staff: Staff) -> QuerySet[Callback]:
    """Callbacks that are not done, of cases this person may see, the longest due first."""
    opened = Callback.objects.filter(done_at=None, case__in=visible_to(staff))
    return opened.select_related("case__category", "case__area").order_by("due_at", "pk")


def rated_units(case: Case) -> QuerySet[Assignment]:
    """The tasks that the citizen is asked about: each leading unit's own."""
    return case.assignments.filter(parent=None).exclude(tie=Tie.ASSISTING).select_related("unit").order_by("suffix")
