"""Units that the city has retired: they keep their history and get no new task."""

from collections.abc import Iterable

from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move
from xinqiao.cases.refusal import Barred
from xinqiao.people.models import Unit

# The lock that a foreign key takes: dispatches pass each other, whoever retires the unit waits for them and they for him.
_HELD = "SELECT id, name, is_active FROM people_unit WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"


def hold_in_use(units: Iterable[Unit], move: Move) -> None:
    """Make sure that nobody retires the units before the transaction ends (see `cities.retiring.hold`). One query.

    Raises Barred with the name of the first that is retired already, since it was proposed or this very moment.
    """
    for unit in Unit.objects.raw(_HELD, [[unit.pk for unit in units]]):
        if not unit.is_active:
            raise Barred(move, gettext("%(unit)s已停用；请另选单位") % {"unit": unit.name})
