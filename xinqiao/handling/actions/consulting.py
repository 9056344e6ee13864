"""What a unit needs of others for its task: of the citizen through the centre, of other units by itself."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.merged import accused_beside
from xinqiao.cases.models import Assignment, Event
from xinqiao.cases.refusal import Barred, Unknown
from xinqiao.cases.transition import Given, hold, make
from xinqiao.people.models import Staff, Unit


def supplement(task: Assignment, *, text: str, by: Staff, now: datetime) -> Event:
    """Ask for what only the citizen can say (补正); the centre asks him and answers. The clock runs on."""
    return make("supplement", task, Given(text=text), by=by, now=now)


@transaction.atomic
def consult(task: Assignment, *, units: Iterable[Unit], text: str, by: Staff, now: datetime) -> Event:
    """Record whom the lead consulted and what came of it (会商). It gives nobody a right to see the case.

    Raises Unknown for the unit itself, Barred for one that the case accuses (floor rule 16), and what the door refuses.
    """
    move, held, asked = MOVES["consult"], hold(task), list(dict.fromkeys(units))
    if held.unit in asked:
        raise Unknown(move, "units", gettext("不能是本单位"))
    shunned = [*([held.case.accused] if held.case.accused else []), *accused_beside(held.case)]
    if any(accused.holds(unit) for accused in shunned for unit in asked):
        raise Barred(move, gettext("不能与被举报单位及其下级会商"))
    return make("consult", task, Given({"units": [unit.code for unit in asked]}, text=text), by=by, now=now)
