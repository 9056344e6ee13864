"""Taking on what came in without an agent."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases.accepting import is_to_accept
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Case, Event
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, hold_case, make
from xinqiao.people.models import Staff


@transaction.atomic
def accept(case: Case, *, note: str = "", by: Staff, now: datetime) -> Event:
    """Say that the centre takes the matter on (受理); once. No clock hangs on it: the handling clock starts at dispatch,
    and who dispatches, answers or relays a case has taken it on without saying so.

    Raises Barred for a case that was taken down by who may accept it, or that was accepted before.
    """
    waits = is_to_accept(hold_case(case))
    event = make("accept", case, Given(text=note), by=by, now=now)
    if not waits:  # after the door, which says whose move it is
        raise Barred(MOVES["accept"], gettext("已经受理；坐席登记的诉求，登记即受理"))
    return event
