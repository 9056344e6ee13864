"""Confidential cases and reports: units read the extract of their own task, and nothing that the citizen said or sent
(floor rule 16)."""

from datetime import date

import pytest
from django.core.files.base import ContentFile

from tests.factories import (
    NAME,
    PHONE,
    REPLY,
    at,
    dispatched,
    draft,
    fresh,
    given_time,
    its,
    person,
    signed,
    unit,
    until_events_are_told,
)
from tests.files.samples import SAMPLES
from tests.fixtures.browsing import browser
from tests.fixtures.program import Program
from xinqiao.cases import guarded
from xinqiao.cases.models import Assignment
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people.models import Grant

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

TITLE, SAID, PLACE = "窗口人员索要好处费", "三号窗口姓钱的办事员收了我两百元。", "政务大厅三号窗口"
EXTRACT, BELOW, OTHER = "核查窗口收费情况", "调取当日登记", "协助提供场地图"


@pytest.fixture(params=[{"case_type": "report"}, {"confidentiality": "confidential"}], ids=["report", "confidential"])
def task(request) -> Assignment:
    """The district has it, its town has part of it, a bureau assists; the citizen enclosed a photo and said more."""
    asked = draft(title=TITLE, text=SAID, place=PLACE, **request.param)
    photo = ContentFile(SAMPLES[".png"], name="票据.png")
    case = intake.register(asked, uploads=[photo], by=person("agent"), now=at(0))
    dispatch.dispatch(case, lead=unit("dongcheng"), note=EXTRACT, by=person("dispatcher"), now=at(10))
    dispatch.split(case, unit=unit("zjj"), tie="assisting", note=OTHER, by=person("dispatcher"), now=at(11))
    found = signed(case.assignments.get(suffix=1), now=at(20))
    handling.delegate(found, to=unit("heping"), note=BELOW, by=its("dispatcher", found), now=at(22))
    intake.append(fresh(case), text="我还有录音可以交", by=person("agent"), now=at(23))
    return found


def page_of(staff, address: str) -> str:
    answer = browser(staff).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def outsider(role: str, code: str):
    """Whose view ends at his unit."""
    Grant.objects.filter(role__code=role, verb="view").update(scope="subtree")
    return person(role, code)


UNITS = [("handler", "dongcheng", EXTRACT), ("liaison", "heping", BELOW), ("handler", "zjj", OTHER)]
HIDDEN = (TITLE, SAID, PLACE, "我还有录音可以交", "票据.png", NAME, PHONE)


@pytest.mark.parametrize(("role", "code", "extract"), UNITS)
def test_a_unit_reads_its_own_extract_and_no_more(task, role, code, extract):
    staff = outsider(role, code)
    page = page_of(staff, f"/cases/{task.case.number}/")
    assert extract in page
    for words in (*HIDDEN, *({EXTRACT, BELOW, OTHER} - {extract, *((BELOW,) if code == "dongcheng" else ())})):
        assert words not in page, words


def test_the_registrar_and_the_centre_read_what_was_said(task):
    for staff in (person("agent"), person("leader"), person("dispatcher"), person("reviewer")):
        page = page_of(staff, f"/cases/{task.case.number}/")
        for words in (TITLE, SAID, PLACE, "我还有录音可以交"):
            assert words in page, staff
    assert "票据.png" in page


def test_whose_view_reaches_the_centre_though_he_sits_elsewhere_is_inside(task):
    Grant.objects.filter(role__code="liaison", verb="view").update(scope="all")
    assert SAID in page_of(person("liaison", "zjj"), f"/cases/{task.case.number}/")


def test_pages_of_moves_and_lists_keep_it_too(task):
    handler, liaison = person("handler", "dongcheng"), person("liaison", "dongcheng")
    for staff, address in (
        (handler, f"/assignments/{task.pk}/contact/"),
        (handler, f"/assignments/{task.pk}/reply/"),
        (liaison, f"/assignments/{task.pk}/send-back/"),
        (person("dispatcher", "dongcheng"), f"/assignments/{task.pk}/delegate/"),
        (handler, "/handling/"),
        (liaison, "/cases/"),
    ):
        Grant.objects.filter(role__code="dispatcher", verb="view").update(scope="subtree")
        page = page_of(staff, address)
        assert task.case.number in page
        for words in HIDDEN:
            assert words not in page, (address, words)


