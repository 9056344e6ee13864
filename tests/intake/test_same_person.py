"""Same person, own open case: append and urge, no new number; closed: a linked second request (floor rule 14)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import PHONE, REQUEST, archived, fresh, in_handling, person, registered, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Case
from xinqiao.intake import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
TYPED = {"case_type": "help", "urgency": "normal", "confidentiality": "open", "text": REQUEST}


def beside(phone: str, role: str = "agent") -> str:
    answer = browser(person(role)).post("/register/same-person/", {"phone": phone})
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_open_case_offers_to_append_and_to_urge_a_closed_one_to_go_on_from():
    opened, closed = fresh(in_handling().case), archived()
    page = beside(f" {PHONE[:3]}-{PHONE[3:]} ")
    assert f"/cases/{opened.number}/append/" in page
    assert f"/cases/{opened.number}/urge/" in page
    assert f'name="earlier_chosen" value="{closed.number}"' in page
    assert f"/cases/{closed.number}/append/" not in page


def test_another_number_shows_nothing_of_anybody():
    registered()
    for phone in ("13800138000", "", "139", "不知道"):
        assert beside(phone).strip() == ""


def test_no_name_no_number_and_a_masked_title_are_all_that_is_shown():
    registered(title=f"请回电{PHONE}")
    page = beside(PHONE)
    assert PHONE not in page
    assert "139****5678" in page
    assert "欧阳" not in page


def test_a_case_outside_the_agents_sight_is_not_shown():
    case = registered()
    Case.objects.filter(pk=case.pk).update(registered_by=person("shift_lead"))
    actions.flag(case, flag="crowd", by=person("shift_lead"), now=case.registered_at)
    assert case.number not in beside(PHONE)
    assert case.number in beside(PHONE, "shift_lead")


def test_only_who_registers_may_ask():
    assert browser(person("handler")).post("/register/same-person/", {"phone": PHONE}).status_code == 404
    assert browser(person("agent")).get("/register/same-person/").status_code == 405


def test_it_costs_the_same_for_many_cases():
    client, costs = browser(person("agent")), []
    for more in (1, 1, 10):
        for _ in range(more):
            registered()
        client.post("/register/same-person/", {"phone": PHONE})  # fills what a process keeps for some seconds
        with CaptureQueriesContext(connection) as queries:
            client.post("/register/same-person/", {"phone": PHONE})
        costs.append(len(queries))
    assert costs[2] <= costs[1]


@pytest.mark.parametrize("typed", [{"earlier": "{}"}, {"earlier_chosen": "{}", "earlier": "写错的"}])
def test_a_second_request_is_tied_to_the_first(typed):
    first, client = archived(), browser(person("agent"))
    answer = client.post(
        "/register/", TYPED | {"phone": PHONE} | {name: value.format(first.number) for name, value in typed.items()}
    )
    assert answer.status_code == 302
    later = Case.objects.latest("pk")
    assert later.earlier == first
    page = client.get(f"/cases/{later.number}/").content.decode()
    assert f"/cases/{first.number}/" in page
    assert later.number in client.get(f"/cases/{first.number}/").content.decode()


def test_the_address_can_name_the_first():
    first = archived()
    form = browser(person("agent")).get(f"/register/?earlier={first.number}").context["form"]
    assert form["earlier"].value() == first.number


def test_a_number_that_nobody_has_is_said_at_its_field():
    answer = browser(person("agent")).post("/register/", TYPED | {"earlier": "2509010000011"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"earlier"})


def test_whom_a_report_accuses_and_the_deadline_from_above_are_kept():
    typed = TYPED | {
        "case_type": "report",
        "accused": unit("heping").pk,
        "due_at": "2030-09-09T12:00",
        "source": "province",
    }
    browser(person("agent")).post("/register/", typed)
    case = Case.objects.get()
    assert case.accused == unit("heping")
    assert f"{case.upper_due_at:%Y-%m-%d %H:%M %Z}" == "2030-09-09 04:00 UTC"
