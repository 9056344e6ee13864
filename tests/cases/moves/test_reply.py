"""答复: the unit answers, and its clock stops if this reply later passes review."""

from datetime import timedelta

import pytest

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, open_kinds, refused, starts_from, who_may
from tests.factories import (
    REPLY,
    above,
    asked_back,
    at,
    carried_over,
    delegated,
    fresh,
    in_handling,
    its,
    joint,
    person,
    signed,
    town_task,
)
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_pause
from xinqiao.handling.actions import feed_back, pass_review, pause, reply, resume
from xinqiao.handling.outcomes import Outcome


def test_the_clock_stops_and_the_reply_waits_for_review():
    task = in_handling()
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=person("handler"), now=at(90))
    task = fresh(task)
    assert (task.state, task.stopped_at, task.completed_at) == ("replied", at(90), None)
    assert (task.case.stage, task.case.completed_at) == ("in_hand", None)
    assert faults(task.case) == []


def test_the_event_keeps_the_outcome_and_the_text_beside_it():
    event = fresh(reply(in_handling(), text=REPLY, outcome=Outcome.IN_PLAN, by=person("handler"), now=at(90)))
    assert (event.from_state, event.to_state, event.data["outcome"]) == ("handling", "replied", "in_plan")
    assert event.text.body == REPLY
    assert REPLY not in str(list(Event.objects.values()))
    assert asked_for(event)


def test_only_the_units_own_handler_replies():
    task = town_task()
    through = who_may(lambda by: reply(fresh(task), text=REPLY, outcome=Outcome.SOLVED, by=by, now=at(90)))
    assert through == {"handler@heping"}


def test_only_what_is_in_handling_is_replied_to():
    solved = Outcome.SOLVED
    may = starts_from(TASKS, lambda task: reply(task, text=REPLY, outcome=solved, by=its("handler", task), now=at(600)))
    assert may == {"handling"}


def test_an_assisting_unit_feeds_back_and_does_not_reply():
    solved = Outcome.SOLVED
    may = starts_from(
        ASSISTING, lambda task: reply(task, text=REPLY, outcome=solved, by=its("handler", task), now=at(600))
    )
    assert may == set()


def answered(task, *, text=REPLY, outcome=Outcome.SOLVED, now=None):
    return reply(task, text=text, outcome=outcome, by=its("handler", task), now=now or at(90))


def test_the_leads_summary_reply_waits_for_who_assists():
    """Floor rule 2: for the feedback of the assisting units."""
    lead, _, helper = (signed(task, now=at(20)) for task in joint())
    assert "协办单位还没有反馈" in str(refused(Barred, lead, lambda: answered(lead)))
    feed_back(helper, text="供电正常", by=its("handler", helper), now=at(80))
    answered(lead)
    assert fresh(lead).state == "replied"
    assert faults(lead.case) == []


def test_or_for_the_end_of_their_time():
    """Floor rule 2: or their time-out. At the very moment of the limit they are still in time."""
    lead, _, helper = (signed(task, now=at(20)) for task in joint())
    refused(Barred, lead, lambda: answered(lead, now=helper.due_at))
    answered(lead, now=helper.due_at + timedelta(seconds=1))
    assert faults(lead.case) == []


def test_a_co_lead_answers_its_own_part_without_waiting():
    _, beside, _ = (signed(task, now=at(20)) for task in joint())
    answered(beside)
    assert (fresh(beside).state, fresh(beside.case).stage) == ("replied", "in_hand")
    assert faults(beside.case) == []


def test_what_was_handed_down_further_comes_up_first():
    """Floor rule 3: what a town sent to a village is reviewed by the town, then by the district."""
    town, village = delegated("heping", "xingfu")
    assert "转派下级的任务还没有办结" in str(refused(Barred, town, lambda: answered(town)))
    answered(signed(village, now=at(40)))
    refused(Barred, town, lambda: answered(town))
    pass_review(village, by=above("reviewer", village), now=at(100))
    answered(town, now=at(110))
    assert faults(town.case) == []


def test_what_is_carried_over_is_struck_off_and_not_replied_to():
    """Floor rule 8."""
    task = carried_over()
    assert "申请销账" in str(refused(Barred, task, lambda: answered(task)))


def test_an_open_request_to_send_back_lapses_with_the_reply():
    task = in_handling("zjj")
    asked_back(task, now=at(30))
    answered(task)
    assert open_kinds(task.case) == []
    assert faults(task.case) == []


@pytest.mark.parametrize(
    ("text", "outcome", "missing"),
    [("", Outcome.SOLVED, ["text"]), (REPLY, "", ["outcome"]), ("", "", ["text", "outcome"])],
)
def test_a_reply_needs_words_and_an_outcome(text, outcome, missing):
    task = in_handling()
    assert refused(Incomplete, task, lambda: answered(task, text=text, outcome=outcome)).missing == missing


def test_floor_rule_8_while_its_clock_stands_still_a_unit_first_goes_on():
    """Else the deadline would keep time that was not waited for."""
    task = in_handling()
    pause(task, until=at(3000), reason="等待补充材料", by=its("handler", task), now=at(60))
    rule_pause(task, granted=True, by=above("reviewer", task), now=at(70))
    error = refused(
        Barred, task, lambda: reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(90))
    )
    assert "请先恢复计时" in str(error)
    resume(task, note="材料已到", by=its("handler", task), now=at(91))
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(92))
    assert faults(task.case) == []
