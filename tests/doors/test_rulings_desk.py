"""The rulings desk: what was asked, of whom, why, and one click to the ruling."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    asked_back,
    at,
    dispatched,
    fresh,
    in_handling,
    its,
    person,
    registered,
    sent_back,
    town_task,
    unit,
)
from tests.fixtures.browsing import browser
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def asked_to_pause():
    task = in_handling()
    handling.pause(task, until=at(9000), reason="等待补充材料", by=its("handler", task), now=at(30))
    return task


def desk(role: str, at_unit: str = "", query: str = ""):
    answer = browser(person(role, at_unit)).get(f"/rulings/{query}")
    assert answer.status_code == 200
    return answer


def kinds(answer) -> list[str]:
    return [row.kind for row in answer.context["rows"]]


def test_it_shows_what_was_asked_of_whom_and_why():
    task = dispatched("zjj")
    asked_back(task, now=at(20))
    page = desk("dispatcher").content.decode()
    told = (
        task.number,
        "退单待审",
        "不属本单位职责",
        "建议单位：西城区",
        "依据：不属本单位职责",
        its("liaison", task).name,
    )
    for words in told:
        assert words in page, words
    assert f'href="/assignments/{task.pk}/rule-return/"' in page


def test_each_rules_on_what_is_his():
    """Floor rules 3 and 11: the district on its town's, the reviewer on clocks, the dispatcher on returns and merges."""
    asked_back(town_task(), now=at(30))
    asked_to_pause()
    main = fresh(in_handling().case)
    intake.propose_merge(registered(), into=main, by=person("agent"), now=at(30))
    intake.propose_answer(registered(case_type="report"), text="答复", by=person("agent"), now=at(30))
    assert kinds(desk("dispatcher")) == ["propose_merge"]
    assert kinds(desk("dispatcher", "dongcheng")) == ["send_back"]
    assert kinds(desk("reviewer")) == ["pause"]
    assert kinds(desk("shift_lead")) == ["propose_answer"]
    assert kinds(desk("reviewer", "heping")) == []


def test_the_counter_and_the_menu_say_how_many():
    asked_to_pause()
    client = browser(person("reviewer"))
    assert client.get("/counters/rulings/").content == b"1"
    assert browser(person("auditor")).get("/counters/rulings/").content == b""
    assert "裁定台" in client.get("/").content.decode()
    assert "裁定台" not in browser(person("auditor")).get("/").content.decode()


def test_the_address_narrows_to_a_kind():
    asked_back(dispatched("zjj"), now=at(20))
    intake.propose_merge(registered(), into=fresh(in_handling().case), by=person("agent"), now=at(30))
    assert kinds(desk("dispatcher")) == ["send_back", "propose_merge"]
    assert kinds(desk("dispatcher", query="?kind=propose_merge")) == ["propose_merge"]
    for nonsense in ("?kind=nonsense", "?kind=%00", "?page=x"):
        assert kinds(desk("dispatcher", query=nonsense)) == ["send_back", "propose_merge"]


def test_how_often_the_case_came_back_is_said():
    task = sent_back()
    again = dispatch.dispatch(fresh(task.case), lead=unit("reli"), by=person("dispatcher"), now=at(40))
    asked_back(again, now=at(50))
    page = desk("dispatcher").content.decode()
    assert "已退 1 次" in page
    shown = browser(person("dispatcher")).get(f"/assignments/{again.pk}/rule-return/").content.decode()
    assert "市住房和城乡建设局" in shown


def test_what_was_ruled_leaves_the_desk():
    task = asked_to_pause()
    client = browser(person("reviewer"))
    answer = client.post(f"/assignments/{task.pk}/rule-pause/", {"granted": "no", "reason": "材料可先受理"})
    assert (answer.status_code, answer["Location"]) == (302, "/rulings/")
    assert kinds(client.get("/rulings/")) == []
    again = client.post(f"/assignments/{task.pk}/rule-pause/", {"granted": "no", "reason": "材料可先受理"})
    assert (again.status_code, "没有待裁定的申请" in again.content.decode()) == (422, True)


def test_a_flagged_case_waits_before_its_circle_only():
    case = fresh(in_handling().case)
    intake.propose_merge(case, into=fresh(in_handling().case), by=person("agent"), now=at(30))
    intake.flag(case, flag="crowd", by=person("agent"), now=at(40))
    assert kinds(desk("dispatcher")) == ["propose_merge"]
    person("dispatcher").posts.get().role.grants.filter(verb="view_flagged").delete()
    assert kinds(desk("dispatcher")) == []


def test_it_costs_the_same_for_many():
    client, costs = browser(person("dispatcher")), []
    for more in (2, 2, 8):
        for _ in range(more):
            asked_back(dispatched("zjj"), now=at(20))
        client.get("/rulings/")  # fills what a process keeps for some seconds
        with CaptureQueriesContext(connection) as queries:
            client.get("/rulings/")
        costs.append(len(queries))
    assert costs[2] <= costs[1]


@pytest.mark.parametrize("role", ["auditor", "handler", "leader", "liaison"])
def test_nobody_else_finds_it(role):
    assert browser(person(role)).get("/rulings/").status_code == 404
