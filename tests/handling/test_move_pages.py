"""What a unit does and asks, page by page (floor rules 2, 3, 7, 8, 11, 16, 24)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from tests.factories import (
    MONDAY,
    REPLY,
    asked_back,
    at,
    carried_over,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    person,
    replied,
    signed,
    town_task,
    unit,
)
from tests.fixtures.browsing import browser
from tests.fixtures.move_pages import Way, address, is_hidden_from, keeps_what_was_typed, last, makes_its_move
from xinqiao.cases.models import Assignment
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

HANDLER, LIAISON = ("handler", ""), ("liaison", "")
TUESDAY_WEEK = f"{MONDAY + timedelta(days=8):%Y-%m-%d}"
LATER = f"{MONDAY + timedelta(days=8):%Y-%m-%dT%H:%M}"


@pytest.fixture(autouse=True)
def _monday():
    """Half an hour after the last step that the factories take."""
    with time_machine.travel(at(90), tick=True):
        yield


def refused() -> Assignment:
    task = dispatched("zjj")
    asked_back(task, now=at(20))
    dispatch.rule_return(task, granted=False, reason="属本单位职责", by=person("dispatcher"), now=at(30))
    return task


def paused() -> Assignment:
    task = in_handling()
    handler, until = its("handler", task), MONDAY + timedelta(days=3)
    actions.pause(task, until=until, reason="等待补充材料", by=handler, now=at(30))
    dispatch.rule_pause(task, granted=True, by=person("reviewer"), now=at(40))
    return task


def assisting() -> Assignment:
    return signed(joint()[2], now=at(20))


def back(on) -> dict[str, object]:
    return {"basis": "not_ours", "proposed_unit": unit("cgj").pk, "reason": "不属本单位职责"}


REPLIED = {"outcome": "solved", "text": REPLY}
EXTENDED = {"until_on": TUESDAY_WEEK, "ground": "complex", "reason": "须二次勘查", "told": "on"}
CARRIED = {"look_at": LATER, "ground": "no_conditions", "reason": "待改造", "told": "on"}
EXCLUDED = {"indicator": "satisfaction", "ground": "impossible", "reason": "政策不允许，附文件"}
WAYS = [
    Way("delegate", ("dispatcher", "dongcheng"), lambda: in_handling("dongcheng"),
        lambda on: {"to": unit("heping").pk, "assisting": [unit("xingfu").pk], "note": "请现场核实"}, "handling"),
    Way("contact", HANDLER, in_handling, {"result": "reached", "note": "约定下午"}, "handling"),
    Way("interim_reply", HANDLER, in_handling, {"text": "配件已订"}, "handling"),
    Way("supplement", HANDLER, in_handling, {"text": "请问是哪一段路"}, "handling"),
    Way("consult", HANDLER, in_handling, lambda on: {"units": [unit("zjj").pk], "text": "均同意更换"}, "handling"),
    Way("feed_back", ("handler", "reli"), assisting, {"text": "管道已检查"}, "fed_back"),
    Way("reply", HANDLER, in_handling, REPLIED, "replied"),
    Way("pass_review", ("reviewer", ""), replied, {"note": "核实无误"}, "completed"),
    Way("reject_review", ("reviewer", ""), replied, {"reason": "未说明何时完成"}, "handling"),
    Way("send_back", ("liaison", "zjj"), lambda: dispatched("zjj"), back, "dispatched"),
    Way("object", ("liaison", "zjj"), refused, {"reason": "三定方案写明由城管负责"}, "dispatched"),
    Way("extend", HANDLER, in_handling, EXTENDED, "handling"),
    Way("pause", HANDLER, in_handling, {"until": LATER, "ground": "citizen_awaited", "reason": "等待材料"}, "handling"),
    Way("resume", HANDLER, paused, {"note": "材料已到"}, "handling"),
    Way("carry_over", HANDLER, in_handling, CARRIED, "handling"),
    Way("look_again", HANDLER, carried_over, {"text": "管网改造尚未开工", "look_at": LATER}, "handling"),
    Way("strike_off", HANDLER, carried_over, {"text": "道路已改造完成"}, "handling"),
    Way("exclude", LIAISON, replied, EXCLUDED, "replied"),
]  # fmt: skip
NEEDS = [
    ("delegate", "to"), ("interim_reply", "text"), ("feed_back", "text"), ("send_back", "basis"),
    ("send_back", "proposed_unit"), ("send_back", "reason"), ("object", "reason"), ("extend", "until_on"),
    ("extend", "reason"), ("extend", "told"), ("pause", "until"), ("pause", "reason"), ("carry_over", "look_at"),
    ("carry_over", "reason"), ("carry_over", "told"), ("look_again", "text"), ("look_again", "look_at"),
    ("strike_off", "text"), ("exclude", "indicator"), ("exclude", "ground"),
    ("exclude", "reason"),
]  # fmt: skip


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_each_move_has_a_page_that_makes_it(one):
    makes_its_move(one)


@pytest.mark.parametrize("one", WAYS, ids=str)
def test_another_unit_does_not_find_it(one):
    is_hidden_from(one, one.who[0], "rsj")


@pytest.mark.parametrize(("verb", "field"), NEEDS)
def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(verb, field):
    keeps_what_was_typed(next(one for one in WAYS if one.verb == verb), field)


def form_of(role: str, task: Assignment, verb: str):
    return browser(its(role, task)).get(address(verb, task)).context["form"]


class TestDelegating:
    def test_only_the_units_own_subtree_is_offered(self):
        task = in_handling("dongcheng")
        form = form_of("dispatcher", task, "delegate")
        for name in ("to", "assisting"):
            assert set(form.fields[name].queryset.values_list("code", flat=True)) == {"heping", "xingfu", "anning"}

    def test_the_accused_is_not_offered_and_the_lower_tier_gets_an_extract(self):
        """Floor rule 16."""
        task = in_handling("dongcheng", note="核查办事窗口", case_type="report", accused="anning")
        assert "anning" not in form_of("dispatcher", task, "delegate").fields["to"].queryset.values_list(
            "code", flat=True
        )
        answer = browser(its("dispatcher", task)).post(address("delegate", task), {"to": unit("heping").pk})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"note"})

    def test_the_delegating_node_reviews_and_reads_what_came_up(self):
        task = town_task()
        actions.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(60))
        page = browser(person("reviewer", "dongcheng")).get(address("pass_review", task)).content.decode()
        assert REPLY in page
        assert browser(person("reviewer")).get(address("pass_review", task)).status_code == 404


class TestReplying:
    def test_the_lead_reads_what_the_assisting_unit_told_it(self):
        """Floor rule 2: the summary reply."""
        lead, _, helper = joint()
        signed(lead, now=at(20))
        signed(helper, now=at(20))
        early = browser(its("handler", lead)).post(address("reply", lead), REPLIED)
        assert (early.status_code, "汇总答复要等协办反馈" in early.content.decode()) == (422, True)
        actions.feed_back(helper, text="管道已检查，无渗漏", by=its("handler", helper), now=at(30))
        page = browser(its("handler", lead)).get(address("reply", lead)).content.decode()
        assert "协办反馈 · 市热力公司" in page
        assert "管道已检查，无渗漏" in page


class TestAsking:
    def test_a_return_can_only_propose_who_the_dispatcher_may_give_it_to(self):
        task = town_task()
        offered = form_of("liaison", task, "send_back").fields["proposed_unit"].queryset
        assert set(offered.values_list("code", flat=True)) == {"xingfu", "anning"}

    def test_after_the_cut_off_hour_the_reason_stays(self):
        """Floor rule 11."""
        task = dispatched("zjj")
        with time_machine.travel(MONDAY.replace(hour=17, minute=31), tick=True):
            answer = browser(its("liaison", task)).post(address("send_back", task), back(task))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "17:29 后不再受理退单" in page
        assert "不属本单位职责" in page

    def test_a_day_that_is_no_working_day_is_said_at_its_field(self):
        task = in_handling()
        sunday = f"{MONDAY + timedelta(days=13):%Y-%m-%d}"
        answer = browser(its("handler", task)).post(address("extend", task), EXTENDED | {"until_on": sunday})
        assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"until_on"})
        assert "须二次勘查" in answer.content.decode()

    def test_where_the_rule_asks_for_the_progress_the_form_does(self):
        assert form_of("handler", in_handling(case_type="complaint"), "extend").fields["progress"].required
        assert not form_of("handler", in_handling(), "extend").fields["progress"].required

    def test_nobody_need_be_told_of_an_anonymous_case(self):
        task = in_handling(confidentiality="anonymous")
        assert "told" not in form_of("handler", task, "extend").fields
        typed = {name: value for name, value in EXTENDED.items() if name != "told"}
        assert browser(its("handler", task)).post(address("extend", task), typed).status_code == 302

    def test_what_is_asked_already_is_not_asked_twice(self):
        task = in_handling()
        client = browser(its("handler", task))
        client.post(address("extend", task), EXTENDED)
        answer = client.post(address("extend", task), EXTENDED | {"reason": "再要三天"})
        assert (answer.status_code, "再要三天" in answer.content.decode()) == (422, True)
        assert last(task).verb == "extend"


class TestTheUnitDesk:
    def listed(self, query: str = "", staff=None) -> set[str]:
        answer = browser(staff or person("handler")).get(f"/handling/?{query}")
        assert answer.status_code == 200
        return {task.number for task in answer.context["tasks"]}

    def test_tabs_by_state_and_light(self):
        """Of five working days the yellow light shows on the last."""
        new, old, mine = dispatched(), in_handling(), dispatched(case_type="consultation")
        assert self.listed() == {new.number, old.number, mine.number}
        assert self.listed("state=handling") == {old.number}
        with time_machine.travel(old.due_at - timedelta(hours=2), tick=True):
            assert self.listed("light=yellow") == {new.number, old.number}
            assert self.listed("light=red") == {mine.number}

    def test_a_clock_that_stopped_in_time_is_not_overdue(self):
        done = replied()
        with time_machine.travel(done.due_at + timedelta(days=1), tick=True):
            assert self.listed("light=red") == set()

    def test_what_i_asked_and_what_waits_for_my_review(self):
        asked, _quiet = in_handling(), in_handling()
        actions.extend(asked, until_on=(MONDAY + timedelta(days=8)).date(), reason="难", told=True,
                       by=its("handler", asked), now=at(30))  # fmt: skip
        page = browser(person("handler")).get("/handling/?part=asked")
        assert [task.number for task in page.context["tasks"]] == [asked.number]
        assert "延期待审" in page.content.decode()

    def test_whose_citizen_is_to_hear_how_far_it_is(self):
        DeadlineRule.objects.filter(code="R00").update(progress_limit="1 wd")
        task, told, done = in_handling(), in_handling(), replied()
        with time_machine.travel(task.progress_due_at + timedelta(minutes=1), tick=True):
            assert self.listed("part=progress") == {task.number, told.number}
            assert "待告知进展" in browser(person("handler")).get("/handling/?state=handling").content.decode()
            actions.interim_reply(told, text="配件已订", by=its("handler", told), now=timezone.now())
            assert self.listed("part=progress") == {task.number}
            assert fresh(done).progress_due_at is not None
        assert self.listed("part=progress") == set()

    def test_nobody_is_to_tell_how_far_it_is_while_it_is_paused_nor_who_turned_anonymous(self):
        """Floor rules 8 and 16."""
        DeadlineRule.objects.filter(code="R00").update(progress_limit="1 wd")
        paused, anonymous = in_handling(), in_handling()
        over, later = paused.progress_due_at + timedelta(minutes=1), MONDAY + timedelta(days=4)
        actions.pause(paused, until=later, reason="待配件", by=its("handler", paused), now=over)
        dispatch.rule_pause(paused, granted=True, by=person("reviewer"), now=over)
        assert fresh(paused).progress_due_at < over, "what was over by then is not moved by the pause"
        dispatch.amend(
            fresh(anonymous.case), confidentiality="anonymous", reason="要求匿名", by=person("shift_lead"), now=over
        )
        with time_machine.travel(over + timedelta(minutes=1), tick=True):
            assert self.listed("part=progress") == set()
            assert (
                "待告知进展</span>" not in browser(person("handler")).get("/handling/?state=handling").content.decode()
            )
        with time_machine.travel(later + timedelta(minutes=1), tick=True):
            assert self.listed("part=progress") == {paused.number}

    def test_replies_from_below(self):
        parent, task = delegated()
        signed(task, now=at(25))
        actions.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(60))
        reviewer = person("reviewer", "dongcheng")
        reviewer.posts.create(role=its("liaison", parent).posts.get().role, unit=parent.unit)
        assert self.listed("part=below", reviewer) == {task.number}
        assert fresh(task).state == "replied"

    def test_nonsense_shows_all_that_is_open(self):
        task = dispatched()
        for query in ("state=nonsense", "light=blue", "part=%00", "page=x"):
            assert self.listed(query) == {task.number}


class TestTheBooks:
    """挂账复查 (floor rule 8)."""

    def listed(self, staff, query: str = "") -> list[str]:
        answer = browser(staff).get(f"/carried-over/?{query}")
        assert answer.status_code == 200
        return [task.number for task in answer.context["tasks"]]

    def test_what_is_due_is_listed_for_the_unit_and_for_who_dispatched(self):
        task, other = carried_over(), carried_over("zjj")
        handler, reviewer = person("handler"), person("reviewer")
        assert (self.listed(handler), self.listed(handler, "part=all")) == ([], [task.number])
        with time_machine.travel(task.look_at, tick=True):
            assert self.listed(handler) == [task.number]
            assert self.listed(reviewer) == [task.number, other.number]
            assert browser(handler).get("/counters/carried_over/").content.decode().strip() == "1"
            assert browser(person("handler", "heping")).get("/counters/carried_over/").content.decode().strip() == ""
            actions.look_again(
                task, text="尚未开工", look_at=timezone.now() + timedelta(days=30), by=handler, now=timezone.now()
            )
            assert (self.listed(handler), self.listed(handler, "part=all")) == ([], [task.number])
            assert self.listed(reviewer) == [other.number]

    def test_the_unit_looks_and_who_dispatched_reads(self):
        task = carried_over()
        button = f'href="/assignments/{task.pk}/look-again/"'
        for role, is_there in (("handler", True), ("reviewer", False)):
            page = browser(person(role)).get("/carried-over/?part=all").content.decode()
            assert (button in page) == is_there

    def test_the_unit_desk_offers_to_look_and_not_to_reply(self):
        task = carried_over()
        page = browser(person("handler")).get("/handling/").content.decode()
        assert f"/assignments/{task.pk}/look-again/" in page
        assert f"/assignments/{task.pk}/reply/" not in page

    def test_it_costs_what_is_due_and_not_what_is_open(self):
        """The partial index is enough to find what is due."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            plan = Assignment.objects.filter(look_at__lte=timezone.now()).explain()
        assert "assignment_to_look_at" in plan
