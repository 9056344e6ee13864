"""Which days are to be counted anew: those that events since the last refresh may have changed, those whose limits
have passed, and those that calls were told of.

A case is counted on days that its own events tell: each window's moment is the moment of an event, or a due moment
that one gives. So all days that the chain of a changed case names hold both where it was counted and where it counts
now. What a ruling does to a task reaches the ratings of cases that were merged into its own: those change with it.
"""

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from xinqiao.assessment.models import Refreshed, StaleDay
from xinqiao.cases.settled import settled

_DAYS_OF_CHANGED: Final = """
WITH changed AS MATERIALIZED (SELECT DISTINCT case_id FROM cases_event WHERE tx >= %(tx)s),
     counted AS MATERIALIZED (
         SELECT case_id FROM changed
         UNION SELECT merged.id FROM cases_case merged JOIN changed ON merged.merged_into_id = changed.case_id),
     told AS (SELECT event.at, event.data->>'due_at' AS due_at FROM cases_event event JOIN counted USING (case_id))
SELECT DISTINCT (at AT TIME ZONE %(zone)s)::date FROM told
UNION SELECT DISTINCT (due_at::timestamptz AT TIME ZONE %(zone)s)::date FROM told WHERE due_at IS NOT NULL
"""
_DAYS_OF_LIMITS: Final = """
SELECT DISTINCT (dispatched_at AT TIME ZONE %(zone)s)::date FROM cases_assignment
WHERE sign_due_at >= %(since)s AND sign_due_at < %(now)s AND state = 'dispatched'
UNION SELECT DISTINCT (dispatched_at AT TIME ZONE %(zone)s)::date FROM cases_assignment
WHERE contact_due_at >= %(since)s AND contact_due_at < %(now)s AND contacted_at IS NULL
"""


@transaction.atomic
def note(now: datetime) -> Refreshed:
    """Write down the days that became stale since the last time, and how far was looked; both or neither.

    Twice at once, one waits for the other. The clock may be set back: what lies between is looked at again.
    """
    known, is_new = Refreshed.objects.select_for_update().get_or_create(pk=1, defaults={"as_of": now})
    below = settled()
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_OF_CHANGED, {"tx": known.tx, "zone": settings.TIME_ZONE})
        days = {day for (day,) in cursor}
        since, until = sorted((known.as_of, now))
        cursor.execute(_DAYS_OF_LIMITS, {"since": since, "now": until, "zone": settings.TIME_ZONE})
        days |= {day for (day,) in cursor}
    if not is_new:
        # Some limit may have passed on each day since: a task is counted on the day it was due.
        days |= _days_between(timezone.localdate(since), timezone.localdate(until))
    _write_down(days)
    known.tx, known.as_of = below, now
    known.save()
    return known


def _days_between(first: date, last: date) -> set[date]:
    return {first + timedelta(days=more) for more in range((last - first).days + 1)}


def mark(first: date, last: date) -> None:
    """Have all these days counted anew by the next refresh."""
    _write_down(_days_between(first, last))


def _write_down(days: set[date]) -> None:
    StaleDay.objects.bulk_create(StaleDay(day=day) for day in sorted(days))


def waiting(first: date, last: date) -> bool:
    """True when a day of these is to be counted anew."""
    return StaleDay.objects.filter(day__range=(first, last)).exists()
