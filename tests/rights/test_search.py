"""Whatever is typed into the search finds what this person may see, by what he may read of it, and nothing else."""

from collections.abc import Iterable

import pytest
from django.urls import reverse

from tests.fixtures.at_once import SOAK
from tests.fixtures.program import Program
from tests.fixtures.searching import found_by, indexed
from tests.rights.floor import Cells, Floor
from tests.rights.oracle import OWNING, Person, Thing, holds, reaches, reads, sees, shows_contact
from tests.rights.things import EXTRACT, PEOPLE, SECRETS, THINGS, UNITS, of_every_role, told_apart
from tests.rights.words import compare_list
from xinqiao.cases.guarded import read_by, reads_facts
from xinqiao.cases.models import CaseText
from xinqiao.cases.search.models import Searchable
from xinqiao.cases.search.sources import Reason

# What every request says, each in another place of it: words that stand in all.
SAID = ("举报伙食补贴", "有涂改", "号平房")


@pytest.fixture(autouse=True)
def _indexed(floor: Floor) -> None:
    indexed()


def test_the_words_of_a_case_are_found_by_whoever_reads_them(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        for words in SAID if SOAK else SAID[turn % len(SAID) :][:1]:
            found = _found(floor, person, words, Reason.WORDS)
            for thing in THINGS:
                expected = sees(person, thing) and reads(person, thing)
                cells.compare(person, thing, words, expected=expected, found=thing.name in found)
    assert cells.wrong == []


def test_what_a_unit_was_told_is_found_by_who_reads_the_case_and_by_that_unit(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        unit = UNITS[turn % len(UNITS)]
        found = _found(floor, person, EXTRACT.format(unit=unit), Reason.WORDS)
        for thing in THINGS:
            cells.compare(person, thing, unit, expected=_reads_extract(person, thing, unit), found=thing.name in found)
    assert cells.wrong == []


def _reads_extract(person: Person, thing: Thing, unit: str) -> bool:
    told = any(task.unit == unit for task in thing.tasks)
    own = any(reaches(person, verb, unit) for verb in OWNING)
    return told and sees(person, thing) and (own or reads(person, thing))


def test_numbers_are_found_by_whoever_sees_the_case(floor: Floor, cells: Cells):
    for turn, person in enumerate(of_every_role("number")):
        for place, thing in enumerate(told_apart(person, turn)):
            number = floor.cases[thing.name].number
            elsewhere = SECRETS[thing.name]["foreign_number"]
            typed = {Reason.NUMBER: number, Reason.TAIL: number[-8:], Reason.FOREIGN_NUMBER: elsewhere}
            for reason in _some(typed, turn + place):
                found = thing.name in _found(floor, person, typed[reason], reason)
                cells.compare(person, thing, reason, expected=sees(person, thing), found=found)
    assert cells.wrong == []


def test_a_phone_and_a_name_find_the_cases_in_which_he_may_see_who_asked(floor: Floor, cells: Cells):
    for turn, person in enumerate(of_every_role("phone")):
        for place, thing in enumerate(told_apart(person, turn)):
            for reason in _some((Reason.PHONE, Reason.NAME), turn + place):
                found = thing.name in _found(floor, person, SECRETS[thing.name][reason.value], reason)
                cells.compare(person, thing, reason, expected=shows_contact(person, thing), found=found)
    assert cells.wrong == []


def _some(reasons: Iterable[Reason], turn: int) -> list[Reason]:
    """One of them, another one at another turn. With XINQIAO_SOAK all."""
    every = list(reasons)
    return every if SOAK else [every[turn % len(every)]]


def test_the_condition_of_the_search_is_what_the_page_of_a_case_asks(floor: Floor, cells: Cells):
    """One is asked of all texts at once, the other of one event."""
    texts = list(CaseText.objects.select_related("case", "event__assignment__unit"))
    for person in PEOPLE:
        staff = floor.who(person)
        found = set(Searchable.objects.filter(read_by(staff)).values_list("pk", flat=True))
        for text in texts:
            expected = reads_facts(staff, text.case, text.event.assignment)
            cells.compare(person, text.case, text.event.verb, expected=expected, found=text.pk in found)
    assert cells.wrong == []


def _found(floor: Floor, person: Person, typed: str, reason: Reason) -> set[str]:
    return {floor.names[number] for number, why in found_by(floor.who(person), typed).items() if reason in why}


def test_page_and_program_lead_to_nothing_else_and_tell_nothing_else(floor: Floor, cells: Cells):
    for turn, person in enumerate(of_every_role("view")):
        words, is_open = SAID[turn % len(SAID)], holds(person, "view")
        page = floor.browser(person).get(reverse("desks:search"), {"q": words})
        palette = floor.browser(person).get(reverse("desks:palette"), {"q": words})
        answer = Program(floor.who(person)).get(f"/search?q={words}")
        for one in (page, palette, answer):
            cells.compare(person, expected=200 if is_open else 404, found=one.status_code)
        told = {floor.names[hit["case"]["number"]] for hit in answer.json().get("items", ())}
        for thing in THINGS:
            expected = is_open and sees(person, thing) and reads(person, thing)
            cells.compare(
                person, thing, "page", expected=expected, found=thing.name in floor.linked_in(page.content.decode())
            )
            if not expected:
                found = thing.name in floor.linked_in(palette.content.decode())
                cells.compare(person, thing, "palette", expected=False, found=found)
            cells.compare(person, thing, "program", expected=expected, found=thing.name in told)
            for one in (page, palette, answer):
                compare_list(cells, person, thing, "search", one.content.decode())
    assert cells.wrong == []
