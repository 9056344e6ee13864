"""联系诉求人: the handler speaks with the citizen, or tries."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, ledger, who_may
from tests.factories import at, fresh, in_handling, person
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Conflict, Incomplete
from xinqiao.handling.actions import contact
from xinqiao.handling.outcomes import ContactResult


def test_the_first_contact_is_the_one_that_counts():
    task = in_handling()
    contact(task, result=ContactResult.NOT_REACHED, by=person("handler"), now=at(30))
    contact(task, result=ContactResult.REACHED, by=person("handler"), now=at(50))
    task = fresh(task)
    assert (task.contacted_at, task.state, task.stopped_at) == (at(30), "handling", None)
    assert Event.objects.filter(case=task.case, verb="contact").count() == 2
    assert faults(task.case) == []


def test_the_event_keeps_the_result_and_the_note_beside_it():
    task = in_handling()
    event = contact(task, result=ContactResult.REACHED, note="约定下午到现场", by=person("handler"), now=at(30))
    event = fresh(event)
    assert (event.from_state, event.to_state, event.data["result"]) == ("handling", "handling", "reached")
    assert event.text.body == "约定下午到现场"
    assert asked_for(event)


def test_only_the_units_own_handler_contacts():
    task = in_handling("cgj")
    assert who_may(lambda by: contact(fresh(task), result=ContactResult.REACHED, by=by, now=at(30))) == {"handler@cgj"}


@pytest.mark.parametrize(
    ("state", "instead"),
    [("dispatched", ["sign"]), ("replied", ["pass_review", "reject_review"]), ("completed", [])],
)
def test_contact_is_part_of_handling(state, instead):
    task = TASKS[state]()
    before = ledger(task.case)
    with pytest.raises(Conflict) as refused:
        contact(task, result=ContactResult.REACHED, by=person("handler"), now=at(60))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(task.case) == before


def test_a_contact_needs_its_result():
    task = in_handling()
    before = ledger(task.case)
    with pytest.raises(Incomplete) as refused:
        contact(task, result="", by=person("handler"), now=at(30))
    assert refused.value.missing == ["result"]
    assert ledger(task.case) == before
