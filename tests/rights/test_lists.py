"""What stands in the lists of the pages and of the API, and in the figures beside the menu."""

import json

import pytest
from django.urls import reverse

from tests.fixtures.program import Program
from tests.rights.expected import COUNTED, PAGES, Expected, seen, standing, to_rule, traced
from tests.rights.floor import Cells, Floor
from tests.rights.oracle import CENTRE, Person, holds, reaches, sees
from tests.rights.things import PEOPLE, SECRETS, THINGS, of_every_role, trying
from tests.rights.words import compare_list
from xinqiao.doors.desks.counters import COUNTERS
from xinqiao.doors.live.topics import TOPICS

ARGUMENTS = {"assessment:traced": ("accepted", "denominator")}
PERIOD = "?since=2025-09-01&until=2025-09-30"
LISTED = {
    "list_cases": "cases",
    "list_assignments": "assignments",
    "list_events": "events",
    "list_requests": "requests",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_list_leads_to_nothing_but_what_is_his(floor: Floor, cells: Cells, name: str):
    verbs, expected = PAGES[name]
    for person in trying(*verbs):
        page = floor.browser(person).get(reverse(name, args=ARGUMENTS.get(name)) + PERIOD)
        cells.compare(person, name, expected=200 if _opens(person, name, verbs) else 404, found=page.status_code)
        if page.status_code == 200:
            _compare(cells, person, name, set(expected(person)), floor.linked_in(page.content.decode()))
            for thing in THINGS:
                compare_list(cells, person, thing, name, page.content.decode())
    assert cells.wrong == []


@pytest.mark.parametrize(
    ("name", "which", "expected"),
    [
        ("assessment:traced", ("handed_down", "denominator"), traced),
        ("assessment:standing", ("in_hand",), standing),
    ],
)
def test_behind_a_figure_of_units_stands_what_is_counted_for_his(
    floor: Floor, cells: Cells, name: str, which: tuple[str, ...], expected: Expected
):
    address = reverse(name, args=which) + PERIOD
    for person in trying("view_figures"):
        page = floor.browser(person).get(address)
        cells.compare(person, expected=200 if holds(person, "view_figures") else 404, found=page.status_code)
        if page.status_code == 200:
            _compare(cells, person, name, set(expected(person)), floor.linked_in(page.content.decode()))
    assert cells.wrong == []


def _opens(person: Person, name: str, verbs: tuple[str, ...]) -> bool:
    """What was accepted is no unit's figure: it is for whose grant reaches the centre."""
    return reaches(person, "view_figures", CENTRE) if name in ARGUMENTS else holds(person, *verbs)


def _compare(cells: Cells, person: Person, where: str, expected: set[str], found: set[str]) -> None:
    for thing in THINGS:
        cells.compare(person, where, thing, expected=thing.name in expected, found=thing.name in found)


def test_a_search_page_finds_nothing_but_what_is_his(floor: Floor, cells: Cells):
    for turn, person in enumerate(trying("view")):
        thing = THINGS[turn % len(THINGS)]
        number = SECRETS[thing.name]["foreign_number"] if turn % 2 else floor.cases[thing.name].number
        page = floor.browser(person).get(reverse("desks:cases"), {"number": number}).content.decode()
        expected = holds(person, "view") and sees(person, thing)
        cells.compare(person, thing, number, expected=expected, found=thing.name in floor.linked_in(page))
    assert cells.wrong == []


def test_the_cases_of_a_number_are_shown_to_whoever_registers_and_sees(floor: Floor, cells: Cells):
    for turn, person in enumerate(trying("register")):
        client = floor.browser(person)
        for thing in THINGS[turn % 4 :: 4]:
            page = client.post(reverse("intake:same_person"), {"phone": SECRETS[thing.name]["phone"]}).content.decode()
            expected = holds(person, "register") and sees(person, thing)
            cells.compare(person, thing, expected=expected, found=thing.name in floor.linked_in(page))
    assert cells.wrong == []


def test_every_counter_counts_what_its_list_shows(floor: Floor, cells: Cells):
    assert set(COUNTERS) == set(COUNTED)
    assert set(COUNTED) <= set(TOPICS)
    for person in PEOPLE:
        for name, expected in COUNTED.items():
            found = COUNTERS[name](floor.who(person))
            cells.compare(person, name, expected=len(expected(person)), found=found)
    assert cells.wrong == []


@pytest.mark.parametrize("name", LISTED)
def test_a_list_of_the_api_tells_nothing_but_what_is_his(floor: Floor, cells: Cells, name: str):
    for person in of_every_role(name):
        answer = Program(floor.who(person)).get(f"/{LISTED[name]}?most=100")
        is_open = name != "list_events" or holds(person, "view")
        cells.compare(person, name, expected=200 if is_open else 404, found=answer.status_code)
        if answer.status_code == 200:
            told = {floor.names[one.get("case") or one["number"]] for one in json.loads(answer.content)["items"]}
            _compare(cells, person, name, _expected(person, name), told)
            for thing in THINGS:
                compare_list(cells, person, thing, name, answer.content.decode())
    assert cells.wrong == []


def _expected(person: Person, name: str) -> set[str]:
    if name == "list_requests":
        return set(to_rule(person))
    with_tasks = {thing.name for thing in THINGS if thing.tasks}
    return set(seen(person)) & with_tasks if name == "list_assignments" else set(seen(person))


def test_a_search_of_the_api_finds_nothing_but_what_is_his(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        program, thing = Program(floor.who(person)), THINGS[turn % len(THINGS)]
        answer = program.get(f"/cases?foreign_number={SECRETS[thing.name]['foreign_number']}")
        told = {floor.names[one["number"]] for one in json.loads(answer.content)["items"]}
        cells.compare(person, thing, expected={thing.name} if sees(person, thing) else set(), found=told)
    assert cells.wrong == []
