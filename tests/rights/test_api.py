"""Every operation of the API: 404 for what is not to be seen or not his to do, open for what is."""

import json
from collections.abc import Iterable

import pytest
from django.db import transaction
from django.urls import reverse

from tests.fixtures.program import Program
from tests.rights.bodies import body
from tests.rights.floor import Cells, Floor
from tests.rights.oracle import Person, Task, Thing, acts, among, reads, sees
from tests.rights.routes import MOVE_OPERATIONS
from tests.rights.things import PEOPLE, SECRETS, THINGS, one_of_each, told_apart, trying
from tests.rights.words import compare_words
from xinqiao.cases.lifecycle import MOVES, At

NOT_THERE, OPEN = "not there", "open"


def test_a_case_is_read_by_whoever_sees_it(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        program = Program(floor.who(person))
        for thing in told_apart(person, turn):
            answer = program.get(f"/cases/{floor.cases[thing.name].number}")
            cells.compare(person, thing, expected=200 if sees(person, thing) else 404, found=answer.status_code)
            compare_words(cells, person, thing, "api:get_case", answer.content.decode())
            if sees(person, thing):
                text = json.loads(answer.content)["text"]
                cells.compare(
                    person, thing, "text", expected=reads(person, thing), found=text == SECRETS[thing.name]["text"]
                )
    assert cells.wrong == []


@pytest.mark.parametrize("name", MOVE_OPERATIONS)
def test_an_operation_is_open_to_whoever_may_make_the_move_and_sees_the_case(floor: Floor, cells: Cells, name: str):
    verb = name.partition(":")[2]
    for turn, person in enumerate(trying(verb)):
        program = Program(floor.who(person))
        for thing, task, number in _tried(floor, person, verb, turn):
            own = floor.cases[thing.name].number
            into = next((floor.cases[one].number for one in sorted(among(person, THINGS) - {thing.name})), own)
            with transaction.atomic():
                answer = program.post(_address(name, number), body(verb, into))
                transaction.set_rollback(True)
            found = NOT_THERE if answer.status_code == 404 else OPEN
            cells.compare(person, name, number, expected=_expected(person, verb, thing, task), found=found)
            compare_words(cells, person, thing, name, answer.content.decode())
    assert cells.wrong == []


def _address(name: str, number: str) -> str:
    return reverse(name, args=[number]).removeprefix("/api/v1")


def _tried(floor: Floor, person: Person, verb: str, turn: int) -> Iterable[tuple[Thing, Task | None, str]]:
    """Cases or tasks that the oracle answers differently, each with its number."""
    if verb == "call_back":
        return [(thing, None, floor.cases[thing.name].number) for thing in THINGS if thing.calls]
    if MOVES[verb].at == At.CASE:
        things = one_of_each(THINGS, turn, lambda one: (acts(person, verb, one), sees(person, one)))
        return [(thing, None, floor.cases[thing.name].number) for thing in things]
    tasks = one_of_each(floor.tasks, turn, lambda one: (acts(person, verb, one[0], one[1]), sees(person, one[0])))
    return [(thing, task, row.number) for thing, task, row in tasks]


def _expected(person: Person, verb: str, thing: Thing, task: Task | None) -> str:
    """To answer a report directly is to propose it (floor rule 13)."""
    verb = "propose_answer" if verb == "answer_directly" and thing.reported else verb
    return OPEN if acts(person, verb, thing, task) else NOT_THERE
