"""What somebody at a desk types into the page head finds the cases that he may see, and says why."""

import pytest
from django.db import connection

from tests.factories import MONDAY, NAME, PHONE, REPLY, at, dispatched, in_handling, its, person, registered, replied
from tests.fixtures.searching import found_by, indexed, search
from xinqiao.cases.models import ForeignNumber
from xinqiao.cases.search import asked, finding
from xinqiao.cases.search.finding import TooBroad, find
from xinqiao.cases.search.sources import Reason
from xinqiao.dispatch import actions as dispatch
from xinqiao.people.models import Audit, Staff
from xinqiao.people.paging import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def lead() -> Staff:
    """Somebody at the centre who may see everything, also who asked."""
    return person("shift_lead")


def test_by_its_number_in_any_writing_and_by_that_of_a_task(lead: Staff):
    task = dispatched()
    number = task.case.number
    for typed in (number, f"{number[:6]} {number[6:]}", "".join(chr(ord(digit) + 0xFEE0) for digit in number)):
        assert found_by(lead, typed) == {number: (Reason.NUMBER,)}
    assert found_by(lead, task.number) == {number: (Reason.NUMBER,)}
    assert found_by(lead, f"{number}-9") == {}


def test_by_the_end_of_its_number(lead: Staff):
    number = registered().number
    indexed()
    assert found_by(lead, number[-4:]) == {number: (Reason.TAIL,)}
    assert found_by(lead, number[-3:]) == {}
    assert found_by(lead, str((int(number[-7:-4]) + 1) % 1000).zfill(3) + number[-4:]) == {}


def test_by_the_number_that_another_system_gave_it(lead: Staff):
    case = registered(system="旧热线", foreign_number="LD 000123")
    ForeignNumber.objects.create(case=case, system="省平台", number="SP7")
    for typed in ("LD 000123", "ld 000123", "SP7", "sp 7"):
        assert Reason.FOREIGN_NUMBER in found_by(lead, typed).get(case.number, ()), typed
    assert found_by(lead, "LD 00012") == {}


def test_by_the_phone_and_by_the_whole_name(lead: Staff):
    case = registered()
    for typed in (PHONE, f"+86 {PHONE[:3]}-{PHONE[3:7]}-{PHONE[7:]}"):
        assert found_by(lead, typed) == {case.number: (Reason.PHONE,)}
    assert found_by(lead, NAME) == {case.number: (Reason.NAME,)}
    assert found_by(lead, NAME[:2]) == {}


def test_looking_for_a_person_leaves_a_row_that_does_not_say_whom(lead: Staff):
    case = registered()
    for typed in (PHONE, "13800000001", NAME, "路灯"):
        search(lead, typed)
    rows = list(Audit.objects.values_list("what", "staff__username", "subject", "reason").order_by("pk"))
    assert rows == [
        ("find_by_phone", lead.username, case.number, "× 1"),
        ("find_by_phone", lead.username, "", "× 0"),
        ("find_by_name", lead.username, case.number, "× 1"),
    ]


def test_by_words_of_the_title_the_place_the_request_and_the_reply(lead: Staff):
    task = replied()
    number = task.case.number
    indexed()
    for typed in ("连续三晚", "幸福路公交站", "看不清路面", REPLY[1:6], "三盏 公交站", "公交站往东三盏路灯"):
        assert found_by(lead, typed) == {number: (Reason.WORDS,)}, typed
    for typed in ("路灯杆", "三盏 消防栓", "路盏"):
        assert found_by(lead, typed) == {}, typed


def test_it_says_where_the_words_stand_and_marks_them(lead: Staff):
    replied()
    indexed()
    (hit,) = search(lead, "恢复照明").hits
    assert hit.verb == "reply"
    assert [piece.text for piece in hit.excerpt if piece.is_asked] == ["恢复照明"]


