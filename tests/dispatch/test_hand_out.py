"""Several cases handed out at once: each row is told what became of it."""

import pytest

from tests.factories import dispatched, fresh, person, registered, sent_back, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.queries import open_request
from xinqiao.people import policy
from xinqiao.people.models import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def dispatcher():
    return browser(person("dispatcher"))


def results(answer) -> dict[str, tuple[bool, str]]:
    assert answer.status_code == 200
    return {one.on.number: (one.is_made, one.told) for one in answer.context["results"]}


def hand_out(client, *cases, **typed):
    return client.post("/dispatch/hand-out/", {"case": [case.number for case in cases]} | typed)


def test_each_goes_to_the_unit_that_is_suggested_for_it(dispatcher):
    street, unknown = registered(category="C1102"), registered(category="")
    told = results(hand_out(dispatcher, street, unknown))
    assert told[street.number] == (True, f"{street.number}-1 已派往市城市管理局")
    assert told[unknown.number] == (False, "不能派单：派单目录中没有对应的行，请打开后选择单位")
    assert (fresh(street).stage, fresh(unknown).stage) == ("in_hand", "registered")


def test_all_go_to_the_unit_that_is_chosen(dispatcher):
    cases = [registered(category="C1102"), registered(category="")]
    hand_out(dispatcher, *cases, lead=unit("zjj").pk)
    assert [case.assignments.get().unit.code for case in cases] == ["zjj", "zjj"]


def test_a_row_s_own_button_hands_out_that_row_alone(dispatcher):
    this, other = registered(category="C1102"), registered(category="C1102")
    page = dispatcher.get("/dispatch/").content.decode()
    assert f'form="alone" name="case" value="{this.number}"' in page
    alone = page.partition('id="alone">')[2].partition("</form>")[0]
    assert "lead" not in alone, "it goes to its suggestion, whatever unit is chosen for what is ticked"
    results(hand_out(dispatcher, this))
    assert this.assignments.get().unit.code == "cgj"
    assert (fresh(this).stage, fresh(other).stage) == ("in_hand", "registered")


def test_who_comes_second_is_told_and_holds_back_nobody(dispatcher):
    free = registered(category="C1102")
    secret = {"confidentiality": "confidential", "note": "摘要"}
    gone = [dispatched(**facts).case for facts in ({}, {"category": ""}, secret)]
    told = results(hand_out(dispatcher, *gone, free))
    for taken in gone:
        assert not told[taken.number][0]
        assert "现为“承办中”，不能派单" in told[taken.number][1]
    assert told[free.number][0]


def test_a_type_that_is_checked_before_is_proposed(dispatcher):
    Platform.objects.update(settings={"dispatch": {"prechecked": ["complaint"]}})
    policy.forget()
    complaint = registered(category="C1102", case_type="complaint")
    assert results(hand_out(dispatcher, complaint))[complaint.number] == (True, "拟派市城市管理局，已提交预审")
    assert open_request(fresh(complaint), "propose_dispatch")


def test_a_confidential_case_waits_for_its_extract(dispatcher):
    secret = registered(category="C1102", confidentiality="confidential")
    made, told = results(hand_out(dispatcher, secret))[secret.number]
    assert (made, "摘要" in told) == (False, True), told
    assert fresh(secret).stage == "registered"


def test_nothing_ticked_and_a_unit_that_is_none_change_nothing(dispatcher):
    case = registered(category="C1102")
    for answer in (dispatcher.post("/dispatch/hand-out/", {}), hand_out(dispatcher, case, lead="no unit")):
        assert (answer.status_code, answer["Location"]) == (302, "/dispatch/")
    assert fresh(case).stage == "registered"


def test_a_number_out_of_sight_is_not_there(dispatcher):
    assert dispatcher.post("/dispatch/hand-out/", {"case": ["2509010009999"]}).status_code == 404
    assert browser(person("agent")).post("/dispatch/hand-out/", {}).status_code == 404


def test_more_than_a_page_is_refused_whole(dispatcher):
    case = registered(category="C1102")
    numbers = [case.number, *(f"250901{n:07}" for n in range(9_000_000, 9_000_100))]
    assert dispatcher.post("/dispatch/hand-out/", {"case": numbers}).status_code == 400
    assert fresh(case).stage == "registered"


def test_the_queue_suggests_and_tells_how_often_a_case_was_out(dispatcher):
    task = sent_back("zjj", category="C1102")
    [case] = dispatcher.get("/dispatch/").context["waiting"]
    assert (case.pk, case.suggested.unit.code, case.times) == (task.case_id, "cgj", 1)
    assert "已派 1 次" in dispatcher.get("/dispatch/").content.decode()


def test_a_unit_signs_all_that_is_ticked():
    mine, too, foreign = dispatched(), dispatched(), dispatched("zjj")
    liaison = browser(person("liaison"))
    answer = liaison.post("/handling/sign/", {"task": [mine.pk, too.pk]})
    assert results(answer) == {mine.number: (True, f"{mine.number} 已签收"), too.number: (True, f"{too.number} 已签收")}
    assert {fresh(mine).state, fresh(too).state} == {"handling"}
    assert not results(liaison.post("/handling/sign/", {"task": [mine.pk]}))[mine.number][0]
    assert liaison.post("/handling/sign/", {"task": [foreign.pk]}).status_code == 404
