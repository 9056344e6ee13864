"""The agent's desk: what is found by letters, flagged by one key, called up by a slash, completed after the talk."""

import pytest
from django.utils import timezone

from tests.factories import PHONE, REQUEST, fresh, person, registered
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Case
from xinqiao.catalogue.known import forget
from xinqiao.catalogue.models import Script

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
TYPED = {"case_type": "help", "urgency": "normal", "confidentiality": "open", "text": REQUEST, "phone": PHONE}


@pytest.fixture(autouse=True)
def _fresh_codes() -> None:
    forget()


def desk(role: str = "agent") -> str:
    return browser(person(role)).get("/register/").content.decode()


def test_categories_and_areas_are_found_by_pinyin_and_its_initials():
    page = desk()
    assert 'data-found-by="C1001 wyfw wuyefuwu"' in page
    assert page.count("data-combobox") == 2


def test_a_flag_is_set_with_the_registration():
    browser(person("agent")).post("/register/", TYPED | {"flag": "crowd"})
    case = Case.objects.get()
    assert case.flag == "crowd"
    assert [event.verb for event in case.events.order_by("seq")] == ["register", "flag"]


def test_a_flag_that_there_is_not_is_said_at_its_field_and_nothing_is_registered():
    answer = browser(person("agent")).post("/register/", TYPED | {"flag": "purple"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"flag"})
    assert not Case.objects.exists()


def test_scripts_are_there_where_words_for_citizens_are_typed():
    case = registered()
    script = Script.objects.get(code="court")
    client = browser(person("agent"))
    for address in ("/register/", f"/cases/{case.number}/decline/", f"/cases/{case.number}/answer-directly/"):
        page = client.get(address).content.decode()
        assert script.text in page
        assert 'data-found-by="court 诉讼事项 sssx ' in page


def test_a_city_without_scripts_has_an_empty_menu():
    Script.objects.all().delete()
    forget()
    assert "data-text=" not in desk()


def test_what_was_saved_without_category_waits_for_who_saved_it():
    case = registered(category="")
    assert case.number in desk()
    assert case.number not in desk("shift_lead")
    assert registered().number not in desk()


def test_right_after_saving_each_next_step_has_a_key():
    client = browser(person("agent"))
    page = client.get(client.post("/register/", TYPED)["Location"]).content.decode()
    number = Case.objects.get().number
    for verb, key in (("answer-directly", "a"), ("decline", "b"), ("relay", "r"), ("flag", "s")):
        assert f'href="/cases/{number}/{verb}/" data-key="{key}"' in page
    assert "/dispatch/" not in page
    assert "待补全" in page


def test_a_merge_is_proposed_with_one_of_the_similar_ones():
    other = registered(now=timezone.now(), phone="13700001111")
    client, mine = browser(person("agent")), registered(now=timezone.now())
    page = client.get(f"/cases/{mine.number}/registered/").content.decode()
    address = f"/cases/{mine.number}/propose-merge/?into={other.number}"
    assert address in page
    assert client.get(address).context["form"]["into"].value() == other.number
    client.post(address, {"into": other.number})
    assert fresh(mine).open_requests == 1


def test_only_who_registers_and_sees_the_case_finds_that_page():
    case = registered()
    assert browser(person("handler")).get(f"/cases/{case.number}/registered/").status_code == 404
    assert browser(person("agent")).get("/cases/1/registered/").status_code == 404