def test_the_review_desk_and_the_rulings_desk_of_a_node_keep_it(task):
    below = signed(Assignment.objects.get(unit__code="heping"), now=at(25))
    given_time(below.parent, date(2025, 9, 12), now=at(25))
    handling.pause(below, until=at(9000), reason="待核", by=its("handler", below), now=at(26))
    reviewer = person("reviewer", "dongcheng")
    assert TITLE not in page_of(reviewer, "/rulings/")
    handling.reply(below, text=REPLY, outcome="solved", by=its("handler", below), now=at(30))
    page = page_of(reviewer, "/reviews/")
    assert below.number in page
    assert TITLE not in page
    assert "（内容见摘要）" in page


def test_what_the_citizen_enclosed_is_not_there_for_units(task):
    enclosure = task.case.events.get(seq=1).enclosures.get()
    address = f"/cases/{task.case.number}/files/{enclosure.pk}/"
    assert browser(outsider("handler", "dongcheng")).get(address).status_code == 404
    assert browser(person("agent")).get(address).status_code == 200


def test_an_open_case_is_read_by_everybody_who_sees_it():
    task = dispatched()
    assert guarded.words_for(person("handler"), task.case)[0] == task.case.title


def test_whose_unit_has_no_extract_the_dispatcher_is_told_until_he_conveys_one():
    task = signed(dispatched("zjj"), now=at(20))
    case, by = fresh(task.case), person("dispatcher")
    told = "市住房和城乡建设局没有摘要，读不到要办的事。"
    assert told not in page_of(by, f"/cases/{case.number}/")
    dispatch.amend(case, confidentiality="confidential", reason="诉求人要求保密", by=by, now=at(30))
    assert told in page_of(by, f"/cases/{case.number}/")
    assert told not in page_of(outsider("handler", "zjj"), f"/cases/{case.number}/")
    browser(by).post(f"/assignments/{task.pk}/convey/", {"text": EXTRACT})
    assert told not in page_of(by, f"/cases/{case.number}/")
    assert EXTRACT in page_of(outsider("handler", "zjj"), f"/cases/{case.number}/")


def test_who_designates_is_told_that_units_read_his_words(task):
    case = intake.register(draft(case_type="report"), by=person("agent"), now=at(30))
    page = page_of(person("dispatcher"), f"/cases/{case.number}/designate/")
    assert "承办单位读到的就是这段文字，代替诉求内容" in page


def test_a_unit_without_an_extract_reads_nothing(task):
    task.case.texts.filter(body__in=[EXTRACT, BELOW]).update(body="")
    assert guarded.words_for(outsider("handler", "dongcheng"), fresh(task.case))[1] == ""


def test_of_others_tasks_a_unit_reads_neither_words_nor_facts(task):
    """By the API too: whom the others asked, proposed or named is theirs."""
    other = task.case.assignments.get(unit__code="zjj")
    handling.send_back(
        other, reason="不属住建", basis="not_ours", proposed_unit=unit("reli"), by=its("liaison", other), now=at(25)
    )
    staff = outsider("handler", "dongcheng")
    told = Program(staff).get(f"/cases/{task.case.number}").json()
    assert [one["facts"] for one in told["requests"]] == [{}]
    asker = Program(outsider("handler", "zjj")).get(f"/cases/{task.case.number}").json()
    assert asker["requests"][0]["facts"]["proposed_unit"] == "reli"


@pytest.mark.django_db(transaction=True)
def test_the_list_of_events_keeps_it_too(task):
    reader = Program(outsider("handler", "zjj"))
    until_events_are_told()
    told = {one["verb"]: one["facts"] for one in reader.get("/events").json()["items"]}
    assert told["register"] == {}
    assert told["delegate"] == {}
    assert told["split"]["unit"] == "zjj"
