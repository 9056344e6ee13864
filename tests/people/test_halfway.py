"""Whoever is halfway in is outside: no page, file, stream or operation of the API is for him yet."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.fixtures.program import Program
from tests.people.coming_in import newcomer, settled, sign_in, with_factor
from tests.structure.routes import Route, operations, routes
from xinqiao.people import actions, passwords, tokens
from xinqiao.people.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

WITHIN = [route for route in routes() if route.permission and not set(route.permission) & {"open_to_all", "token"}]


def initial_password() -> Staff:
    return newcomer("shift_lead")


def old_password() -> Staff:
    staff = settled("shift_lead")
    Staff.objects.filter(pk=staff.pk).update(password_set_at=None)
    return staff


def code_not_given() -> Staff:
    staff = settled("shift_lead")
    with_factor(staff)
    return staff


def no_second_factor() -> Staff:
    staff = settled("shift_lead")
    actions.give_post(staff, staff.posts.get().unit, settled("administrator").posts.get().role, by=None)
    return staff


HALFWAY = [initial_password, old_password, code_not_given, no_second_factor]


def address(route: Route) -> str:
    return "/" + re.sub(r"<((str|slug):)?\w+>", "2509010000011", re.sub(r"<int:\w+>", "1", route.pattern))


@pytest.mark.parametrize("somebody", HALFWAY)
def test_no_page_and_no_download_is_open(somebody: Callable[[], Staff]):
    client, answer = sign_in(somebody())
    assert answer["Location"].startswith("/sign-in/"), "there is a step to take"
    assert len(WITHIN) > 20
    for route in WITHIN:
        for method in (client.get, client.post):
            answer = method(address(route))
            assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/sign-in/"), route.name
        assert client.get(address(route), headers={"HX-Request": "true"}).status_code == 401, route.name


@pytest.mark.parametrize("somebody", HALFWAY)
def test_the_live_stream_is_shut(somebody: Callable[[], Staff], settings):
    client, _ = sign_in(somebody())
    settings.ROOT_URLCONF = "xinqiao.doors.live.urls"
    assert client.get("/live?topics=dispatch").status_code == 401


def test_the_session_opens_no_operation_of_the_api():
    client, _ = sign_in(newcomer("shift_lead"))
    for name, (method, told) in operations().items():
        values = ["2509010000011"] * len(re.findall("{", " ".join(p["in"] for p in told.get("parameters", []))))
        path = reverse(name, args=values or _numbers(name))
        assert getattr(client, method)(path).status_code == 401, name


def _numbers(name: str) -> list[str]:
    (route,) = (one for one in routes() if one.name == name)
    return ["2509010000011"] * route.pattern.count("<")


def test_a_token_rests_until_the_initial_password_is_changed():
    staff = settled("shift_lead")
    program = Program(staff)
    assert program.get("/cases").status_code == 200
    password = actions.reset_password(staff, by=None, now=timezone.now())
    assert program.get("/cases").status_code == 401
    assert tokens.holder(tokens.issue(staff=staff, name="new"), now=timezone.now()) is None
    client, _ = sign_in(staff, password)
    client.post("/sign-in/password/", {"new": "Ganz-neu-2", "again": "Ganz-neu-2"})
    assert program.get("/cases").status_code == 200


def test_an_old_password_stops_no_program():
    """A program's token does not age with its holder's password, or the exchange would stop over a holiday."""
    assert Program(old_password()).get("/cases").status_code == 200


def test_the_demo_knows_no_steps(settings):
    settings.DEMO = True
    staff = settled("administrator")
    passwords.give(staff, "Initial-pass-1", is_initial=True, now=timezone.now())
    Staff.objects.filter(pk=staff.pk).update(is_demo=True)
    client = Client()
    assert client.post("/sign-in/demo/", {"role": staff.username})["Location"] == "/"
    assert client.get("/").status_code == 200
