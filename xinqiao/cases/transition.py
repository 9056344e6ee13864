"""THE DOOR: the only writer of live moves.

Every move: lock the case, check the table, the actor, what must be given and what else must hold, write state, clock
and stage, append the event, add the outbox row - in one transaction. Stages' actions call it; views and API call
actions. What a move makes of a case is `moving`'s; here its rows are locked and kept.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases import actors, moving, requests
from xinqiao.cases.dues import with_pauses_ended
from xinqiao.cases.guarded import check_untold
from xinqiao.cases.lifecycle import MOVES, N_, Move
from xinqiao.cases.merged import accused_beside
from xinqiao.cases.models import Appellant, Assignment, Case, Event, Request
from xinqiao.cases.moving import Made, Matter, Task
from xinqiao.cases.number import next_number
from xinqiao.cases.recording import Given, record
from xinqiao.cases.refusal import Barred
from xinqiao.cases.replay import DUES
from xinqiao.cases.retired import hold_in_use
from xinqiao.people.models import Staff

__all__ = ["Given", "Task", "hand_down", "hold", "hold_case", "make", "register"]

_CASE_WRITTEN: Final = (
    "stage", "decided", "completed_at", "due_at", "round", "open_requests", "seq", "head", "flag", "problem",
)  # fmt: skip
_WRITTEN: Final = (
    "state", "is_final", "limits", "stopped_at", "signed_at", "contacted_at", "answered_at", "completed_at", "paused_until",
    "carried_at", "look_at", "ended_at", *DUES,
)  # fmt: skip


def register(case: Case, appellant: Appellant | None, given: Given, *, by: Staff | None, now: datetime) -> Event:
    """Write a new case with its first event, in the transaction of who makes the case with what belongs to it. Raises
    Incomplete or NotYours; nothing is written then.

    `by` is None only for a citizen or another platform at a door of the system itself.
    """
    entry = moving.register(case, appellant, given, number=next_number(now), by=by, now=now)
    if appellant is not None:
        appellant.save(force_insert=True)
    case.save(force_insert=True)
    return record(case, entry, given)


@transaction.atomic
def hand_down(
    verb: str, on: Case | Assignment, tasks: Sequence[Task], given: Given, *, by: Staff | None, now: datetime
) -> list[Assignment]:
    """Make a move that gives tasks to units; one event for each. Returns the new assignments, in their order.

    Raises Conflict, Barred, NotYours or Incomplete; nothing is written then.
    """
    move = MOVES[verb]
    matter = _enter(on)
    parent = _own(on, matter)
    matter.asked = _asked(move, matter, parent)
    made = moving.hand_down(
        move, matter, parent, tasks, given, from_unit=parent.unit if parent else actors.platform(),
        accused=accused_beside(matter.case), by=by, now=now,
    )  # fmt: skip
    hold_in_use([task.unit for task in made.tasks], move)
    for task in made.tasks:
        task.save(force_insert=True)
    _keep(matter.case, made)
    return made.tasks


def hold_case(case: Case) -> Case:
    """The case as it stands now with its citizen, locked until the transaction ends: for an action that asks of it what no
    table says."""
    return Case.objects.select_for_update(of=("self",)).select_related("appellant").get(pk=case.pk)


def hold(task: Assignment) -> Assignment:
    """The task as it stands now, its case locked until the transaction ends: for an action that must compute from it
    what it then gives to the door."""
    return next(one for one in _enter(task).tasks if one.pk == task.pk)


@transaction.atomic
def make(verb: str, on: Case | Assignment, given: Given, *, by: Staff | None, now: datetime) -> Event:
    """Make a move on a case or an assignment. `on` is brought up to date in place.

    Raises Conflict (the table does not allow it from where it now stands), Barred (a guard of the table does not hold),
    NotYours or Incomplete.
    """
    move = MOVES[verb]
    matter = _enter(on)
    task = _own(on, matter)
    matter.asked = _asked(move, matter, task)
    if task and by and given.text:
        check_untold(move, matter.case, given.text, by)
    given = with_pauses_ended(move, matter, task, given, now)
    made = moving.make(move, matter, task, given, by=by, now=now)
    _check_second_person(move, made.ruled, task or matter.case, by)
    if task:
        task.save(update_fields=_WRITTEN)
    kept = made.events[0][1]
    event = _keep(matter.case, made, *kept.sets)
    _bring_up_to_date(on, matter.case, task, kept.sets)
    return event


def _check_second_person(move: Move, ruled: Request | None, on: Case | Assignment, by: Staff | None) -> None:
    """Nobody rules on what he has asked for himself, nor looks a second time at what he has written or decided, whatever
    posts he holds."""
    if ruled and by and ruled.asked.by_id == by.pk:
        raise Barred(move, gettext("自己提出的申请须由他人裁定"))
    if move.passes and by and _author(on, move.passes) == by.pk:
        raise Barred(move, gettext(_OWN[move.passes]))


_OWN: Final = {"reply": N_("自己的答复须由他人审核"), "decline": N_("自己作出的不予受理须由他人复核")}


def _author(on: Case | Assignment, verb: str) -> int | None:
    """Who made that move on the case or task last."""
    return on.events.filter(verb=verb).order_by("-seq").values_list("by", flat=True).first()


def _enter(on: Case | Assignment) -> Matter:
    """The case, locked, and all its tasks."""
    case_id = on.case_id if isinstance(on, Assignment) else on.pk
    # Alone: of a row that was waited for, the database joins what it found before the wait, not what holds now.
    case = Case.objects.select_for_update().get(pk=case_id)
    tasks = list(case.assignments.select_related("unit", "dispatched_by_unit", "parent").order_by("suffix"))
    for task in tasks:
        task.case = case
    return Matter(case, tasks, [])


def _own(on: Case | Assignment, matter: Matter) -> Assignment | None:
    """The task that the move is made on, as it stands now."""
    return next(task for task in matter.tasks if task.pk == on.pk) if isinstance(on, Assignment) else None


def _asked(move: Move, matter: Matter, task: Assignment | None) -> list[Request]:
    """What was asked on the case. Read only when the move or an open request makes it matter, or when who is refused
    will be told what he may do instead."""
    matters = move.asks or move.rules or move.guards or matter.case.open_requests
    return requests.of(matter.case) if matters or not moving.starts_here(move, matter.case, task) else []


def _keep(case: Case, made: Made, *fields: str) -> Event:
    """Write what a move has made; its tasks stand already. Returns its last event."""
    for task in made.taken_back:
        task.save(update_fields=["state", "ended_at", *DUES])
    case.save(update_fields={*_CASE_WRITTEN, *fields})
    event = [record(case, entry, given) for entry, given in made.events][-1]
    requests.keep(event, made.opened, made.ruled, made.lapsed)
    return event


def _bring_up_to_date(on: Case | Assignment, case: Case, task: Assignment | None, facts: Iterable[str]) -> None:
    """The caller's object says what the database says now."""
    if isinstance(on, Assignment) and task:
        for name in _WRITTEN:
            setattr(on, name, getattr(task, name))
        on.case = case
    elif isinstance(on, Case):
        for name in (*_CASE_WRITTEN, *facts):
            setattr(on, name, getattr(case, name))
