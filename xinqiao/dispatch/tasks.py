"""What the worker does for the dispatcher when it is asked to."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.deadlines import calendar
from xinqiao.dispatch.rescheduling import reschedule_all
from xinqiao.people.models import Staff


@app.task
def reschedule_open(reason: str, staff: int) -> int:
    """Move the deadlines of open tasks after the calendar was changed. Returns how many."""
    calendar.forget()
    return reschedule_all(reason=reason, by=Staff.objects.get(pk=staff), now=timezone.now())
