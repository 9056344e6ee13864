"""The case page: the tree of tasks with its clocks, what is asked, what it hangs together with, what may be done."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    MONDAY,
    asked_back,
    at,
    carried_over,
    completed,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    merged,
    person,
    registered,
    unit,
    until_events_are_told,
)
from tests.fixtures.browsing import browser
from tests.fixtures.program import Program
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.cases import wording
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people import policy
from xinqiao.people.models import Platform

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(at(90), tick=True):
        yield


def shown(role: str, case, at_unit: str = ""):
    answer = browser(person(role, at_unit)).get(f"/cases/{case.number}/")
    assert answer.status_code == 200
    return answer


def words(role: str, case, at_unit: str = "") -> str:
    return shown(role, case, at_unit).content.decode()


def offered(role: str, case, at_unit: str = "") -> list[str]:
    """The verbs that are offered, what comes first first."""
    buttons = shown(role, case, at_unit).context["buttons"]
    return [button.address.rstrip("/").rpartition("/")[2].replace("-", "_") for button in buttons]


def main(role: str, case, at_unit: str = "") -> list[str]:
    buttons = shown(role, case, at_unit).context["buttons"]
    return [str(button.label) for button in buttons if button.is_main]


class TestTheTree:
    def test_what_was_delegated_stands_below_what_it_came_from(self):
        tasks = delegated("dongcheng", "heping", "xingfu")
        top = shown("leader", tasks[0].case).context["tasks"]
        assert [task.unit.code for task in top] == ["dongcheng"]
        assert [task.unit.code for task in top[0].below] == ["heping"]
        assert [task.unit.code for task in top[0].below[0].below] == ["xingfu"]

    def test_every_clock_has_its_light(self):
        task = in_handling(urgency="critical")
        with time_machine.travel(task.contact_due_at + timedelta(minutes=1), tick=True):
            clocks = shown("leader", task.case).context["tasks"][0].clocks
        lights = {str(clock.label): clock.light for clock in clocks}
        assert lights["签收"] == "green"
        assert lights["联系"] == "red"
        assert {"办理", "退单"} <= set(lights)

    def test_a_paused_and_a_carried_over_task_say_so(self):
        task = in_handling()
        handling.pause(task, until=MONDAY + timedelta(days=3), reason="待材料", by=its("handler", task), now=at(30))
        dispatch.rule_pause(task, granted=True, by=person("reviewer"), now=at(40))
        page = words("leader", task.case)
        assert "暂停至" in page
        assert "light-paused" in page
        carried = carried_over()
        assert "挂账自" in words("leader", carried.case)

    def test_a_designated_task_says_so(self):
        case = registered()
        dispatch.designate(case, lead=unit("cgj"), reason="多次退回", by=person("dispatcher"), now=at(10))
        assert "指定承办" in words("leader", case)


class TestWhatIsAsked:
    def test_an_open_request_is_called_by_its_name(self):
        task = dispatched("zjj")
        asked_back(task, now=at(20))
        assert "退单待审" in words("leader", task.case)
        dispatch.rule_return(task, granted=False, reason="属本单位", by=person("dispatcher"), now=at(30))
        assert "退单待审" not in words("leader", task.case)

    def test_the_timeline_says_facts_in_words(self):
        task = dispatched("zjj")
        asked_back(task, now=at(20))
        dispatch.rule_return(task, granted=False, reason="属本单位", by=person("dispatcher"), now=at(30))
        page = words("leader", task.case)
        for told in ("依据：不属本单位职责", "建议单位：西城区", "裁定：不同意", "承办方式：主办", "属本单位"):
            assert told in page, told
        for code in ("not_ours", "xicheng", "False"):
            assert code not in page, code

    def test_grounds_and_doors_are_said(self):
        case = registered()
        intake.decline(case, ground="litigation", text="请起诉", by=person("agent"), now=at(10))
        page = words("leader", case)
        assert "事由：已经或应当通过诉讼解决" in page
        assert "正确渠道：人民法院 12368" in page


class TestWhatItHangsTogetherWith:
    def test_a_merged_case_shows_where_the_main_one_stands_and_nothing_of_its_citizen(self):
        """Floor rule 14."""
        case = merged()
        page = words("leader", case)
        assert case.merged_into.number in page
        assert "承办中" in page
        other = words("leader", case.merged_into)
        assert case.number in other
        assert "司徒望舒" not in other

    def test_what_the_citizen_of_a_merged_case_adds_reaches_who_handles_the_matter(self):
        """Floor rule 14: he goes on under his own number; nobody sees another's data."""
        case = merged()
        intake.append(case, text="我家也停水了，电话13800138000", by=None, now=at(60))
        page = words("handler", case.merged_into)
        assert f"追加 · 并入此件 {case.number}" in page
        assert "我家也停水了" in page
        assert "13800138000" not in page

    @pytest.mark.parametrize("guarded", [{"case_type": "report"}, {"confidentiality": "confidential"}])
    def test_but_not_what_is_for_the_centre_alone(self, guarded):
        case = merged(**guarded)
        intake.append(case, text="我家也停水了", by=None, now=at(60))
        assert "我家也停水了" not in words("handler", case.merged_into)

    def test_what_one_may_not_open_is_a_number_and_no_link(self):
        first = fresh(completed("zjj").case)
        later = registered(earlier=first.number)
        intake.flag(first, flag="crowd", by=person("agent"), now=at(10))
        page = words("handler", dispatched_of(later))
        assert first.number in page
        assert f'href="/cases/{first.number}/"' not in page
        assert f'href="/cases/{first.number}/"' in words("leader", later)

    def test_a_report_on_ones_own_unit_is_not_even_a_number(self):
        """Floor rule 16: neither the one that a case of the unit was merged into, nor the citizen's earlier one."""
        report = completed("zjj").case
        later = registered(earlier=report.number)
        dispatched_of(later)
        dispatch.amend(report, accused=unit("cgj"), reason="反映的是该局窗口", by=person("dispatcher"), now=at(60))
        assert_unspoken(report, later)

        mine, other = in_handling().case, registered()
        intake.propose_merge(mine, into=other, by=person("agent"), now=at(70))
        dispatch.rule_merge(mine, granted=True, by=person("dispatcher"), now=at(80))
        dispatch.amend(other, accused=unit("cgj"), reason="反映的是该局窗口", by=person("dispatcher"), now=at(85))
        assert_unspoken(other, fresh(mine))

    @pytest.mark.django_db(transaction=True)
    def test_nor_do_the_events_of_the_api_tell_it(self):
        """Floor rule 16; what stands in no transaction any more, as the API tells it."""
        mine, other = in_handling().case, registered()
        intake.propose_merge(mine, into=other, by=person("agent"), now=at(70))
        dispatch.rule_merge(mine, granted=True, by=person("dispatcher"), now=at(80))
        dispatch.amend(other, accused=unit("cgj"), reason="反映的是该局窗口", by=person("dispatcher"), now=at(85))
        until_events_are_told()
        told = {role: str(Program(person(role)).get("/events").json()["items"]) for role in ("handler", "leader")}
        assert mine.number in told["handler"]
        assert other.number not in told["handler"]
        assert other.number in told["leader"]

    def test_whom_a_report_accuses_only_the_centre_and_the_registrar_read(self):
        case = registered(case_type="report", accused="reli")
        dispatch.dispatch(case, lead=unit("cgj"), note="核查窗口", by=person("dispatcher"), now=at(10))
        assert "市热力公司" in words("leader", case)
        assert "市热力公司" not in words("handler", case)

    def test_flag_problem_and_the_citizens_clock(self):
        """Floor rule 10: the total clock is shown beside the tasks'."""
        task = in_handling()
        intake.flag(task.case, flag="sensitive", by=person("agent"), now=at(30))
        page = words("leader", task.case)
        assert "敏感" in page
        assert "总时限" in page
        assert "总时限" not in words("leader", registered())


