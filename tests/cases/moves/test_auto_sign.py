"""自动签收: unsigned at its limit a task is signed by the system, and counts as late (floor rule 5)."""

from datetime import timedelta

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, make
from xinqiao.handling.actions import auto_sign

SECOND = timedelta(seconds=1)


def test_the_task_is_in_handling_and_its_signature_is_late():
    task = dispatched()
    event = auto_sign(task, now=task.sign_due_at + SECOND)
    task = fresh(task)
    assert (told(event), event.by, asked_for(event)) == (("auto_sign", "dispatched", "handling"), None, True)
    assert (task.state, task.signed_at > task.sign_due_at) == ("handling", True)
    assert (task.stopped_at, task.case.stage) == (None, "in_hand")
    assert faults(task.case) == []


def test_not_before_the_limit_is_over():
    task = dispatched()
    for early in (at(20), task.sign_due_at):
        assert "签收时限还没有到" in str(refused(Barred, task, lambda early=early: auto_sign(task, now=early)))


def test_nobody_does_it_by_hand():
    task = dispatched()
    later = task.sign_due_at + SECOND
    assert who_may(lambda by: make("auto_sign", fresh(task), Given(), by=by, now=later)) == set()


def test_only_what_nobody_has_signed():
    assert starts_from(TASKS, lambda task: auto_sign(task, now=at(60 * 24))) == {"dispatched"}
