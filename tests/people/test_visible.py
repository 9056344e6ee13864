"""Who sees which case; what is not his is not there."""

import pytest
from django.test import Client

from tests.factories import dispatched, person, registered, to_call_back
from xinqiao.cases.models import Case
from xinqiao.cases.queries import tasks_for, visible_to
from xinqiao.people import tokens
from xinqiao.people.models import Grant, Role, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def seen(staff: Staff) -> set[Case]:
    return set(visible_to(staff))


def get(staff: Staff, address: str) -> int:
    client = Client()
    client.force_login(staff)
    return client.get(address).status_code


def get_api(staff: Staff, address: str) -> int:
    token = tokens.issue(staff=staff, name="test")
    return Client().get(address, headers={"authorization": f"Bearer {token}"}).status_code


@pytest.fixture
def cases() -> dict[str, Case]:
    """One that waits, one at the bureau, one at a sub-district."""
    return {"waiting": registered(), "bureau": dispatched("cgj").case, "town": dispatched("heping").case}


def test_the_centre_sees_all(cases):
    for role in ("agent", "dispatcher", "leader", "auditor"):
        assert seen(person(role)) == set(cases.values())


def test_a_unit_sees_what_it_was_handed(cases):
    assert seen(person("handler", "cgj")) == {cases["bureau"]}
    assert seen(person("liaison", "heping")) == {cases["town"]}
    assert seen(person("liaison", "zjj")) == set()


def test_a_district_sees_what_its_towns_were_handed(cases):
    assert seen(person("liaison", "dongcheng")) == {cases["town"]}
    assert seen(person("handler", "dongcheng")) == set(), "handlers see their own unit's"


def test_the_centres_subtree_is_every_case_those_that_wait_included(cases):
    assert seen(person("reviewer")) == set(cases.values())


def test_who_registered_a_case_sees_it_even_without_a_grant():
    clerk = person("administrator")
    assert not clerk.can_anywhere("view")
    case = registered()
    Case.objects.filter(pk=case.pk).update(registered_by=clerk)
    assert seen(clerk) == {case}


def test_tasks_are_those_on_which_the_move_can_be_made(cases):
    bureau = cases["bureau"].assignments.get()
    assert set(tasks_for(person("liaison", "cgj"), "sign")) == {bureau}
    assert set(tasks_for(person("liaison", "cgj"), "reply")) == set()
    assert set(tasks_for(person("reviewer"), "pass_review")) == {bureau, cases["town"].assignments.get()}
    assert set(tasks_for(person("reviewer", "cgj"), "pass_review")) == set(), "handed down by the centre, not by it"


def test_a_foreign_case_is_not_there(cases):
    stranger, number = person("handler", "zjj"), cases["bureau"].number
    assert get(person("handler", "cgj"), f"/cases/{number}/") == 200
    assert get(stranger, f"/cases/{number}/") == 404
    assert get_api(person("handler", "cgj"), f"/api/v1/cases/{number}") == 200
    assert get_api(stranger, f"/api/v1/cases/{number}") == 404


@pytest.mark.parametrize("verb", ["contact", "reply", "pass-review", "reject-review"])
def test_the_page_of_a_foreign_task_is_not_there(cases, verb):
    task = cases["bureau"].assignments.get()
    roles = {"contact": "handler", "reply": "handler"}
    stranger = person(roles.get(verb, "reviewer"), "zjj")
    assert get(stranger, f"/assignments/{task.pk}/{verb}/") == 404


def test_a_foreign_callback_is_not_there():
    opened = to_call_back("cgj")
    assert get(person("callback_agent"), f"/callbacks/{opened.pk}/") == 200
    assert get(person("callback_agent", "zjj"), f"/callbacks/{opened.pk}/") == 404


@pytest.mark.parametrize(
    ("verb", "desk"), [("dispatch", "/dispatch/"), ("call_back", "/callbacks/"), ("view", "/cases/")]
)
def test_the_desk_of_a_district_shows_nothing_of_the_rest_of_the_city(cases, verb, desk):
    to_call_back("cgj")
    role = Role.objects.create(code="district_desk", name="区级岗位")
    for granted in {verb, "view"}:
        Grant.objects.create(role=role, verb=granted, scope="subtree")
    client = Client()
    client.force_login(person("district_desk", "zjj"))
    page = client.get(desk)
    assert page.status_code == 200
    assert not [case.number for case in Case.objects.all() if case.number in page.content.decode()]


def test_a_case_that_does_not_exist_looks_like_one_that_is_not_ours(cases):
    for number in ("2509010000011", cases["bureau"].number[:-1] + "x", "0", "%00"):
        assert get(person("agent"), f"/cases/{number}/") == 404
        assert get_api(person("agent"), f"/api/v1/cases/{number}") == 404
