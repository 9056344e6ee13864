"""The unit desk and the review desk, page by page."""

from datetime import timedelta

import pytest

from tests.factories import (
    MONDAY,
    REPLY,
    REQUEST,
    at,
    completed,
    dispatched,
    fresh,
    in_handling,
    person,
    replied,
    sent_back,
    unit,
)
from tests.fixtures.browsing import browser
from xinqiao.cases.models import Event
from xinqiao.handling import actions
from xinqiao.handling.queries import in_hand
from xinqiao.people.models import Grant, Post, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

REPLIED = {"outcome": "solved", "text": REPLY}


def page_of(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_unit_desk_shows_open_tasks_the_next_deadline_first():
    done, late, soon = completed(), in_handling(now=at(60)), dispatched(case_type="consultation")
    foreign = dispatched("zjj")
    page = page_of(browser(person("handler")), "/handling/")
    assert page.index(soon.number) < page.index(late.number)
    assert done.number not in page
    assert foreign.number not in page


def test_the_unit_desk_narrows_to_a_state():
    signed, waiting = in_handling(), dispatched()
    client = browser(person("liaison"))
    narrowed = page_of(client, "/handling/?state=dispatched")
    assert waiting.number in narrowed
    assert signed.number not in narrowed
    assert signed.number in page_of(client, "/handling/?state=nonsense")


def test_what_was_taken_away_stands_with_the_last_first():
    first, last = sent_back("zjj"), sent_back("zjj", now=MONDAY + timedelta(hours=1))
    page = page_of(browser(person("liaison", "zjj")), "/handling/?state=sent_back")
    assert page.index(last.number) < page.index(first.number)


def test_who_has_posts_in_two_units_finds_the_work_of_both():
    """One signs at the housing bureau what he may not answer there, and answers for city management."""
    to_sign, to_answer, foreign = dispatched("zjj"), in_handling("cgj"), dispatched("heping")
    both = person("liaison", "zjj")
    Post.objects.create(staff=both, role=Role.objects.get(code="handler"), unit=unit("cgj"))
    client = browser(both)
    page = page_of(client, "/handling/")
    assert to_sign.number in page
    assert to_answer.number in page
    assert foreign.number not in page
    assert page_of(client, "/counters/handling/").strip() == "2"


def test_who_may_answer_everywhere_loses_nothing_by_a_post_that_signs():
    tasks = dispatched("zjj"), in_handling("cgj")
    Grant.objects.filter(role__code="handler", verb="reply").update(scope="all")
    everywhere = person("handler")
    Post.objects.create(staff=everywhere, role=Role.objects.get(code="liaison"), unit=unit("zjj"))
    assert set(in_hand(everywhere)) == set(tasks)


def test_the_review_desk_shows_what_has_waited_longest_first():
    second, first = replied(now=at(5)), replied(now=MONDAY)
    page = page_of(browser(person("reviewer")), "/reviews/")
    assert page.index(first.number) < page.index(second.number)
    assert dispatched().number not in page_of(browser(person("reviewer")), "/reviews/")


def test_signing_is_one_click_and_leads_back_to_the_case():
    task = dispatched()
    client = browser(person("liaison"))
    answer = client.post(f"/assignments/{task.pk}/sign/")
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{task.case.number}/")
    assert fresh(task).state == "handling"
    assert f"{task.number} 已签收" in page_of(client, answer["Location"])
    assert client.get(f"/assignments/{task.pk}/sign/").status_code == 405


def test_who_signs_second_is_told_so():
    task = in_handling()
    client = browser(person("liaison"))
    answer = client.post(f"/assignments/{task.pk}/sign/")
    assert f"{task.number} 现为“办理中”，不能签收" in page_of(client, answer["Location"])


MOVES = [
    ("contact", "handler", in_handling, {"result": "reached", "note": "约定下午到现场"}, "handling"),
    ("reply", "handler", in_handling, REPLIED, "replied"),
    ("pass-review", "reviewer", replied, {"note": "核实无误"}, "completed"),
    ("reject-review", "reviewer", replied, {"reason": "未说明何时完成"}, "handling"),
]


@pytest.mark.parametrize(("verb", "role", "begin", "typed", "state"), MOVES, ids=[move[0] for move in MOVES])
def test_each_move_has_a_page_that_makes_it(verb, role, begin, typed, state):
    task = begin()
    client = browser(person(role))
    assert REQUEST in page_of(client, f"/assignments/{task.pk}/{verb}/")
    answer = client.post(f"/assignments/{task.pk}/{verb}/", typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{task.case.number}/")
    assert fresh(task).state == state
    event = Event.objects.filter(case=task.case).latest("seq")
    assert (event.verb, event.by) == (verb.replace("-", "_"), person(role))


@pytest.mark.parametrize(
    ("verb", "role", "begin", "typed", "field"),
    [
        ("contact", "handler", in_handling, {"note": "留着"}, "result"),
        ("contact", "handler", in_handling, {"result": "maybe", "note": "留着"}, "result"),
        ("reply", "handler", in_handling, {"outcome": "留着", "text": "留着"}, "outcome"),
        ("reply", "handler", in_handling, {"outcome": "solved", "text": " "}, "text"),
        ("reject-review", "reviewer", replied, {"reason": ""}, "reason"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(verb, role, begin, typed, field):
    task = begin()
    state = task.state
    answer = browser(person(role)).post(f"/assignments/{task.pk}/{verb}/", typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert "留着" not in typed.values() or "留着" in answer.content.decode()
    assert fresh(task).state == state


def test_who_replies_second_is_told_what_happened_and_keeps_his_text():
    task = replied()
    mine = "我们也已处理完毕，附照片。"
    answer = browser(person("handler")).post(f"/assignments/{task.pk}/reply/", REPLIED | {"text": mine})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现为“待审核”，不能答复" in page
    assert mine in page


def test_the_reviewer_sees_each_reply_newest_first():
    task = replied()
    actions.reject_review(task, reason="不完整", by=person("reviewer"), now=at(60))
    actions.reply(task, text="补充：九月十日前完工。", outcome="in_plan", by=person("handler"), now=at(90))
    page = page_of(browser(person("reviewer")), f"/assignments/{task.pk}/pass-review/")
    assert page.index("补充：九月十日前完工。") < page.index(REPLY)


@pytest.mark.parametrize(
    ("role", "address"), [("agent", "/handling/"), ("agent", "/reviews/"), ("handler", "/reviews/")]
)
def test_nobody_else_finds_the_desks(role, address):
    assert browser(person(role)).get(address).status_code == 404
