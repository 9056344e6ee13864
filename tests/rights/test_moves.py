"""Role x verb x scope: whose a move is, in the words of the code and at the door."""

import pytest
from django.db import transaction

from tests.factories import at
from tests.rights.floor import Cells, Floor
from tests.rights.oracle import Person, Task, may
from tests.rights.things import PEOPLE, THINGS, one_of_each, trying
from xinqiao.cases import actors
from xinqiao.cases.lifecycle import MOVES, At, Move
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.refusal import NotYours, Refused
from xinqiao.cases.transition import Given, hand_down, make

ON_CASES = [move for move in MOVES.values() if move.at == At.CASE and move.from_]
ON_TASKS = [move for move in MOVES.values() if move.at == At.ASSIGNMENT]


def test_the_floor_is_as_it_is_told(floor: Floor):
    """The oracle judges by `THINGS`: what it says must be so."""
    for thing in THINGS:
        case = floor.cases[thing.name]
        told = (thing.stage, thing.accused, thing.flagged, thing.registrar)
        assert told == (
            case.stage,
            case.accused.code if case.accused else "",
            bool(case.flag),
            case.registered_by and case.registered_by.username,
        )
        tasks = case.assignments.select_related("unit", "dispatched_by_unit").order_by("suffix")
        found = [
            Task(one.unit.code, one.dispatched_by_unit.code, one.state, one.carried_at is not None) for one in tasks
        ]
        assert found == list(thing.tasks)
        asked = case.requests.filter(closed_at=None).order_by("pk")
        assert [(one.kind, one.suffix and one.suffix - 1) for one in asked] == list(thing.asked)
        assert case.callbacks.filter(done_at=None).exists() == thing.calls


def test_a_move_is_his_whose_grant_reaches_the_unit_that_the_table_names(floor: Floor, cells: Cells):
    for person in PEOPLE:
        staff = floor.who(person)
        for move in MOVES.values():
            if move.at == At.CASE:
                for thing in THINGS:
                    found = actors.may(staff, move, floor.cases[thing.name])
                    expected = may(person, move.verb, thing=thing)
                    cells.compare(person, move.verb, thing, expected=expected, found=found)
                continue
            for thing, task, row in floor.tasks:
                found = actors.may(staff, move, row)
                cells.compare(person, move.verb, thing, task.unit, expected=may(person, move.verb, task), found=found)
    assert cells.wrong == []


@pytest.mark.parametrize("move", ON_CASES, ids=lambda move: move.verb)
def test_the_door_of_a_case_turns_away_whoever_may_not(floor: Floor, cells: Cells, move: Move):
    thing, case = next(one for one in THINGS if one.name == "waiting"), floor.cases["waiting"]
    Case.objects.filter(pk=case.pk).update(stage=min(move.from_))
    for person in trying(move.verb):
        expected = may(person, move.verb, thing=thing)
        cells.compare(person, move.verb, expected=expected, found=_passes(floor, person, move, case))
    assert cells.wrong == []


@pytest.mark.parametrize("move", ON_TASKS, ids=lambda move: move.verb)
def test_the_door_of_a_task_turns_away_whoever_may_not(floor: Floor, cells: Cells, move: Move):
    """Each task is put where the move can be made from."""
    for row in Assignment.objects.all():
        Assignment.objects.filter(pk=row.pk).update(state=min(move.from_), tie=min(move.ties, default=row.tie))
    for turn, person in enumerate(trying(move.verb)):
        for task, row in _tried(floor, person, move, turn):
            found = _passes(floor, person, move, row)
            cells.compare(person, move.verb, row, expected=may(person, move.verb, task), found=found)
    assert cells.wrong == []


def _tried(floor: Floor, person: Person, move: Move, turn: int) -> list[tuple[Task, Assignment]]:
    """A task that is his to move, if there is one, and one that is not."""
    return [one[1:] for one in one_of_each(floor.tasks, turn, lambda one: may(person, move.verb, one[1]))]


def _passes(floor: Floor, person: Person, move: Move, on: Case | Assignment) -> bool:
    """True when the door does not say that the move is not his; whatever it writes is taken back."""
    with transaction.atomic():
        try:
            if move.hands_down:
                hand_down(move.verb, on, [], Given(), by=floor.who(person), now=at(60))
            else:
                make(move.verb, on, Given(), by=floor.who(person), now=at(60))
        except NotYours:
            return False
        except Refused:
            return True
        finally:
            transaction.set_rollback(True)
    return True
