"""A name and a number that were registered once appear on no page, in no answer of the API, in no log."""

import csv
import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ADDRESS, NAME, PHONE, at, in_handling, person, to_call_back
from tests.factories import registered as register
from tests.fixtures.city import MINIMAL
from xinqiao.callback.actions import call_back
from xinqiao.cases.models import Case
from xinqiao.handling import actions as handling
from xinqiao.people import tokens

pytestmark = pytest.mark.django_db

SPOKEN = f"请回电{PHONE}，路灯不亮"


@pytest.fixture(autouse=True)
def spoken_everywhere(city, caplog) -> None:
    """Cases at every step, the number typed into every text that people type."""
    caplog.set_level(logging.DEBUG)
    said = {"title": SPOKEN, "text": SPOKEN, "place": f"{PHONE} 门前"}
    register(**said)
    task = in_handling(**said)
    handling.contact(task, result="reached", note=SPOKEN, by=person("handler"), now=task.dispatched_at)
    handling.reply(task, text=SPOKEN, outcome="solved", by=person("handler"), now=task.dispatched_at)
    handling.reject_review(task, reason=SPOKEN, by=person("reviewer"), now=task.dispatched_at)
    handling.reply(task, text=SPOKEN, outcome="solved", by=person("handler"), now=task.dispatched_at)
    said_back = {"result": "no_answer", "said": {}, "note": SPOKEN, "by": person("callback_agent")}
    call_back(to_call_back(**said), **said_back, now=at(90))


def addresses() -> list[str]:
    """Every page that is got, for every case, task and callback there is."""
    found = [reverse(name) for name in (
        "home", "intake:register", "dispatch:queue", "handling:worklist", "handling:reviews", "callback:queue",
        "desks:cases", "assessment:figures", "people:people", "people:add", "people:duty", "people:me",
    )]  # fmt: skip
    for case in Case.objects.all():
        found += [f"/cases/{case.number}/", f"/cases/{case.number}/dispatch/", f"/cases/?number={case.number}"]
        for task in case.assignments.all():
            found += [
                f"/assignments/{task.pk}/{verb}/" for verb in ("contact", "reply", "pass-review", "reject-review")
            ]
        found += [f"/callbacks/{callback.pk}/" for callback in case.callbacks.all()]
    found += [f"/people/{person('handler').pk}/", "/duty/cgj/"]
    figures = ("accepted", "completed", "satisfaction")
    return found + [f"/figures/{code}/denominator/?since=2025-09-01&until=2025-09-02" for code in figures]


with (MINIMAL / "roles.csv").open(encoding="utf-8-sig", newline="") as file:
    ROLES = sorted({row["role"] for row in csv.DictReader(file)})


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_it(role):
    client, shown = Client(), []
    client.force_login(person(role))
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in {200, 404}, address
        shown += [address] * (answer.status_code == 200)
        for personal in (PHONE, NAME, ADDRESS):
            assert personal not in answer.content.decode(), address
    assert {"/", "/me/"} <= set(shown)


def test_no_answer_of_the_api_tells_it():
    token = tokens.issue(staff=person("shift_lead"), name="test")
    since, until = "2025-09-01T00:00:00%2B08:00", "2025-10-01T00:00:00%2B08:00"
    asked = ["/api/v1/cases", f"/api/v1/figures?since={since}&until={until}"]
    asked += [f"/api/v1/cases/{case.number}" for case in Case.objects.all()]
    for address in asked:
        answer = Client().get(address, headers={"authorization": f"Bearer {token}"})
        assert answer.status_code == 200
        for personal in (PHONE, NAME, ADDRESS):
            assert personal not in answer.content.decode(), address


def test_no_log_tells_it(caplog):
    client = Client()
    client.force_login(person("shift_lead"))
    for address in addresses():
        client.get(address)
    client.post("/register/", {"phone": PHONE, "name": NAME})
    logged = [record for record in caplog.records if record.name != "django.db.backends"]
    for personal in (PHONE, NAME, ADDRESS):
        assert not [record for record in logged if personal in record.getMessage()]
