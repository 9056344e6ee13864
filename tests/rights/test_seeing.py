"""Who finds which case: in the queries that every list, search and figure reads from."""

from tests.rights.floor import Cells, Floor
from tests.rights.oracle import acts, is_accused, may, sees
from tests.rights.things import PEOPLE, SECRETS, THINGS, told_apart
from xinqiao.cases import queries, rulings
from xinqiao.cases.lifecycle import MOVES, RULED_BY, At
from xinqiao.cases.models import Case
from xinqiao.intake.queries import same_person

TASK_VERBS = [move.verb for move in MOVES.values() if move.at == At.ASSIGNMENT]


def test_everybody_sees_what_the_rules_let_him_see(floor: Floor, cells: Cells):
    for person in PEOPLE:
        seen = floor.named(queries.visible_to(floor.who(person)))
        for thing in THINGS:
            cells.compare(person, thing, expected=sees(person, thing), found=thing.name in seen)
    assert cells.wrong == []


def test_everybody_sees_what_he_registered_himself(floor: Floor, cells: Cells):
    """Also flagged, and also where no grant of his reaches: he wrote it down."""
    case = floor.cases["flagged_waiting"]
    for person in PEOPLE:
        Case.objects.filter(pk=case.pk).update(registered_by=floor.who(person))
        found = queries.one_visible(floor.who(person), case.number).exists()
        cells.compare(person, expected=True, found=found)
    assert cells.wrong == []


def test_nobody_of_the_accused_finds_the_case(floor: Floor, cells: Cells):
    """Floor rule 16, whatever his role grants, by whatever he types; but for who wrote it down himself."""
    for person in PEOPLE:
        seen = queries.visible_to(floor.who(person))
        for thing in THINGS:
            if is_accused(person, thing) and person.name != thing.registrar:
                cells.compare(person, thing, expected=False, found=seen.filter(pk=floor.cases[thing.name].pk).exists())
    assert cells.wrong == []


def test_a_search_finds_what_is_his_by_our_number_the_old_one_and_the_phone(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        staff = floor.who(person)
        seen = queries.visible_to(staff)
        for thing in told_apart(person, turn):
            case, secrets, expected = floor.cases[thing.name], SECRETS[thing.name], sees(person, thing)
            for number in (case.number, secrets["foreign_number"]):
                found = queries.numbered(seen, number).filter(pk=case.pk).exists()
                cells.compare(person, thing, number, expected=expected, found=found)
            cells.compare(person, thing, "phone", expected=expected, found=case in same_person(staff, secrets["phone"]))
    assert cells.wrong == []


def test_the_tasks_of_a_move_are_those_that_are_his_to_move(floor: Floor, cells: Cells):
    for person in PEOPLE:
        for verb in TASK_VERBS:
            found = set(queries.tasks_for(floor.who(person), verb))
            for thing, task, row in floor.tasks:
                expected = may(person, verb, task) and not is_accused(person, thing)
                cells.compare(person, verb, thing, task.unit, expected=expected, found=row in found)
    assert cells.wrong == []


def test_what_waits_for_a_ruling_is_for_whoever_may_rule_and_see(floor: Floor, cells: Cells):
    for person in PEOPLE:
        found = {(floor.names[one.case.number], one.kind) for one in rulings.to_rule(floor.who(person))}
        for thing in THINGS:
            for kind, task in thing.asked:
                expected = acts(person, RULED_BY[kind], thing, thing.task(task))
                cells.compare(person, thing, kind, expected=expected, found=(thing.name, kind) in found)
    assert cells.wrong == []
