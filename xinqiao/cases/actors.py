"""Whether a move is this person's to make: the unit that the table names must lie within reach of a grant."""

from typing import Final

from xinqiao.cases.lifecycle import Move, Who
from xinqiao.cases.models import Assignment
from xinqiao.people.models import Staff, Unit

# For moves on an assignment: the field that holds the unit.
UNIT_FIELD: Final = {Who.ASSIGNED_UNIT: "unit", Who.DISPATCHING_UNIT: "dispatched_by_unit"}


def may(staff: Staff, move: Move, task: Assignment | None = None) -> bool:
    """True when one of the person's grants of this move reaches the unit in question; `task` for moves on one."""
    reach = staff.reach(move.verb)
    if not reach or move.who == Who.SYSTEM:
        return False
    if move.who in (Who.REGISTRAR, Who.APPELLANT):
        return True
    return reach.covers(getattr(task, UNIT_FIELD[move.who]).path) if move.who in UNIT_FIELD else reach.covers_platform


def platform() -> Unit:
    """The centre: the root of the tree."""
    return Unit.objects.get(parent=None)
