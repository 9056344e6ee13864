"""答复: the unit answers, and its clock stops if this reply later passes review."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, ledger, who_may
from tests.factories import REPLY, at, fresh, in_handling, person
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Conflict, Incomplete
from xinqiao.handling.actions import reply
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
    task = in_handling("cgj")
    through = who_may(lambda by: reply(fresh(task), text=REPLY, outcome=Outcome.SOLVED, by=by, now=at(90)))
    assert through == {"handler@cgj"}


@pytest.mark.parametrize(
    ("state", "instead"),
    [("dispatched", ["sign"]), ("replied", ["pass_review", "reject_review"]), ("completed", [])],
)
def test_only_what_is_in_handling_is_replied_to(state, instead):
    task = TASKS[state]()
    before = ledger(task.case)
    with pytest.raises(Conflict) as refused:
        reply(task, text=REPLY, outcome=Outcome.SOLVED, by=person("handler"), now=at(90))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(task.case) == before


@pytest.mark.parametrize(
    ("text", "outcome", "missing"),
    [("", Outcome.SOLVED, ["text"]), (REPLY, "", ["outcome"]), ("", "", ["text", "outcome"])],
)
def test_a_reply_needs_words_and_an_outcome(text, outcome, missing):
    task = in_handling()
    before = ledger(task.case)
    with pytest.raises(Incomplete) as refused:
        reply(task, text=text, outcome=outcome, by=person("handler"), now=at(90))
    assert refused.value.missing == missing
    assert ledger(task.case) == before
