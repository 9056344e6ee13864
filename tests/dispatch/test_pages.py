"""The dispatch desk: what waits, in which order, with which suggestion; and who came second."""

import pytest

from tests.factories import at, person, registered, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Assignment
from xinqiao.deadlines.models import CalendarYear, DeadlineRule
from xinqiao.dispatch.actions import dispatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def dispatcher():
    return browser(person("dispatcher"))


def send(client, case, **typed):
    return client.post(f"/cases/{case.number}/dispatch/", {"lead": unit("cgj").pk} | typed)


def test_the_most_urgent_first_then_the_oldest(dispatcher):
    cases = [
        registered(now=at(0)), registered(now=at(1), urgency="urgent"),
        registered(now=at(2), urgency="critical"), registered(now=at(-1)),
    ]  # fmt: skip
    page = dispatcher.get("/dispatch/").content.decode()
    order = sorted(cases, key=lambda case: page.index(f"/cases/{case.number}/dispatch/"))
    assert order == [cases[2], cases[1], cases[3], cases[0]]


def test_the_page_shows_the_request_and_suggests_with_reasons(dispatcher):
    case = registered(category="C1102")
    answer = dispatcher.get(f"/cases/{case.number}/dispatch/")
    assert answer.context["form"]["lead"].initial == unit("cgj")
    assert "派单目录：占道经营 · 全市" in answer.content.decode()


def test_dispatched_it_leaves_the_desk(dispatcher):
    case = registered()
    answer = send(dispatcher, case, note="请先到现场")
    assert (answer.status_code, answer["Location"]) == (302, "/dispatch/")
    assert Assignment.objects.get(case=case).unit.code == "cgj"
    assert f"{case.number}-1 已派往市城市管理局" in dispatcher.get("/dispatch/").content.decode()


@pytest.mark.parametrize(("phone", "limited"), [("13912345678", True), ("", False)])
def test_whoever_left_no_phone_need_not_be_contacted_in_time(dispatcher, phone, limited):
    case = registered(phone=phone, urgency="critical")
    send(dispatcher, case)
    assert (Assignment.objects.get(case=case).contact_due_at is not None) == limited


def test_a_case_outside_the_catalogue_is_left_to_the_dispatcher(dispatcher):
    page = dispatcher.get(f"/cases/{registered(category='').number}/dispatch/").content.decode()
    assert "请自行判断并选择单位" in page


def test_who_came_second_is_told_what_happened_and_keeps_what_he_typed(dispatcher):
    case = registered()
    dispatch(case, lead=unit("zjj"), by=person("dispatcher"), now=at(10))
    answer = send(dispatcher, case, note="请先到现场")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert f"{case.number} 现为“承办中”，不能派单" in page
    assert person("dispatcher").name in page
    assert "请先到现场" in page
    assert Assignment.objects.get(case=case).unit.code == "zjj"


@pytest.mark.parametrize("lead", ["", "0", "no"])
def test_a_unit_must_be_chosen(dispatcher, lead):
    answer = send(dispatcher, registered(), lead=lead, note="请先到现场")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"lead"})
    assert "请先到现场" in answer.content.decode()


def test_the_centre_itself_and_retired_units_cannot_be_chosen(dispatcher):
    case = registered()
    assert send(dispatcher, case, lead=unit("xq").pk).status_code == 422
    gone = unit("zjj")
    gone.is_active = False
    gone.save()
    assert send(dispatcher, case, lead=gone.pk).status_code == 422
    assert not Assignment.objects.exists()


def test_a_case_for_which_the_city_has_no_limit_stays_where_it_is_and_says_so(dispatcher):
    DeadlineRule.objects.all().delete()
    answer = send(dispatcher, registered())
    assert answer.status_code == 422
    assert "deadlines.csv" in answer.content.decode()


def test_a_year_without_published_holidays_is_said_too(dispatcher):
    CalendarYear.objects.all().delete()
    answer = send(dispatcher, registered())
    assert answer.status_code == 422
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("role", ["agent", "handler", "reviewer", "leader"])
def test_nobody_else_finds_the_desk(role):
    client, case = browser(person(role)), registered()
    for answer in (client.get("/dispatch/"), client.get(f"/cases/{case.number}/dispatch/"), send(client, case)):
        assert answer.status_code == 404


@pytest.mark.parametrize("number", ["2509010000011", "0", "%00", "x" * 40])
def test_a_case_that_does_not_exist_is_not_found(dispatcher, number):
    assert dispatcher.get(f"/cases/{number}/dispatch/").status_code == 404
