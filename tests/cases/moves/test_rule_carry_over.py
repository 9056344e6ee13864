"""挂账裁定: on the books the task's clock stops; the citizen's goes on (floor rules 8 and 10)."""

from datetime import date

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, asked_back, at, fresh, in_handling, its, joint, person, signed, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_carry_over, rule_extension, rule_pause, rule_return
from xinqiao.handling.actions import carry_over, contact, delegate, extend, interim_reply, pause, supplement


def asking(task: Assignment) -> Assignment:
    carry_over(task, look_at=at(30 * 24 * 60), reason="须待道路改造", told=True, by=its("handler", task), now=at(60))
    return task


def ruled(task, *, granted=True, by=None, now=None, **more):
    return rule_carry_over(task, granted=granted, by=by or above("reviewer", task), now=now or at(90), **more)


def test_granted_the_task_stands_on_the_books_and_so_does_the_case():
    task = asking(in_handling())
    due = fresh(task.case).due_at
    event = ruled(task)
    task = fresh(task)
    assert (task.state, task.carried_at, task.stopped_at) == ("handling", at(90), at(90))
    assert (task.case.stage, task.case.due_at, task.case.completed_at) == ("carried_over", due, None)
    assert (told(event), asked_for(event)) == (("rule_carry_over", "handling", "handling"), True)
    assert open_kinds(task.case) == []
    assert faults(task.case) == []


def test_the_citizen_is_kept_informed_meanwhile():
    """Floor rule 8: the citizen is told."""
    task = asking(in_handling())
    ruled(task)
    contact(task, result="reached", by=its("handler", task), now=at(100))
    interim_reply(task, text="改造列入明年计划", by=its("handler", task), now=at(110))
    assert fresh(task).carried_at == at(90)
    assert faults(task.case) == []


def test_a_joint_case_is_on_the_books_when_nobody_else_is_at_work():
    lead, beside, _ = (signed(task, now=at(20)) for task in joint())
    ruled(asking(lead))
    assert fresh(lead.case).stage == "in_hand"
    ruled(asking(beside), now=at(95))
    assert fresh(lead.case).stage == "carried_over"
    assert faults(lead.case) == []


def test_what_else_the_unit_asked_of_its_clock_falls_away():
    """Floor rule 8: on the books no clock is paused or extended, and nothing is sent back."""
    task = in_handling("zjj")
    by = its("handler", task)
    extend(task, until_on=date(2025, 9, 10), reason="等配件", told=True, by=by, now=at(30))
    pause(task, until=at(9_000), reason="等配件", by=by, now=at(31))
    asked_back(task, now=at(32))
    supplement(task, text="哪三盏", by=by, now=at(33))
    ruled(asking(task))
    assert open_kinds(task.case) == ["supplement"]
    for rule in (rule_extension, rule_pause, rule_return):
        more = {"granted": True, "reason": "同意", "by": person("dispatcher" if rule is rule_return else "reviewer")}
        refused(Barred, task, lambda rule=rule, more=more: rule(task, now=at(100), **more))
    assert faults(task.case) == []


def test_refused_what_else_it_asked_still_waits():
    task = in_handling()
    pause(task, until=at(9_000), reason="等配件", by=its("handler", task), now=at(31))
    ruled(asking(task), granted=False, reason="具备条件")
    assert open_kinds(task.case) == ["pause"]


def test_refused_the_unit_goes_on():
    task = asking(in_handling())
    ruled(task, granted=False, reason="具备条件")
    assert (fresh(task).carried_at, fresh(task).stopped_at, fresh(task.case).stage) == (None, None, "in_hand")
    assert faults(task.case) == []


def test_the_reviewer_of_the_node_that_dispatched():
    task = asking(in_handling("heping"))
    assert who_may(lambda by: ruled(fresh(task), by=by)) == {"reviewer"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: ruled(task, now=at(600))) == {"handling"}


def test_a_refusal_needs_its_reason_and_a_ruling_its_request():
    task = in_handling("dongcheng")
    refused(Barred, task, lambda: ruled(task))
    asking(task)
    assert refused(Incomplete, task, lambda: ruled(task, granted=False)).missing == ["reason"]
    refused(Barred, task, lambda: delegate(task, to=unit("heping"), by=its("dispatcher", task), now=at(70)))
