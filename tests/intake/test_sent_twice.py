"""A form that is sent twice is one case and one move; changed and sent again it is asked about."""

import pytest

from tests.factories import REQUEST, completed, fresh, in_handling, its, person
from tests.fixtures.at_once import at_once
from tests.fixtures.browsing import browser
from tests.fixtures.move_pages import address
from xinqiao.cases.models import Case, Event, FormKey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def key_of(answer) -> str:
    return answer.context["form"]["form_key"].value()


def sheet(key: str, **facts: str) -> dict[str, str]:
    usual = {"case_type": "help", "urgency": "normal", "confidentiality": "open", "text": REQUEST, "form_key": key}
    return usual | facts


def test_the_same_form_leads_to_the_same_case():
    client = browser(person("agent"))
    key = key_of(client.get("/register/"))
    first, second = (client.post("/register/", sheet(key)) for _ in range(2))
    assert first["Location"] == second["Location"] == f"/cases/{Case.objects.get().number}/registered/"


def test_every_page_has_a_key_of_its_own():
    client = browser(person("agent"))
    for text in (REQUEST, "另有一处积水"):
        client.post("/register/", sheet(key_of(client.get("/register/")), text=text))
    assert Case.objects.count() == 2


def test_changed_and_sent_again_it_is_asked_about_and_nothing_is_lost():
    client = browser(person("agent"))
    key = key_of(client.get("/register/"))
    client.post("/register/", sheet(key))
    answer = client.post("/register/", sheet(key, text="另有一处积水"))
    page = answer.content.decode()
    assert Case.objects.get().number in page
    assert "另有一处积水" in page
    client.post("/register/", sheet(key_of(answer), text="另有一处积水"))
    assert Case.objects.count() == 2


def test_a_form_that_was_refused_has_not_used_its_key():
    client = browser(person("agent"))
    key = key_of(client.get("/register/"))
    assert client.post("/register/", sheet(key, text="")).status_code == 422
    assert client.post("/register/", sheet(key)).status_code == 302
    assert Case.objects.count() == 1


def test_keys_of_two_people_do_not_meet():
    for role in ("agent", "shift_lead"):
        browser(person(role)).post("/register/", sheet("k" * 32))
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("verb", "role", "typed"),
    [
        ("append", "agent", {"text": "今晚又灭一盏"}),
        ("urge", "agent", {}),
        ("contact", "handler", {"result": "reached"}),
        ("interim_reply", "handler", {"text": "配件已订"}),
    ],
)
def test_what_may_be_done_again_and_again_is_done_once_by_one_form(verb, role, typed):
    task = in_handling()
    staff = its(role, task) if role == "handler" else person(role)
    client, where = browser(staff), address(verb, task if role == "handler" else fresh(task.case))
    made = Event.objects.filter(case=task.case, verb=verb)
    key = key_of(client.get(where))
    for _ in range(2):
        assert client.post(where, {**typed, "form_key": key}).status_code == 302
    assert made.count() == 1
    client.post(where, {**typed, "form_key": key_of(client.get(where))})
    assert made.count() == 2
    changed = client.post(where, {**typed, "text": "又变了", "note": "又变了", "form_key": key})
    assert (changed.status_code, made.count()) == (409, 2)
    assert "又变了" in changed.content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_very_same_moment_are_one_case():
    staff = person("agent")
    key = "b" * 32
    ended = at_once(lambda number: browser(staff).post("/register/", sheet(key)).get("Location"), 4)
    case = Case.objects.get()
    assert set(ended) == {f"/cases/{case.number}/registered/"}
    assert FormKey.objects.get().number == case.number


def test_the_same_words_from_the_same_number_are_asked_about_while_the_first_case_is_open():
    client, phone = browser(person("agent")), "13900007001"
    client.post("/register/", sheet(key_of(client.get("/register/")), phone=phone))
    first = Case.objects.get()
    again = sheet(key_of(client.get("/register/")), phone=phone, text=f" {REQUEST[:4]} {REQUEST[4:]}")
    answer = client.post("/register/", again)
    page = answer.content.decode()
    assert (answer.status_code, Case.objects.count()) == (422, 1)
    assert f"/cases/{first.number}/append/" in page
    assert phone in page, "what was typed is kept"
    assert client.post("/register/", again | {"another": "on"}).status_code == 302
    assert Case.objects.count() == 2


def test_other_words_another_number_and_a_case_that_is_over_are_not_asked_about():
    client, phone = browser(person("agent")), "13900007002"
    task = completed(phone=phone)
    for facts in ({"phone": phone}, {"phone": "13900007003"}, {"phone": phone, "text": "另有一处积水"}):
        said = {"text": task.case.texts.get(event__seq=1).body} | facts
        assert client.post("/register/", sheet(key_of(client.get("/register/")), **said)).status_code == 302, facts
