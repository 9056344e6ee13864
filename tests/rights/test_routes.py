"""No address of the house is left out of the matrix; the pages without a case open by role."""

import json

import pytest
from django.urls import reverse

from tests.fixtures.program import Program
from tests.rights.floor import Cells, Floor
from tests.rights.oracle import holds, reaches
from tests.rights.routes import ENTRIES, GROUPS
from tests.rights.things import UNITS, of_every_role, trying
from tests.structure.routes import routes
from xinqiao.catalogue.models import Responsibility
from xinqiao.people.models import Post

LIVE = "xinqiao.doors.live.urls"
CASE = {"case_type": "help", "title": "路灯不亮", "text": "巷口路灯三天不亮。", "source": "api"}


def test_every_route_stands_in_the_matrix_once():
    grouped = sorted(name for group in GROUPS for name in group)
    assert grouped == sorted(route.name for route in (*routes(), *routes(LIVE)))


@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_without_a_case_opens_by_role(floor: Floor, cells: Cells, name: str):
    verbs, arguments = ENTRIES[name]
    if name == "dispatch:responsibility":
        arguments = (Responsibility.objects.latest("pk").pk,)
    elif arguments == (1,) and name != "people:remove_duty":
        arguments = (Post.objects.latest("pk").staff_id,)
    for person in of_every_role(verbs[0]):
        page = floor.browser(person).get(reverse(name, args=arguments))
        cells.compare(person, name, expected=holds(person, *verbs), found=page.status_code in (200, 405))
        cells.compare(person, name, "or not there", expected=holds(person, *verbs), found=page.status_code != 404)
    assert cells.wrong == []


def test_the_duty_list_of_a_unit_is_for_who_keeps_it(floor: Floor, cells: Cells):
    for person in trying("manage_duty"):
        client = floor.browser(person)
        for code in UNITS:
            page = client.get(reverse("people:duty_unit", args=[code]))
            expected = 200 if reaches(person, "manage_duty", code) else 404
            cells.compare(person, code, expected=expected, found=page.status_code)
    assert cells.wrong == []


def test_figures_and_registering_by_the_api_go_by_role(floor: Floor, cells: Cells):
    for person in of_every_role("register"):
        program = Program(floor.who(person))
        figures = program.get("/figures?since=2025-09-01T00:00:00Z&until=2025-10-01T00:00:00Z").status_code
        cells.compare(person, "figures", expected=200 if holds(person, "view_figures") else 404, found=figures)
        made = program.post("/cases", CASE)
        cells.compare(person, "register", expected=201 if holds(person, "register") else 404, found=made.status_code)
        assert json.loads(made.content)
    assert cells.wrong == []
