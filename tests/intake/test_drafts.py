"""What is typed is kept until it is registered: at every seat of who typed it, nobody else's, and never written over."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests.factories import PHONE, REQUEST, colleague, person
from tests.fixtures.browsing import browser
from tests.fixtures.rules import decide  # noqa: F401 - a fixture
from xinqiao.cases.models import Case
from xinqiao.intake import drafts
from xinqiao.intake.models import KeptDraft
from xinqiao.project import retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
USUAL = {"case_type": "complaint", "urgency": "urgent", "confidentiality": "open"}


def page(key: str = "a" * 32, window: str = "first", seen: str = "", **typed: str) -> dict[str, str]:
    return {**USUAL, "form_key": key, "window": window, "seen": seen, "text": REQUEST, "phone": PHONE, **typed}


def kept(sent: dict[str, str], role: str = "agent") -> str:
    answer = browser(person(role)).post("/register/drafts/", sent)
    assert answer.status_code == 200
    return answer.content.decode()


def shown(key: str, role: str = "agent") -> dict[str, str]:
    """What stands in the form that the draft was taken up in."""
    form = browser(person(role)).get(f"/register/?draft={key}").context["form"]
    return {name: form[name].value() for name in form.fields}


def test_what_is_typed_is_there_at_another_seat():
    kept(page(title="路灯", place="幸福路", due_at="2030-09-09T12:00"))
    there = shown("a" * 32)
    assert (there["text"], there["phone"], there["place"]) == (REQUEST, PHONE, "幸福路")
    assert (there["case_type"], there["urgency"], there["due_at"]) == ("complaint", "urgent", "2030-09-09T12:00")
    assert there["form_key"] == "a" * 32


def test_the_desk_lists_several_and_shows_no_number_in_full():
    kept(page())
    kept(page("b" * 32, text=f"请回电{PHONE}"))
    desk = browser(person("agent")).get("/register/").content.decode()
    assert desk.count("?draft=") == 2
    assert PHONE not in desk


def test_nobody_else_sees_takes_up_or_discards_it():
    kept(page())
    other = browser(colleague(person("agent")))
    desk = other.get("/register/?draft=" + "a" * 32).content.decode()
    assert REQUEST not in desk
    assert "已登记或已舍弃" in desk
    assert other.post(f"/register/drafts/{'a' * 32}/discard/").status_code == 404
    assert KeptDraft.objects.count() == 1


def test_the_database_holds_no_word_of_it():
    kept(page())
    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM intake_keptdraft")
        (said,) = cursor.fetchone()
    assert said.startswith("v1:")
    assert PHONE not in said


def test_it_is_gone_when_it_is_registered():
    kept(page())
    browser(person("agent")).post("/register/", page())
    assert Case.objects.count() == 1
    assert not KeptDraft.objects.exists()


def test_what_is_typed_on_after_it_was_registered_is_a_draft_of_its_own():
    browser(person("agent")).post("/register/", page())
    said = kept(page(text="还有一件事"))
    assert "另存为一份草稿" in said
    assert drafts.listed(person("agent"))[0].title == "还有一件事"
    assert KeptDraft.objects.get().key != "a" * 32


def test_of_two_windows_the_older_one_is_told_and_neither_loses_a_word():
    kept(page(text="第一窗口"))
    seen = shown("a" * 32)["seen"]
    assert "另一窗口" not in kept(page(window="second", seen=seen, text="第二窗口"))
    assert "另一窗口" not in kept(page(window="second", seen=seen, text="第二窗口又写"))
    assert "另一窗口" in kept(page(text="第一窗口又写"))
    assert {one.title for one in drafts.listed(person("agent"))} == {"第一窗口又写", "第二窗口又写"}


def test_a_window_that_was_opened_before_the_other_wrote_does_not_write_over_it():
    kept(page(text="第一窗口"))
    seen = shown("a" * 32)["seen"]
    kept(page(text="第一窗口又写"))
    assert "另一窗口" in kept(page(window="second", seen=seen, text="第二窗口"))
    assert {one.title for one in drafts.listed(person("agent"))} == {"第一窗口又写", "第二窗口"}


def test_what_another_window_wrote_stays_when_this_one_is_registered():
    kept(page(text="第一窗口"))
    seen = shown("a" * 32)["seen"]
    kept(page(window="second", seen=seen, text="第二窗口"))
    browser(person("agent")).post("/register/", page(text="第一窗口"))
    assert [one.title for one in drafts.listed(person("agent"))] == ["第二窗口"]


def test_it_is_discarded_when_one_says_so():
    kept(page())
    answer = browser(person("agent")).post(f"/register/drafts/{'a' * 32}/discard/", follow=True)
    assert "草稿已舍弃" in answer.content.decode()
    assert not KeptDraft.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "status"), [({"form_key": ""}, 400), ({"window": ""}, 400), ({"text": "长" * 70_000}, 413)]
)
def test_what_is_no_draft_is_refused(wrong, status):
    answer = browser(person("agent")).post("/register/drafts/", page() | wrong)
    assert answer.status_code == status
    assert not KeptDraft.objects.exists()


def test_only_who_registers_has_drafts():
    assert browser(person("handler")).post("/register/drafts/", page()).status_code == 404
    assert browser(person("agent")).get("/register/drafts/").status_code == 405


def test_what_nobody_registered_is_forgotten_after_the_days_that_the_city_says(decide):  # noqa: F811
    decide("retention", draft_days=3)
    kept(page())
    kept(page("b" * 32))
    KeptDraft.objects.filter(key="a" * 32).update(saved_at=timezone.now() - timedelta(days=4))
    retention.apply(now=timezone.now())
    assert [one.key for one in KeptDraft.objects.all()] == ["b" * 32]
