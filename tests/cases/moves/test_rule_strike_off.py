"""销账裁定: struck off, the task is completed and the citizen is answered and called back (floor rules 8 and 21)."""

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, carried_over, fresh, in_handling, its, merged, react
from xinqiao.callback.models import Callback
from xinqiao.cases.models import Assignment
from xinqiao.cases.queries import answer_text
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_strike_off
from xinqiao.handling.actions import strike_off

SAID = "道路改造完成，路灯已通电。"


def asking(task: Assignment) -> Assignment:
    strike_off(task, text=SAID, by=its("handler", task), now=at(60))
    return task


def ruled(task, *, granted=True, by=None, now=None, **more):
    return rule_strike_off(task, granted=granted, by=by or above("reviewer", task), now=now or at(90), **more)


def test_granted_the_task_is_completed_as_of_the_day_it_was_put_on_the_books():
    task = asking(carried_over())
    event = ruled(task)
    task = fresh(task)
    assert (task.state, task.carried_at, task.stopped_at, task.completed_at) == ("completed", None, at(40), at(90))
    assert (task.case.stage, task.case.completed_at) == ("completed", at(90))
    assert (told(event), asked_for(event)) == (("rule_strike_off", "handling", "completed"), True)
    assert open_kinds(task.case) == []
    assert faults(task.case) == []


def test_the_citizen_is_answered_and_called_back():
    task = asking(carried_over())
    ruled(task)
    react()
    assert (answer_text(task.case), Callback.objects.filter(case=task.case).count()) == (SAID, 1)


def test_what_was_merged_into_it_is_answered_too():
    task = carried_over()
    case = merged(fresh(task.case), phone="13800138001")
    ruled(asking(task))
    while react():
        pass
    assert (fresh(case).stage, answer_text(case)) == ("completed", SAID)


def test_refused_it_stays_on_the_books():
    task = asking(carried_over())
    ruled(task, granted=False, reason="路灯未通电")
    assert (fresh(task).state, fresh(task).carried_at, fresh(task.case).stage) == ("handling", at(40), "carried_over")
    asking(task)
    assert faults(task.case) == []


def test_the_reviewer_of_the_node_that_dispatched():
    task = asking(carried_over("heping"))
    assert who_may(lambda by: ruled(fresh(task), by=by)) == {"reviewer"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: ruled(task, now=at(600))) == {"handling"}


def test_a_refusal_needs_its_reason_and_a_ruling_its_request():
    task = asking(carried_over())
    assert refused(Incomplete, task, lambda: ruled(task, granted=False)).missing == ["reason"]
    plain = in_handling()
    refused(Barred, plain, lambda: ruled(plain))