def dispatched_of(case):
    dispatch.dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10))
    return fresh(case)


def assert_unspoken(report, case):
    """Staff of the unit that the report accuses read the other case and nothing of the report; the centre reads both."""
    for role in ("handler", "liaison"):
        assert report.number not in words(role, case)
        assert report.number not in str(Program(person(role)).get("/events").json())
        assert report.number not in str(Program(person(role)).get(f"/cases/{case.number}").json())
    assert report.number in words("leader", case)


class TestButtons:
    """They derive from the table, the grants, the guards and what is asked."""

    def test_the_main_thing_first(self):
        assert offered("dispatcher", registered())[0] == "dispatch"
        assert main("handler", in_handling().case) == ["联系诉求人"]
        assert main("liaison", dispatched().case) == ["签收"]

    def test_after_the_contact_the_reply_comes_first(self):
        task = in_handling()
        handling.contact(task, result="reached", by=its("handler", task), now=at(30))
        assert main("handler", task.case) == ["答复"]

    def test_a_ruling_is_offered_while_something_is_asked(self):
        task = in_handling()
        assert "rule_extension" not in offered("reviewer", task.case)
        until = (MONDAY + timedelta(days=8)).date()
        handling.extend(task, until_on=until, reason="难", told=True, by=its("handler", task), now=at(30))
        assert main("reviewer", task.case) == ["延期裁定"]
        assert "extend" not in offered("handler", task.case)

    def test_what_a_guard_bars_is_not_offered(self):
        """Floor rule 11: no objection before a refused return; no summary reply before the assisting unit's word."""
        task = dispatched("zjj")
        assert "object" not in offered("liaison", task.case, "zjj")
        asked_back(task, now=at(20))
        dispatch.rule_return(task, granted=False, reason="属本单位", by=person("dispatcher"), now=at(30))
        assert "object" in offered("liaison", task.case, "zjj")
        assert "send_back" not in offered("liaison", task.case, "zjj")

    def test_an_assisting_unit_feeds_back_and_does_not_reply(self):
        helper = joint()[2]
        handling.sign(helper, by=its("liaison", helper), now=at(20))
        found = offered("handler", helper.case, "reli")
        assert "feed_back" in found
        assert "reply" not in found

    def test_the_answer_is_proposed_where_it_must_be_approved(self):
        assert "answer_directly" in offered("agent", registered())
        complaint = offered("agent", registered(case_type="complaint"))
        assert "propose_answer" in complaint
        assert "answer_directly" not in complaint

    def test_what_is_checked_before_is_proposed(self):
        Platform.objects.update(settings={"dispatch": {"prechecked": ["help"]}})
        policy.forget()
        assert offered("dispatcher", registered())[0] == "propose_dispatch"
        policy.forget()

    def test_a_pause_is_not_offered_once_it_is_overdue(self):
        task = in_handling()
        assert "pause" in offered("handler", task.case)
        with time_machine.travel(task.due_at + timedelta(minutes=1)):
            assert "pause" not in offered("handler", task.case)

    def test_every_address_that_is_offered_is_there(self):
        task = in_handling()
        for role in (
            "agent",
            "shift_lead",
            "dispatcher",
            "liaison",
            "handler",
            "reviewer",
            "supervisor",
            "administrator",
        ):
            client = browser(person(role))
            page = client.get(f"/cases/{task.case.number}/")
            if page.status_code == 404:
                continue
            for button in page.context["buttons"]:
                assert client.get(button.address).status_code == (405 if button.posts else 200), button.address


def test_indicators_that_a_task_may_be_left_out_of_are_called_alike():
    assert {code: str(label) for code, label in wording.INDICATORS.items()} == {
        code: INDICATORS[code].label for code in wording.INDICATORS
    }


def test_a_page_costs_the_same_for_many_tasks_and_events():
    costs = []
    for more in (1, 9):
        task = in_handling()
        for _ in range(more):
            handling.contact(task, result="not_reached", by=its("handler", task), now=at(30))
            handling.interim_reply(task, text="在办", by=its("handler", task), now=at(31))
        client = browser(person("handler"))
        client.get(f"/cases/{task.case.number}/")  # fills what a process keeps for some seconds
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/cases/{task.case.number}/")
        costs.append(len(queries))
    assert costs[1] <= costs[0]
