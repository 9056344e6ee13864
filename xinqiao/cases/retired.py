"""Units that the city has retired: they keep their history and get no new task."""

from collections.abc import Iterable

from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move
from xinqiao.cases.refusal import Barred
from xinqiao.people.models import Unit


def check_in_use(units: Iterable[Unit], move: Move) -> None:
    """For units that were named earlier than now. Raises Barred with the name of the first that is retired since."""
    for unit in units:
        if not unit.is_active:
            raise Barred(move, gettext("%(unit)s已停用；请另选单位") % {"unit": unit.name})
