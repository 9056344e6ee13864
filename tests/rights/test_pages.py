"""Every page that takes the number of a case, a task, a file or a callback: whom it is there for, and what it tells."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from tests.rights.floor import Cells, Floor
from tests.rights.oracle import Person, Task, Thing, acts, holds, reaches, reads, sees, shows_contact
from tests.rights.routes import MOVE_PAGES, POSTED
from tests.rights.things import PEOPLE, SECRETS, THINGS, of_every_role, one_of_each, told_apart, trying
from tests.rights.words import compare_words
from xinqiao.callback.models import Callback
from xinqiao.cases.guarded import OWNING
from xinqiao.cases.lifecycle import MOVES, At
from xinqiao.cases.models import Enclosure

THERE = (200, 302)


def test_a_case_is_there_for_whoever_sees_it(floor: Floor, cells: Cells):
    for turn, person in enumerate(PEOPLE):
        client, is_open = floor.browser(person), holds(person, "view", "register", "sign")
        for thing in told_apart(person, turn):
            page = client.get(reverse("desks:case", args=[floor.cases[thing.name].number]))
            is_there = is_open and sees(person, thing)
            cells.compare(person, thing, expected=200 if is_there else 404, found=page.status_code)
            compare_words(cells, person, thing, "desks:case", page.content.decode())
            said = SECRETS[thing.name]["text"] in page.content.decode()
            cells.compare(person, thing, "text", expected=is_there and reads(person, thing), found=said)
    assert cells.wrong == []


def test_what_comes_after_registering_is_there_for_who_registers_and_sees_the_case(floor: Floor, cells: Cells):
    for turn, person in enumerate(of_every_role("desks:registered")):
        client = floor.browser(person)
        for thing in told_apart(person, turn):
            page = client.get(reverse("desks:registered", args=[floor.cases[thing.name].number]))
            is_there = holds(person, "register") and sees(person, thing)
            cells.compare(person, thing, expected=200 if is_there else 404, found=page.status_code)
            compare_words(cells, person, thing, "desks:registered", page.content.decode())
    assert cells.wrong == []


@pytest.mark.parametrize("name", MOVE_PAGES)
def test_the_page_of_a_move_is_there_for_whoever_may_make_it_and_sees_the_case(floor: Floor, cells: Cells, name: str):
    verb = name.partition(":")[2]
    for turn, person in enumerate(trying(verb)):
        client = floor.browser(person)
        for thing, task, argument in _tried(floor, person, verb, turn):
            with transaction.atomic():
                page = getattr(client, "post" if name in POSTED else "get")(reverse(name, args=[argument]))
                transaction.set_rollback(True)
            expected = holds(person, verb) and acts(person, verb, thing, task)
            cells.compare(person, name, thing, argument, expected=expected, found=page.status_code in THERE)
            cells.compare(person, name, thing, "or not there", expected=expected, found=page.status_code != 404)
            compare_words(cells, person, thing, name, page.content.decode())
    assert cells.wrong == []


def _tried(floor: Floor, person: Person, verb: str, turn: int) -> Iterator[tuple[Thing, Task | None, object]]:
    """Cases or tasks that the oracle answers differently, each with what stands in the address."""
    if verb == "call_back":
        yield from ((thing, None, _callback(floor, thing)) for thing in THINGS if thing.calls)
    elif MOVES[verb].at == At.CASE:
        for thing in one_of_each(THINGS, turn, lambda one: (acts(person, verb, one), sees(person, one))):
            yield thing, None, floor.cases[thing.name].number
    else:
        for thing, task, row in one_of_each(
            floor.tasks, turn, lambda one: (acts(person, verb, *one[:2]), sees(person, one[0]))
        ):
            yield thing, task, row.pk


def _callback(floor: Floor, thing: Thing) -> int:
    return Callback.objects.get(case=floor.cases[thing.name]).pk


def test_the_urgent_report_on_a_case_is_for_whoever_briefs_leaders_and_sees_it(floor: Floor, cells: Cells):
    for turn, person in enumerate(trying("brief_leader")):
        client = floor.browser(person)
        for thing in told_apart(person, turn):
            page = client.get(reverse("desks:urgent_report", args=[floor.cases[thing.name].number]))
            is_there = holds(person, "brief_leader") and sees(person, thing)
            cells.compare(person, thing, expected=200 if is_there else 404, found=page.status_code)
            compare_words(cells, person, thing, "desks:urgent_report", page.content.decode())
    assert cells.wrong == []


def test_a_work_order_is_for_whoever_reads_what_happens_with_its_task(floor: Floor, cells: Cells):
    for turn, person in enumerate(of_every_role("desks:order")):
        client, is_open = floor.browser(person), holds(person, "view", "register", "sign")
        for thing, task, row in floor.tasks:
            if thing not in told_apart(person, turn):
                continue
            page = client.get(reverse("desks:order", args=[row.pk]))
            own = any(reaches(person, verb, task.unit) for verb in OWNING)
            is_there = is_open and sees(person, thing) and (reads(person, thing) or own)
            cells.compare(person, thing, task.unit, expected=200 if is_there else 404, found=page.status_code)
            compare_words(cells, person, thing, "desks:order", page.content.decode())
    assert cells.wrong == []


@pytest.mark.parametrize("route", ["desks:download", "desks:picture"])
def test_a_file_is_for_whoever_reads_what_the_citizen_said(floor: Floor, cells: Cells, route: str):
    files = {one.event.case_id: one.pk for one in Enclosure.objects.select_related("event")}
    for turn, person in enumerate(of_every_role(route)):
        client, is_open = floor.browser(person), holds(person, "view", "register", "sign")
        for thing in told_apart(person, turn):
            case = floor.cases[thing.name]
            page = client.get(reverse(route, args=[case.number, files[case.pk]]))
            expected = is_open and sees(person, thing) and reads(person, thing)
            cells.compare(person, thing, expected=200 if expected else 404, found=page.status_code)
    assert cells.wrong == []


def test_the_contact_is_shown_to_whom_it_is_granted(floor: Floor, cells: Cells):
    for turn, person in enumerate(trying("show_contact", "contact")):
        client, is_open = floor.browser(person), holds(person, "show_contact", "contact")
        for thing in _asked_after(person, turn):
            address = reverse("desks:show_contact", args=[floor.cases[thing.name].number])
            page = client.post(address, {"reason": "代为联系"})
            expected = is_open and shows_contact(person, thing)
            cells.compare(person, thing, expected=200 if expected else 404, found=page.status_code)
    assert cells.wrong == []


def _asked_after(person: Person, turn: int) -> list[Thing]:
    return one_of_each(THINGS, turn, lambda one: (shows_contact(person, one), sees(person, one), one.guarded))
