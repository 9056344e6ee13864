"""Pages that show several stages at once: home, search, the case's whole story, the counters beside the menu."""

import pytest

from tests.factories import (
    PHONE,
    REPLY,
    REQUEST,
    archived,
    called_back,
    dispatched,
    in_handling,
    person,
    react,
    registered,
    replied,
    to_call_back,
)
from tests.fixtures.browsing import browser
from xinqiao.cases.models import ForeignNumber

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def offered(role: str, case, unit: str = "") -> set[str]:
    """The moves that the case page offers this person, by address."""
    page = page_of(browser(person(role, unit)), f"/cases/{case.number}/")
    parts = {"dispatch": f"/cases/{case.number}/dispatch/", "call_back": 'href="/callbacks/'}
    verbs = {"sign", "contact", "reply", "pass-review", "reject-review"}
    task = case.assignments.first()
    parts |= {verb: f"/assignments/{task.pk}/{verb}/" for verb in verbs if task}
    return {verb for verb, address in parts.items() if address in page and verb != "menu"}


class TestButtons:
    """Buttons derive from the table and the person's grants."""

    def test_a_registered_case(self):
        case = registered()
        assert offered("dispatcher", case) == {"dispatch"}
        assert offered("agent", case) == set()

    def test_a_task_to_sign(self):
        case = dispatched().case
        assert offered("liaison", case) == {"sign"}
        assert offered("handler", case) == set()
        assert offered("dispatcher", case) == set()

    def test_a_task_in_handling(self):
        case = in_handling().case
        assert offered("handler", case) == {"contact", "reply"}
        assert offered("reviewer", case) == set()

    def test_a_reply_to_review(self):
        case = replied().case
        assert offered("reviewer", case) == {"pass-review", "reject-review"}
        assert offered("handler", case) == set()

    def test_a_completed_case(self):
        opened = to_call_back()
        assert f"/callbacks/{opened.pk}/" in page_of(browser(person("callback_agent")), f"/cases/{opened.case.number}/")
        assert f"/callbacks/{opened.pk}/" not in page_of(browser(person("reviewer")), f"/cases/{opened.case.number}/")

    def test_an_archived_case_is_at_rest(self):
        case = archived()
        for role in ("dispatcher", "handler", "liaison", "reviewer"):
            assert offered(role, case) == set()


def test_the_case_page_tells_the_whole_story():
    case = archived()
    page = page_of(browser(person("leader")), f"/cases/{case.number}/")
    for told in (REQUEST, REPLY, "登记", "派单 · 市城市管理局", "签收", "答复", "审核通过", "回访", "归档", "系统"):
        assert told in page, told


def test_a_number_in_what_was_said_is_masked():
    case = registered(text=f"请回电{PHONE}")
    page = page_of(browser(person("agent")), f"/cases/{case.number}/")
    assert "139****5678" in page
    assert PHONE not in page


def test_markup_in_what_was_said_stays_words():
    case = registered(title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    for address in (f"/cases/{case.number}/", "/cases/"):
        page = page_of(browser(person("agent")), address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page


class TestSearch:
    def test_newest_first_and_by_stage(self):
        waiting, done = registered(), archived()
        client = browser(person("leader"))
        both = page_of(client, "/cases/")
        assert both.index(done.number) != -1
        assert waiting.number in both
        assert waiting.number not in page_of(client, "/cases/?stage=archived")
        assert client.get("/cases/?stage=nonsense").status_code == 200

    def test_by_our_number_and_by_another_systems(self):
        case, other = registered(system="省平台", foreign_number="S-77"), registered()
        ForeignNumber.objects.create(case=case, system="旧系统", number="2549")
        client = browser(person("agent"))
        for number in (case.number, "S-77", "2549", f" {case.number} "):
            page = page_of(client, f"/cases/?number={number}")
            assert f"/cases/{case.number}/" in page
            assert f"/cases/{other.number}/" not in page

    @pytest.mark.parametrize("asked", ["number=%00", "number=1", "page=0", "page=x", "page=999"])
    def test_what_cannot_be_found_is_no_error(self, asked):
        assert browser(person("agent")).get(f"/cases/?{asked}").status_code == 200


class TestCounters:
    def count(self, role: str, name: str, unit: str = "") -> str:
        return page_of(browser(person(role, unit)), f"/counters/{name}/")

    def test_what_waits_for_each(self):
        registered()
        dispatched("cgj")
        in_handling("cgj")
        replied("cgj")
        to_call_back("cgj")
        assert self.count("dispatcher", "dispatch") == "1"
        assert self.count("liaison", "handling") == "2"
        assert self.count("handler", "handling") == "2"
        assert self.count("reviewer", "reviews") == "1"
        assert self.count("callback_agent", "callback") == "1"

    def test_nothing_is_no_figure_at_all(self):
        registered()
        assert self.count("liaison", "handling", "zjj") == ""
        assert self.count("agent", "dispatch") == ""

    def test_a_counter_that_does_not_exist(self):
        assert browser(person("agent")).get("/counters/wishes/").status_code == 404


def test_home_greets_every_role():
    for role in ("agent", "dispatcher", "liaison", "handler", "reviewer", "callback_agent", "leader", "auditor"):
        assert person(role).name in page_of(browser(person(role)), "/")


def test_a_bad_rating_shows_that_a_ruling_is_awaited():
    opened = to_call_back()
    called_back(opened, satisfaction=1, solved=False)
    react()
    assert "待裁定" in page_of(browser(person("leader")), f"/cases/{opened.case.number}/")
