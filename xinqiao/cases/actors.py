"""Whether a move is this person's to make: the unit that the table names must lie within reach of a grant."""

from typing import Final

from xinqiao.cases.lifecycle import Move, Who
from xinqiao.cases.models import Assignment, Case
from xinqiao.people.models import Staff, Unit

# For moves on an assignment: the field that holds the unit.
UNIT_FIELD: Final = {Who.ASSIGNED_UNIT: "unit", Who.DISPATCHING_UNIT: "dispatched_by_unit"}


def may(staff: Staff, move: Move, on: Case | Assignment | None = None) -> bool:
    """True when one of the person's grants of this move reaches the unit in question; `on`: the task that the move is
    made on, the case where it counts who registered it."""
    reach = staff.reach(move.verb)
    if not reach or move.who == Who.SYSTEM:
        return False
    match move.who:
        case Who.REGISTRAR | Who.APPELLANT:
            return True
        case Who.TAKER:
            return isinstance(on, Case) and on.registered_by_id == staff.pk
        case Who.CENTRE:
            return reach.covers_platform
    return reach.covers(getattr(on, UNIT_FIELD[move.who]).path)


def platform() -> Unit:
    """The centre: the root of the tree."""
    return Unit.objects.get(parent=None)
