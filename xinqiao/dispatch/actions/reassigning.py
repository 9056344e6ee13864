"""A signed task taken from one unit and given to another (改派)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.advice.leading import check_officer_of_task
from xinqiao.cases.dues import task_for
from xinqiao.cases.guarded import check_extract
from xinqiao.cases.lifecycle import MOVES, Tie
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.cases.transition import Given, hand_down, hold, make
from xinqiao.dispatch.actions.handing_down import dispatch_again, split
from xinqiao.people.models import Staff, Unit

MOVE: Final = MOVES["reassign"]


@transaction.atomic
def reassign(
    task: Assignment, *, unit: Unit | None, reason: str, note: str = "", by: Staff, now: datetime
) -> Assignment:
    """Take a signed task away and hand it, with the same tie, to the unit that should have had it: a wrong dispatch
    (误派), which the dispatcher mends without being asked. The new task's clocks start now; the citizen's goes on.

    `note` goes with it; of a confidential case or a report it is the extract for the unit. Returns the new task. Raises
    Unknown for the unit that has it, what the door refuses of the move, and what dispatching refuses: a type that somebody
    else checks before, an accused unit, a case without a rule.
    """
    held = hold(task)
    check_officer_of_task(MOVE, held, by)
    if unit == held.unit:
        raise Unknown(MOVE, "unit", gettext("不能是原承办单位"))
    carries = held.parent is None and held.tie == Tie.LEAD
    if unit is None or carries or held.state not in MOVE.from_:
        _taken_away(task, unit, reason, by, now)
    if unit is None:
        raise Incomplete(MOVE, ["unit"])
    if carries:
        return dispatch_again(held.case, lead=unit, reason=reason, note=note, by=by, now=now)
    # First the new one: taken away from the last unit at work, a case would be completed without it.
    new = _beside_or_below(held, unit, note, by, now)
    _taken_away(task, unit, reason, by, now)
    return new


def _taken_away(task: Assignment, unit: Unit | None, reason: str, by: Staff, now: datetime) -> None:
    facts = {"unit": unit.code if unit else ""}
    make("reassign", task, Given(facts, text=reason), by=by, now=now)


def _beside_or_below(task: Assignment, unit: Unit, note: str, by: Staff, now: datetime) -> Assignment:
    """The task of a co-lead or an assisting unit is split off once more, that of a tier delegated once more."""
    if task.parent is None:
        return split(task.case, unit=unit, tie=Tie(task.tie), note=note, by=by, now=now)
    check_extract(MOVES["delegate"], task.case, note, by)
    again = task_for(task.case, unit, Tie(task.tie), now, parent=task.parent)
    return hand_down("delegate", task.parent, [again], Given(text=note), by=by, now=now)[0]
