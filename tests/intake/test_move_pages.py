"""What the desk ends by itself and what follows from the citizen, page by page (floor rules 13 to 20)."""

import pytest

from tests.factories import fresh, in_handling, left_by_a_citizen, person, registered
from tests.fixtures.browsing import browser
from tests.fixtures.move_pages import Way, address, is_hidden_from, keeps_what_was_typed, last, makes_its_move
from xinqiao.cases.models import Case, ForeignNumber
from xinqiao.catalogue.models import Ground
from xinqiao.intake import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

AGENT, LEAD = ("agent", ""), ("shift_lead", "")


def at_work() -> Case:
    return fresh(in_handling().case)


def proposed() -> Case:
    case = registered(case_type="complaint")
    actions.propose_answer(case, text="依据条例第十条", by=person("agent"), now=case.registered_at)
    return case


def flagged() -> Case:
    case = registered()
    actions.flag(case, flag="crowd", by=person("agent"), now=case.registered_at)
    return case


def declined() -> Case:
    case = registered()
    actions.decline(case, ground="litigation", text="请起诉", by=person("agent"), now=case.registered_at)
    return case


def of_another(case: Case) -> dict[str, str]:
    return {"into": registered().number, "note": "同一盏路灯"}


FACTS = {"case_type": "help", "urgency": "normal", "confidentiality": "open"}
WAYS = [
    Way("wrap_up", AGENT, registered, {**FACTS, "place": "幸福路 12 号"}, "registered"),
    Way("accept", AGENT, left_by_a_citizen, {"note": "已核对来件"}, "registered"),
    Way("answer_directly", AGENT, registered, {"text": "可在政务大厅办理", "article": "K-12"}, "completed"),
    Way("propose_answer", AGENT, lambda: registered(case_type="report"), {"text": "依据条例第十条"}, "registered"),
    Way("rule_answer", LEAD, proposed, {"granted": "yes"}, "completed"),
    Way("decline", AGENT, registered, {"ground": "litigation", "text": "请向人民法院提起诉讼"}, "declined"),
    Way("uphold_decline", ("reviewer", ""), declined, {"note": "核对无误"}, "declined"),
    Way("overturn_decline", ("reviewer", ""), declined, {"reason": "诉讼已撤回"}, "registered"),
    Way("brief_leader", LEAD, flagged, {"leader": "甲副市长", "means": "phone", "text": "约三十人聚集"}, "registered"),
    Way("invalidate", AGENT, registered, {"ground": "silent", "note": "三次无声"}, "invalid"),
    Way("relay", AGENT, registered, {"target": "fire", "note": "已三方通话"}, "relayed"),
    Way("append", AGENT, at_work, {"text": "今晚又灭一盏"}, "in_hand"),
    Way("urge", AGENT, at_work, {"text": "问何时修好"}, "in_hand"),
    Way("withdraw", AGENT, at_work, {"reason": "已自行解决"}, "withdrawn"),
    Way("flag", AGENT, registered, {"flag": "crowd", "note": "约三十人聚集"}, "registered"),
    Way("unflag", LEAD, flagged, {"reason": "人员已散去"}, "registered"),
    Way("propose_merge", AGENT, registered, of_another, "registered"),
]
STRANGER = {"rule_answer": "agent", "unflag": "agent"}
NEEDS = [
    ("answer_directly", "text"), ("decline", "ground"), ("decline", "text"), ("invalidate", "ground"),
    ("relay", "target"), ("append", "text"), ("withdraw", "reason"), ("flag", "flag"), ("unflag", "reason"),
    ("propose_merge", "into"), ("overturn_decline", "reason"), ("brief_leader", "means"),
    ("rule_answer", "granted"),
]  # fmt: skip


def way(verb: str) -> Way:
    return next(one for one in WAYS if one.verb == verb)


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_each_move_has_a_page_that_makes_it(one):
    makes_its_move(one)


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_nobody_else_finds_it(one):
    is_hidden_from(one, STRANGER.get(one.verb, "handler"))


@pytest.mark.parametrize(("verb", "field"), NEEDS)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(verb, field):
    keeps_what_was_typed(way(verb), field)


def test_the_answer_to_a_complaint_says_beforehand_that_it_goes_to_approval():
    """Floor rule 13."""
    client = browser(person("agent"))
    complaint, question = registered(case_type="complaint"), registered(case_type="consultation")
    assert "须经审批" in client.get(address("answer_directly", complaint)).content.decode()
    assert "须经审批" not in client.get(address("answer_directly", question)).content.decode()
    answer = client.post(address("answer_directly", complaint), {"text": "依据条例"}, follow=True)
    assert last(complaint).verb == "propose_answer"
    assert "直接答复报批已记录" in answer.content.decode()


def test_who_refuses_the_answer_says_why_and_reads_what_was_proposed():
    case = proposed()
    client = browser(person("shift_lead"))
    assert "依据条例第十条" in client.get(address("rule_answer", case)).content.decode()
    answer = client.post(address("rule_answer", case), {"granted": "no"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"reason"})


def test_the_right_door_stands_beside_each_ground_of_a_refusal():
    """Floor rule 17."""
    page = browser(person("agent")).get(address("decline", registered())).content.decode()
    assert "检举控告公职人员违纪违法 → 纪检监察 12388" in page


def test_where_the_other_side_gives_a_number_it_is_asked_for():
    """Floor rule 18."""
    case, client = registered(), browser(person("agent"))
    assert "须记录对方编号" in client.get(address("relay", case)).content.decode()
    answer = client.post(address("relay", case), {"target": "police", "note": "已接警"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"number"})
    assert "已接警" in answer.content.decode()
    client.post(address("relay", case), {"target": "police", "number": "J-77"})
    assert ForeignNumber.objects.get().case == case
    other = client.post(address("relay", registered()), {"target": "police", "number": "J-77"})
    assert (other.status_code, set(other.context["form"].errors)) == (422, {"number"})


def test_a_ground_that_the_city_gave_up_is_not_offered():
    Ground.objects.filter(code="silent").update(is_active=False)
    case, client = registered(), browser(person("agent"))
    assert "无声电话" not in client.get(address("invalidate", case)).content.decode()
    assert client.post(address("invalidate", case), {"ground": "silent"}).status_code == 422


def test_a_case_that_one_may_not_see_is_no_case_to_merge_into():
    answer = browser(person("agent")).post(
        address("propose_merge", registered()), {"into": flagged_by_another().number}
    )
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"into"})


def flagged_by_another() -> Case:
    case = registered()
    Case.objects.filter(pk=case.pk).update(registered_by=person("shift_lead"))
    actions.flag(case, flag="crowd", by=person("shift_lead"), now=case.registered_at)
    return case


def test_who_flags_what_he_may_then_no_longer_see_is_led_home():
    """Floor rule 15: the circle closes behind him."""
    case = registered()
    Case.objects.filter(pk=case.pk).update(registered_by=person("shift_lead"))
    client = browser(person("agent"))
    answer = client.post(address("flag", case), {"flag": "sensitive"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(f"/cases/{case.number}/").status_code == 404


def test_who_comes_second_is_told_what_happened_and_what_is_possible_instead():
    case = registered()
    actions.invalidate(case, ground="silent", by=person("shift_lead"), now=case.registered_at)
    answer = browser(person("agent")).post(address("decline", case), {"ground": "litigation", "text": "请起诉"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert person("shift_lead").name in page
    assert "现为“无效”，不能不予受理；可以：" in page
    assert "请起诉" in page
