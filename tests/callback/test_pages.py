"""The callback desk, and the ruling on complaints."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.callback.matters import AGENT, REVIEWER, complained, joint_to_call, merged_to_call, overdue, reworked
from tests.factories import NAME, PHONE, REPLY, REQUEST, at, called_back, fresh, person, to_call_back, unanswered, unit
from tests.fixtures.browsing import browser
from xinqiao.callback.actions import open_expired
from xinqiao.callback.answers import OUTCOMES, answers
from xinqiao.callback.models import Callback, Rating
from xinqiao.callback.queries import rated_units
from xinqiao.handling.outcomes import Outcome
from xinqiao.people.models import DutyShift, Post, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def agent():
    return browser(person(AGENT))


@pytest.fixture
def reviewer():
    return browser(person(REVIEWER))


def said(opened: Callback, satisfaction: int = 4, solved: str = "yes", **typed: object) -> dict:
    ratings = {}
    for task in rated_units(opened.case):
        ratings |= {f"satisfaction_{task.pk}": satisfaction, f"solved_{task.pk}": solved}
    return {"result": "reached", **ratings} | typed


def read(client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_desk_shows_the_longest_due_first(agent):
    second, first = to_call_back(now=at(5)), to_call_back(now=at(0))
    page = read(agent, "/callbacks/")
    assert page.index(first.case.number) < page.index(second.case.number)
    called_back(first)
    assert first.case.number not in read(agent, "/callbacks/")


def test_who_was_not_reached_stands_under_later_and_who_never_was_under_sms(agent):
    tried, never = to_call_back(), to_call_back()
    unanswered(tried, 1)
    unanswered(never)
    Callback.objects.filter(pk=tried.pk).update(not_before=timezone.now() + timedelta(hours=3))
    where = {tab: read(agent, f"/callbacks/?tab={tab}") for tab in ("due", "later", "unreached")}
    assert [tab for tab, page in where.items() if tried.case.number in page] == ["later"]
    assert [tab for tab, page in where.items() if never.case.number in page] == ["unreached"]


def test_an_expired_limit_is_named_as_the_reason(agent):
    case = overdue()
    (opened,) = open_expired(now=timezone.now())
    assert "时限届满" in read(agent, "/callbacks/")
    page = read(agent, f"/callbacks/{opened.pk}/")
    assert "时限届满" in page
    assert "尚未答复" in page
    assert "建议重办" not in page, "nobody rules on it before the reply has passed"
    assert case.number in page


def test_the_page_shows_what_was_asked_what_was_answered_and_with_which_outcome(agent):
    page = read(agent, f"/callbacks/{to_call_back().pk}/")
    assert REQUEST in page
    assert REPLY in page
    assert "已解决" in page


def test_outcomes_are_said_in_the_words_of_the_handling_desk():
    assert {code: str(words) for code, words in OUTCOMES.items()} == {one.value: str(one.label) for one in Outcome}


def test_floor_rule_22_the_page_names_the_handler_and_the_duty_number(agent):
    opened = to_call_back()
    assert person("handler").name in read(agent, f"/callbacks/{opened.pk}/")
    now = timezone.now()
    DutyShift.objects.create(
        unit=unit("cgj"), staff=person("liaison"), phone="0937-6225112", starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=1),
    )  # fmt: skip
    page = read(agent, f"/callbacks/{opened.pk}/")
    assert person("handler").name in page
    assert "0937-6225112" in page


def test_without_a_duty_number_the_units_own_hotline_is_named():
    opened = to_call_back()
    (answer,) = answers(opened.case, list(rated_units(opened.case)), at(60))
    assert (answer.handler, answer.phone) == (person("handler").name, "12319")


def test_floor_rule_14_the_agent_of_a_merged_case_sees_its_own_answer_and_nobody_elses_data(agent):
    main, other = merged_to_call()
    page = read(agent, f"/callbacks/{other.pk}/")
    assert "并单答复" in page
    assert page.count(REPLY) == 1
    assert main.case.number not in page
    assert NAME not in page
    assert PHONE not in page


def test_what_was_said_is_recorded(agent):
    opened = to_call_back()
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了", contact_given="on"))
    assert (answer.status_code, answer["Location"]) == (302, "/callbacks/")
    rating = Rating.objects.get(callback=opened)
    assert (rating.satisfaction, rating.solved) == (4, True)
    assert opened.case.events.get(verb="call_back").data["contact_given"] is True
    assert f"{opened.case.number} 的回访已记录" in read(agent, "/callbacks/")


def test_floor_rule_22_each_unit_of_a_joint_case_is_asked_about(agent):
    opened = joint_to_call()
    assert agent.post(f"/callbacks/{opened.pk}/", said(opened)).status_code == 302
    assert Rating.objects.count() == 2


@pytest.mark.parametrize("left_out", ["satisfaction", "solved"])
def test_who_was_reached_is_asked_both_questions(agent, left_out):
    opened = to_call_back()
    name = f"{left_out}_{opened.case.assignments.get().pk}"
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了") | {name: ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {name})
    assert "很快就修好了" in answer.content.decode()
    assert fresh(opened).attempts == 0


@pytest.mark.parametrize("left_out", ["rework", "reason"])
def test_a_complaint_is_recorded_with_the_agents_advice_and_its_reason(agent, left_out):
    opened = to_call_back()
    whole = said(opened, 1, "no", rework="yes", reason="当晚又不亮了")
    answer = agent.post(f"/callbacks/{opened.pk}/", whole | {left_out: ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {left_out})
    assert fresh(opened).attempts == 0
    assert agent.post(f"/callbacks/{opened.pk}/", whole).status_code == 302
    assert opened.case.requests.get().asked.data["advised"] is True


def test_the_agent_may_advise_against_a_rework(agent):
    opened = to_call_back()
    agent.post(f"/callbacks/{opened.pk}/", said(opened, 2, "yes", rework="no", reason="诉求人希望改种树木"))
    assert opened.case.requests.get().asked.data["advised"] is False


def test_ratings_are_left_aside_when_nobody_answered(agent):
    opened = to_call_back()
    assert agent.post(f"/callbacks/{opened.pk}/", said(opened, result="no_answer")).status_code == 302
    assert (fresh(opened).attempts, Rating.objects.count()) == (1, 0)


def test_who_comes_second_is_told_so_and_keeps_what_he_typed(agent):
    opened = to_call_back()
    called_back(opened)
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了"))
    assert answer.status_code == 422
    assert "这次回访已由他人完成" in answer.content.decode()
    assert "很快就修好了" in answer.content.decode()


def test_who_rings_too_early_is_told_from_when(agent):
    opened = to_call_back()
    from_at = timezone.now() + timedelta(hours=30)
    Callback.objects.update(not_before=from_at)
    shown = f"{timezone.localtime(from_at):%Y-%m-%d}"
    assert shown in read(agent, f"/callbacks/{opened.pk}/")
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened, note="很快就修好了"))
    assert answer.status_code == 422
    assert f"请于 {shown}" in answer.content.decode()
    assert "很快就修好了" in answer.content.decode()


def test_who_belongs_to_the_unit_is_told_that_another_must_call(agent):
    opened = to_call_back()
    Post.objects.create(staff=person(AGENT), role=Role.objects.get(code="handler"), unit=unit("cgj"))
    answer = agent.post(f"/callbacks/{opened.pk}/", said(opened))
    assert answer.status_code == 422
    assert "您在被评价的单位任职" in answer.content.decode()


def test_units_that_changed_meanwhile_are_rated_anew(agent):
    opened = joint_to_call()
    typed = said(opened)
    opened.case.assignments.filter(unit__code="zjj").update(tie="assisting")
    answer = agent.post(f"/callbacks/{opened.pk}/", typed)
    assert answer.status_code == 302  # what is left over is not asked about any more
    assert Rating.objects.count() == 1


def test_nobody_else_finds_the_desk():
    opened = to_call_back()
    for role in ("agent", "handler", "leader"):
        assert browser(person(role)).get("/callbacks/").status_code == 404
        assert browser(person(role)).post(f"/callbacks/{opened.pk}/", said(opened)).status_code == 404


def address(case, verb: str) -> str:
    return f"/cases/{case.number}/{verb}/"


def test_the_reviewer_sees_what_the_citizen_and_the_agent_said(reviewer):
    case = complained()
    page = read(reviewer, address(case, "rule-rework"))
    assert "非常不满意" in page
    assert "当晚又不亮了" in page
    assert "建议重办" in page
    assert REPLY in page
    assert case.number in read(reviewer, "/rulings/")


def test_a_rework_is_ordered_on_one_page(reviewer):
    case = complained()
    typed = {"verdict": "rework", "reason": "线路未修", "units": [unit("cgj").pk], "other": unit("zjj").pk}
    answer = reviewer.post(address(case, "rule-rework"), typed)
    assert (answer.status_code, answer["Location"]) == (302, "/rulings/")
    ties = case.assignments.filter(round=2).order_by("suffix").values_list("unit__code", "tie", "events__text__body")
    assert list(ties) == [("cgj", "lead", "线路未修"), ("zjj", "co_lead", "线路未修")]


def test_without_naming_a_unit_the_badly_rated_one_works_again(reviewer):
    case = complained(5, 1, opened=joint_to_call())
    reviewer.post(address(case, "rule-rework"), {"verdict": "rework", "reason": "线路未修", "note": "请同步排查"})
    (task,) = case.assignments.filter(round=2)
    assert (task.unit.code, task.events.get(verb="rework").text.body) == ("zjj", "请同步排查")


def test_a_refusal_keeps_what_was_typed(reviewer):
    case = complained()
    typed = {"verdict": "explained", "reason": "现场已说明"}
    assert reviewer.post(address(case, "rule-rework"), typed).status_code == 302
    answer = reviewer.post(address(case, "rule-rework"), typed)
    assert answer.status_code == 422
    assert "没有待裁定的申请" in answer.content.decode()
    assert "现场已说明" in answer.content.decode()


def test_a_confidential_case_needs_an_extract_for_the_units(reviewer):
    case = complained(opened=to_call_back(confidentiality="confidential", note="路灯不亮，请检修。"))
    assert "转办摘要" in read(reviewer, address(case, "rule-rework"))
    answer = reviewer.post(address(case, "rule-rework"), {"verdict": "rework", "reason": "线路未修"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"note"})


def test_the_agent_proposes_on_a_page_of_its_own(agent):
    opened = to_call_back()
    page = address(opened.case, "propose-rework")
    assert agent.get(page).status_code == 200
    assert agent.post(page, {"advised": "yes", "reason": ""}).status_code == 422
    answer = agent.post(page, {"advised": "yes", "reason": "来电反映又坏了"})
    assert (answer.status_code, answer["Location"]) == (302, address(opened.case, "").rstrip("/") + "/")
    assert opened.case.requests.get().asked.text.body == "来电反映又坏了"


def test_a_rework_is_reached_by_its_ruling(reviewer):
    case = complained()
    answer = reviewer.get(address(case, "rework"))
    assert (answer.status_code, answer["Location"]) == (302, address(case, "rule-rework"))


@pytest.mark.parametrize("verb", ["propose-rework", "rule-rework", "rework"])
def test_nobody_else_finds_these_pages(verb):
    case = complained()
    for role in ("agent", "handler", "dispatcher", "leader"):
        assert browser(person(role)).get(address(case, verb)).status_code == 404


def test_the_page_of_a_second_round_says_so(reviewer):
    case = reworked()
    assert "已重办 1 次" in read(reviewer, address(case, "rule-rework"))


def test_a_page_costs_as_many_queries_for_many_rows_as_for_few(agent, reviewer):
    def costs() -> list[int]:
        pages = [(agent, f"/callbacks/?tab={tab}") for tab in ("due", "later", "unreached")]
        pages += [(agent, f"/callbacks/{joint.pk}/"), (reviewer, address(case, "rule-rework"))]
        return [cost(client, page) for client, page in pages]

    joint, case = joint_to_call(), complained()
    unanswered(to_call_back())
    agent.get("/callbacks/"), reviewer.get(address(case, "rule-rework"))
    few = costs()
    for _ in range(3):
        to_call_back()
        unanswered(to_call_back())
    case = complained(1, 1, opened=joint_to_call())
    assert [more - less for more, less in zip(costs(), few, strict=True)] == [0, 0, 0, 0, 0]
    assert max(few) <= 20


def cost(client, page: str) -> int:
    """What a page costs whose city was read a moment before: what a process keeps, it keeps for seconds."""
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)
