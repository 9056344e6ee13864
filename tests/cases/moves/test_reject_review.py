"""审核退回: the reply goes back, and the clock runs on as if it had never stopped."""

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, who_may
from tests.factories import REPLY, at, fresh, its, person, replied, town_task
from xinqiao.cases.refusal import Incomplete
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
    """Floor rule 3."""
    task = town_task()
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(60))
    through = who_may(lambda by: reject_review(fresh(task), reason="不完整", by=by, now=at(300)))
    assert through == {"reviewer@dongcheng"}


def test_only_a_reply_can_be_rejected():
    may = starts_from(TASKS, lambda task: reject_review(task, reason="不完整", by=person("reviewer"), now=at(600)))
    assert may == {"replied"}


def test_a_rejection_needs_its_reason():
    task = replied()
    error = refused(Incomplete, task, lambda: reject_review(task, reason="", by=person("reviewer"), now=at(300)))
    assert error.missing == ["reason"]