def test_what_is_masked_is_not_found_by_its_digits_nor_shown(lead: Staff):
    case = registered(text=f"请回电{PHONE}，或微信wxid_jingqiu88，我叫{NAME}。")
    indexed()
    for typed in (PHONE[2:9], PHONE[:6], "jingqiu88", "wxid_jingqiu88", f"{NAME}。"):
        assert Reason.WORDS not in found_by(lead, typed).get(case.number, ()), typed
    (hit,) = search(lead, "请回电").hits
    assert PHONE not in "".join(piece.text for piece in hit.excerpt)


def test_signs_of_a_pattern_are_signs(lead: Staff):
    case = registered(text="水费涨了100%，a_b厂不说明。")
    indexed()
    assert found_by(lead, "涨了100%") == {case.number: (Reason.WORDS,)}
    assert found_by(lead, "涨了%说明") == found_by(lead, "涨_100") == {}


def test_the_newest_comes_first_and_the_rest_behind_it(lead: Staff):
    numbers = [registered(now=at(10 * turn)).number for turn in range(5)]
    indexed()
    wanted, seen, after = asked.read("路灯"), [], None
    for _ in range(3):
        page = find(wanted, by=lead, after=after, most=2)
        seen.append([hit.case.number for hit in page.hits])
        after = page.next
    assert seen == [numbers[4:2:-1], numbers[2:0:-1], numbers[:1]]
    assert after is None


def test_a_case_is_told_once_with_every_reason(lead: Staff):
    case = registered(text="路灯不亮。", title="路灯", name="路灯不亮")
    indexed()
    assert found_by(lead, "路灯不亮") == {case.number: (Reason.NAME, Reason.WORDS)}


def test_who_may_not_see_who_asked_does_not_find_him(lead: Staff):
    """Floor rules 16 and 26: of a confidential case the centre alone; of another the unit that handles it."""
    task, other = in_handling(), in_handling(confidentiality="confidential", note="请核查路灯。")
    handler = its("handler", task)
    assert found_by(handler, PHONE) == {task.case.number: (Reason.PHONE,)}
    assert set(found_by(lead, PHONE)) == {task.case.number, other.case.number}
    stranger = person("handler", "zjj")
    assert found_by(stranger, PHONE) == found_by(stranger, NAME) == {}


def test_a_unit_finds_its_extract_and_not_what_the_citizen_said(lead: Staff):
    task = dispatched(confidentiality="confidential", note="请核查灯杆编号。")
    number = task.case.number
    indexed()
    handler = its("handler", task)
    for typed in ("路灯", "幸福路", "连续三晚"):
        assert set(found_by(handler, typed)) == set(), typed
        assert set(found_by(lead, typed)) == {number}, typed
    assert found_by(handler, "灯杆编号") == {number: (Reason.WORDS,)}


def test_a_case_that_becomes_confidential_is_not_found_by_its_words_any_more():
    task = in_handling()
    indexed()
    handler = its("handler", task)
    assert set(found_by(handler, "路灯")) == {task.case.number}
    dispatch.amend(
        task.case, reason="诉求人要求保密", confidentiality="confidential", by=person("dispatcher"), now=at(60)
    )
    assert set(found_by(handler, "路灯")) == set()


def test_a_search_that_takes_too_long_is_given_up(lead: Staff, monkeypatch):
    def sleep(*arguments: object) -> list[object]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(30)")
        return []

    monkeypatch.setattr(finding, "MOST_MILLISECONDS", 20)
    monkeypatch.setattr(finding, "sightings", sleep)
    with pytest.raises(TooBroad):
        search(lead, "路灯")


@pytest.mark.parametrize("written", ["", "x", "2025-09-01/1", "2025-09-01T00:00:00+08:00/", "0001-01-01T00:00:00Z/1"])
def test_a_place_that_was_not_told_is_refused(written: str):
    with pytest.raises(ValueError):
        Place.read(written)


def test_a_place_is_read_as_it_was_written():
    place = Place(MONDAY, 7)
    assert Place.read(str(place)) == Place.read(str(place).replace("+", " ")) == place
