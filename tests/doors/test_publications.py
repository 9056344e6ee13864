"""From a completed case to what the public reads: who proposes, what the desk sees, what it decides."""

import pytest
from django.utils import timezone

from tests.factories import archived, completed, fresh, person, registered
from tests.fixtures.browsing import browser
from xinqiao.cases import erasure
from xinqiao.cases.models import Case
from xinqiao.knowledge.models import Publication
from xinqiao.people.models import Audit, Grant, Role
from xinqiao.people.scope import Scope

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
DESK = "/publications/"
SAID = {
    "text": "我叫李小明，电话 13800001234，槐树巷 3 号门前路灯不亮。",
    "title": "李小明反映路灯不亮",
    "name": "李小明",
}
PUBLIC = {"title": "路灯不亮", "request": "路灯三天不亮。", "reply": "已修复，联系 13900001111。"}


def proposed(**facts: object) -> Publication:
    case = archived(**(SAID | facts))
    answer = browser(person("callback_agent")).post(f"/cases/{case.number}/publication/")
    assert answer.status_code == 302
    return Publication.objects.get(case_number=case.number)


def published() -> Publication:
    one = proposed()
    assert browser(person("shift_lead")).post(f"{DESK}{one.pk}/", PUBLIC).status_code == 302
    return fresh(one)


def test_what_is_proposed_holds_nothing_of_the_citizen():
    one = proposed()
    assert one.title == "［个人信息］反映路灯不亮"
    assert one.request == "我叫［个人信息］，电话 ［电话］，槐树巷［门牌］门前路灯不亮。"
    assert one.reply, "what the unit replied and the review passed"
    assert (one.state, one.category is None or one.category.path.count("/") > 1) == ("proposed", True)


def test_the_desk_shows_the_case_beside_it_with_what_is_hidden_marked():
    one = proposed()
    page = browser(person("shift_lead")).get(f"{DESK}{one.pk}/").content.decode()
    assert "<mark>138****1234</mark>" in page
    assert "13800001234" not in page
    assert one.request in page
    assert one.title in browser(person("shift_lead")).get(DESK).content.decode()


def test_what_the_editor_writes_is_redacted_once_more_and_leaves_a_row():
    one = published()
    assert (one.state, one.title, one.reply) == ("published", "路灯不亮", "已修复，联系 ［电话］。")
    row = Audit.objects.get(what="publish")
    assert (row.staff, row.subject) == (person("shift_lead"), one.case_number)


def test_it_is_declined_or_withdrawn_with_a_reason_and_can_be_proposed_anew():
    one, lead = proposed(), browser(person("shift_lead"))
    assert lead.post(f"{DESK}{one.pk}/decline/", {"reason": ""}).status_code == 422
    assert fresh(one).state == "proposed"
    assert lead.post(f"{DESK}{one.pk}/decline/", {"reason": "事小"}).status_code == 302
    assert (fresh(one).state, fresh(one).reason) == ("declined", "事小")
    assert lead.post(f"/cases/{one.case_number}/publication/").status_code == 302
    assert lead.post(f"{DESK}{one.pk}/", PUBLIC).status_code == 302
    assert lead.post(f"{DESK}{one.pk}/decline/", {"reason": "晚了"}).status_code == 302
    assert fresh(one).state == "published", "what was decided is not decided twice"
    assert lead.post(f"{DESK}{one.pk}/withdraw/", {"reason": "有误"}).status_code == 302
    assert (fresh(one).state, fresh(one).reason) == ("withdrawn", "有误")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"reply": " "}, {"title": "长" * 101}])
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(wrong: dict[str, str]):
    one = proposed()
    answer = browser(person("shift_lead")).post(f"{DESK}{one.pk}/", PUBLIC | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(wrong))
    assert PUBLIC["request"] in answer.content.decode()
    assert fresh(one).state == "proposed"


@pytest.mark.parametrize(
    "facts", [{"confidentiality": "confidential"}, {"confidentiality": "anonymous"}, {"case_type": "report"}]
)
def test_what_is_not_for_everybody_here_is_never_for_the_public(facts: dict[str, str]):
    case = completed(note="摘要：路灯不亮。", **facts).case
    lead = browser(person("shift_lead"))
    assert "提请公开" not in lead.get(f"/cases/{case.number}/").content.decode()
    lead.post(f"/cases/{case.number}/publication/")
    assert not Publication.objects.exists()


def test_a_flagged_case_and_one_that_is_not_over_are_not_proposed():
    flagged = completed().case
    Case.objects.filter(pk=flagged.pk).update(flag="sensitive")
    for case in (flagged, registered()):
        browser(person("shift_lead")).post(f"/cases/{case.number}/publication/")
    assert not Publication.objects.exists()


def test_what_has_become_confidential_since_is_not_published():
    one = proposed()
    Case.objects.filter(number=one.case_number).update(confidentiality="confidential")
    answer = browser(person("shift_lead")).post(f"{DESK}{one.pk}/", PUBLIC)
    assert answer.status_code == 422
    assert fresh(one).state == "proposed"


def test_the_latest_of_a_category_are_proposed_at_once_and_each_once():
    cases = [completed(category="C1102").case for _ in range(2)]
    completed(category="C1001")
    completed(category="C1102", case_type="report", note="摘要")
    lead, category = browser(person("shift_lead")), cases[0].category_id
    assert lead.post(DESK, {"category": ""}).status_code == 422
    for _ in range(2):
        assert lead.post(DESK, {"category": category}).status_code == 302
    assert {one.case_number for one in Publication.objects.all()} == {case.number for case in cases}


def test_who_only_proposes_does_not_decide():
    one, agent = proposed(), browser(person("callback_agent"))
    assert agent.get(DESK).status_code == 404
    assert agent.get(f"{DESK}{one.pk}/").status_code == 404
    assert agent.post(f"{DESK}{one.pk}/", PUBLIC).status_code == 404
    assert browser(person("handler")).post(f"/cases/{one.case_number}/publication/").status_code == 404


def test_whose_unit_does_not_see_the_case_does_not_see_what_was_proposed_of_it():
    Grant.objects.create(role=Role.objects.get(code="liaison"), verb="publish", scope=Scope.ALL)
    one, elsewhere = proposed(), browser(person("liaison", "zjj"))
    assert elsewhere.get(f"{DESK}{one.pk}/").status_code == 404
    assert one.title not in elsewhere.get(DESK).content.decode()


def test_with_the_citizens_data_what_is_public_goes_too():
    one = published()
    case = Case.objects.get(number=one.case_number)
    erasure.erase(case, reason="本人要求", by=None, now=timezone.now())
    assert not Publication.objects.exists()


def test_a_case_that_was_proposed_is_not_offered_again():
    case = archived()
    client = browser(person("shift_lead"))
    address = f"/cases/{case.number}/"
    assert "提请公开" in client.get(address).content.decode()
    client.post(f"{address}publication/")
    assert "提请公开<" not in client.get(address).content.decode()
