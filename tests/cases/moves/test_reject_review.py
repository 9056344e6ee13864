"""审核退回: the reply goes back, and the clock runs on as if it had never stopped."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, ledger, who_may
from tests.factories import REPLY, at, fresh, person, replied
from xinqiao.cases.refusal import Conflict, Incomplete
from xinqiao.handling.actions import pass_review, reject_review, reply
from xinqiao.handling.outcomes import Outcome


def test_the_clock_runs_on_under_the_same_deadline():
    task = replied()
    due = task.due_at
    reject_review(task, reason="未说明何时完成", by=person("reviewer"), now=at(300))
    task = fresh(task)
    assert (task.state, task.stopped_at, task.due_at) == ("handling", None, due)
    assert (task.case.stage, task.case.completed_at) == ("in_hand", None)
    assert faults(task.case) == []


def test_the_reply_that_passes_is_the_one_that_stops_the_clock():
    task = replied()
    reject_review(task, reason="未说明何时完成", by=person("reviewer"), now=at(300))
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=person("handler"), now=at(400))
    pass_review(task, by=person("reviewer"), now=at(500))
    task = fresh(task)
    assert (task.stopped_at, task.completed_at) == (at(400), at(500))
    assert faults(task.case) == []


def test_the_event_keeps_the_reason_beside_it():
    event = reject_review(replied(), reason="未说明何时完成", by=person("reviewer"), now=at(300))
    assert (event.from_state, event.to_state) == ("replied", "handling")
    assert set(event.data) == {"text"}
    assert event.text.body == "未说明何时完成"
    assert asked_for(event)


def test_the_reviewer_of_the_node_that_dispatched_and_nobody_of_the_unit():
    task = replied("cgj")
    assert who_may(lambda by: reject_review(fresh(task), reason="不完整", by=by, now=at(300))) == {"reviewer"}


@pytest.mark.parametrize(
    ("state", "instead"), [("dispatched", ["sign"]), ("handling", ["contact", "reply"]), ("completed", [])]
)
def test_only_a_reply_can_be_rejected(state, instead):
    task = TASKS[state]()
    before = ledger(task.case)
    with pytest.raises(Conflict) as refused:
        reject_review(task, reason="不完整", by=person("reviewer"), now=at(300))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(task.case) == before


def test_a_rejection_needs_its_reason():
    task = replied()
    before = ledger(task.case)
    with pytest.raises(Incomplete) as refused:
        reject_review(task, reason="", by=person("reviewer"), now=at(300))
    assert refused.value.missing == ["reason"]
    assert ledger(task.case) == before
