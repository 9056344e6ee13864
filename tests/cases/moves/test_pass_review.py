"""审核通过: the node that dispatched accepts the reply."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, ledger, who_may
from tests.factories import at, fresh, person, react, replied
from xinqiao.callback.models import Callback
from xinqiao.cases.refusal import Conflict
from xinqiao.handling.actions import pass_review


def test_the_task_is_done_as_of_its_reply_and_the_case_completed_now():
    task = replied()
    stopped = task.stopped_at
    pass_review(task, by=person("reviewer"), now=at(300))
    task = fresh(task)
    assert (task.state, task.stopped_at, task.completed_at) == ("completed", stopped, at(300))
    assert (task.case.stage, task.case.completed_at) == ("completed", at(300))
    assert faults(task.case) == []


def test_the_event_asks_for_the_reactions_and_they_plan_the_callback():
    task = replied()
    event = pass_review(task, note="核实无误", by=person("reviewer"), now=at(300))
    assert (event.from_state, event.to_state, event.by) == ("replied", "completed", person("reviewer"))
    assert event.text.body == "核实无误"
    assert asked_for(event)
    react()
    opened = Callback.objects.get(case=task.case)
    assert (opened.due_at, opened.round, opened.attempts, opened.done_at) == (at(300), 1, 0, None)


def test_the_reviewer_of_the_node_that_dispatched_and_nobody_of_the_unit():
    task = replied("cgj")
    assert who_may(lambda by: pass_review(fresh(task), by=by, now=at(300))) == {"reviewer"}


@pytest.mark.parametrize(
    ("state", "instead"), [("dispatched", ["sign"]), ("handling", ["contact", "reply"]), ("completed", [])]
)
def test_only_a_reply_can_pass(state, instead):
    task = TASKS[state]()
    before = ledger(task.case)
    with pytest.raises(Conflict) as refused:
        pass_review(task, by=person("reviewer"), now=at(300))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(task.case) == before
