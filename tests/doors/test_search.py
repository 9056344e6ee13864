"""The field in the page head and the search of programs: what is typed, what is told, what to do when nothing is."""

import pytest
from django.urls import reverse

from tests.factories import NAME, PHONE, at, dispatched, person, registered
from tests.fixtures.browsing import browser
from tests.fixtures.program import Program, problem
from tests.fixtures.searching import indexed
from xinqiao.cases.models import Case
from xinqiao.cases.search import finding
from xinqiao.doors.desks import searching
from xinqiao.people.models import Audit, Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
ADDRESS = "/search/"


@pytest.fixture
def lead() -> Staff:
    return person("shift_lead")


@pytest.fixture
def case() -> Case:
    found = registered()
    indexed()
    return found


def page(by: Staff, typed: str, **more: str) -> str:
    answer = browser(by).get(ADDRESS, {"q": typed, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_field_stands_on_every_page_of_who_may_view_and_of_nobody_else(lead: Staff):
    assert 'action="/search/"' in browser(lead).get("/").content.decode()
    newcomer = Staff.objects.create(username="newcomer", name="新人")
    assert 'action="/search/"' not in browser(newcomer).get("/").content.decode()
    assert browser(newcomer).get(ADDRESS).status_code == 404


def test_a_case_is_shown_with_the_reason_and_the_words_marked(lead: Staff, case: Case):
    told = page(lead, "路灯 看不清")
    assert reverse("desks:case", args=[case.number]) in told
    assert "<mark>路灯</mark>" in told
    assert "<mark>看不清</mark>路面" in told
    assert "原文 · 登记" in told
    assert "编号尾号" in page(lead, case.number[-5:])


def test_the_palette_leads_to_the_case_and_to_units_by_their_initials(lead: Staff, case: Case):
    told = browser(lead).get("/palette/", {"q": case.number[-5:]}).content.decode()
    assert reverse("desks:case", args=[case.number]) in told
    told = browser(lead).get("/palette/", {"q": "csglj"}).content.decode()
    assert "/cases/?unit=cgj" in told
    assert "市城市管理局" in told


@pytest.mark.parametrize("typed", ["", "路", "\0", "%", "——"])
def test_the_palette_holds_nothing_where_nothing_was_asked(lead: Staff, case: Case, typed: str):
    answer = browser(lead).get("/palette/", {"q": typed})
    assert answer.status_code == 200
    assert "option" not in answer.content.decode()


def test_who_looks_for_a_phone_in_the_palette_leaves_a_row(lead: Staff, case: Case):
    browser(lead).get("/palette/", {"q": PHONE})
    assert [row.what for row in Audit.objects.filter(staff=lead, what="find_by_phone")] == ["find_by_phone"]


def test_what_is_typed_is_text(lead: Staff, case: Case):
    Case.objects.filter(pk=case.pk).update(title="<b>路灯</b>")
    indexed()
    told = page(lead, "<b>路灯")
    assert "<b>" not in told
    assert "<mark>&lt;b&gt;路灯</mark>" in told


def test_a_unit_and_a_category_lead_to_their_cases(lead: Staff):
    there, elsewhere = dispatched("cgj").case, dispatched("zjj", now=at(60)).case
    assert 'href="/cases/?unit=cgj"' in page(lead, "cgj")
    listed = browser(lead).get("/cases/", {"unit": "cgj"}).content.decode()
    assert (there.number in listed, elsewhere.number in listed) == (True, False)
    assert "市城市管理局" in listed, "what the list is narrowed to"
    assert f'href="/cases/?category={there.category.code}"' in page(lead, there.category.name)
    assert there.number in browser(lead).get("/cases/", {"category": there.category.code}).content.decode()
    assert there.number in browser(lead).get("/cases/", {"unit": "nobody"}).content.decode(), "no such unit: no filter"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "可以这样查"), ("灯", "请至少输入两个字"), ("%%", "请至少输入两个字"), ("霾雾", "没有找到"),
        ("路灯" * 80, "输入较长"), ("路灯 13800000009", "七位以上的数字不在原文中查"),
    ],
)  # fmt: skip
def test_it_says_what_to_do_when_nothing_is_found(lead: Staff, case: Case, typed: str, said: str):
    assert said in page(lead, typed)


def test_it_says_what_to_do_when_there_is_too_much(lead: Staff, monkeypatch):
    def gives_up(*arguments: object, **named: object) -> None:
        raise finding.TooBroad

    monkeypatch.setattr(searching, "find", gives_up)
    assert "请再加一个词" in page(lead, "路灯")


def test_the_older_ones_stand_on_the_next_page(lead: Staff, monkeypatch):
    monkeypatch.setattr(searching, "PER_PAGE", 2)
    numbers = [registered(now=at(10 * turn)).number for turn in range(3)]
    indexed()
    first = browser(lead).get(ADDRESS, {"q": "路灯"})
    after = str(first.context["found"].next)
    assert numbers[0] not in first.content.decode()
    assert numbers[0] in page(lead, "路灯", after=after)
    assert numbers[2] in page(lead, "路灯", after="nonsense"), "a broken address begins anew"


def test_a_program_reads_the_same_with_where_the_words_stand(lead: Staff, case: Case):
    told = Program(lead).get("/search?q=看不清").json()
    (hit,) = told["items"]
    assert (hit["case"]["number"], hit["found_by"], hit["verb"]) == (case.number, ["words"], "register")
    assert [hit["excerpt"][begin:end] for begin, end in hit["marks"]] == ["看不清"]
    assert told["next"] is None
    assert {"code": "cgj", "name": "市城市管理局"} in Program(lead).get("/search?q=cgj").json()["units"]


def test_a_program_reads_on_from_where_it_was(lead: Staff):
    numbers = [registered(now=at(10 * turn)).number for turn in range(3)]
    indexed()
    program, seen, after = Program(lead), [], ""
    while after is not None:
        told = program.get(f"/search?q=路灯&most=1&after={after}").json()
        seen += [hit["case"]["number"] for hit in told["items"]]
        after = told["next"]
    assert seen == numbers[::-1]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=灯", "q"),
        ("q=", "q"),
        (f"q={'灯' * 101}", "q"),
        ("", "q"),
        ("q=路灯&after=x", "after"),
        ("q=路灯&most=0", "most"),
    ],
)
def test_a_program_is_told_what_is_wrong(lead: Staff, query: str, field: str):
    answer = Program(lead).get(f"/search?{query}")
    assert answer.status_code == 422
    assert field in problem(answer)["fields"]


def test_who_looked_for_a_person_is_written_down_with_where_from(lead: Staff, case: Case):
    page(lead, NAME)
    Program(lead).get(f"/search?q={PHONE}")
    assert list(Audit.objects.order_by("pk").values_list("what", "address")) == [
        ("find_by_name", "127.0.0.1"),
        ("find_by_phone", "127.0.0.1"),
    ]
    assert [PHONE in str(row) or NAME in str(row) for row in Audit.objects.values_list()] == [False, False]
