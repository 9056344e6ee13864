"""A second look at what was declined (floor rule 17): upheld, or taken up again. Never by who declined it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Event
from xinqiao.cases.queries import last_of
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, hold_case, make
from xinqiao.people.models import Staff


@transaction.atomic
def uphold_decline(case: Case, *, note: str = "", by: Staff, now: datetime) -> Event:
    """Say that the case was rightly declined (不予受理复核), once for each time that it was."""
    held = hold_case(case)
    last = Case.objects.filter(pk=held.pk).values_list(last_of("decline", "uphold_decline"), flat=True).get()
    event = make("uphold_decline", case, Given(text=note), by=by, now=now)
    if last == "uphold_decline":  # after the door, which says whose move it is
        raise Barred(MOVES["uphold_decline"], gettext("已经复核过"))
    return event


def overturn_decline(case: Case, *, reason: str, by: Staff, now: datetime) -> Event:
    """Take the case up after all (撤销不予受理); it waits for dispatch again."""
    return make("overturn_decline", case, Given(text=reason), by=by, now=now)
