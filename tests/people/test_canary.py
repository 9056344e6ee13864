"""A name and a number that were registered once appear on no page, in no answer of the API, in no log."""

import logging

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ADDRESS, NAME, PHONE, at, in_handling, person, to_call_back
from tests.factories import registered as register
from xinqiao.callback.actions import call_back
from xinqiao.cases.models import Case
from xinqiao.handling import actions as handling
from xinqiao.people import tokens
from xinqiao.people.models import Role

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
        "desks:cases", "assessment:figures",
    )]  # fmt: skip
    for case in Case.objects.all():
        found += [f"/cases/{case.number}/", f"/cases/{case.number}/dispatch/", f"/cases/?number={case.number}"]
        for task in case.assignments.all():
            found += [
                f"/assignments/{task.pk}/{verb}/" for verb in ("contact", "reply", "pass-review", "reject-review")
            ]
        found += [f"/callbacks/{callback.pk}/" for callback in case.callbacks.all()]
    figures = ("accepted", "completed", "satisfaction")
    return found + [f"/figures/{code}/denominator/?since=2025-09-01&until=2025-09-02" for code in figures]


ROLES = ["agent", "shift_lead", "dispatcher", "liaison", "handler", "reviewer", "callback_agent", "leader"]


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_it(role):
    client, shown = Client(), 0
    client.force_login(person(role))
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in {200, 404}, address
        shown += answer.status_code == 200
        for personal in (PHONE, NAME, ADDRESS):
            assert personal not in answer.content.decode(), address
    assert shown >= 2


def test_every_kind_of_page_was_asked_by_somebody_who_may_see_it():
    """Roles that are left out above hold no verb that opens a page of its own."""
    left_out = Role.objects.exclude(code__in=ROLES)
    verbs = set(left_out.values_list("grants__verb", flat=True))
    assert verbs == {"view", "view_figures", "import", "register"}


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
