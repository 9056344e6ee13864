"""联系诉求人: the handler speaks with the citizen, or tries."""

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, who_may
from tests.factories import at, fresh, in_handling, its, person, town_task
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Incomplete
from xinqiao.handling.actions import contact
from xinqiao.handling.outcomes import ContactResult


def test_the_first_time_that_the_citizen_was_reached_is_the_one_that_counts():
    """An attempt is on record and is no contact: the response share asks who was spoken with in time."""
    task = in_handling()
    contact(task, result=ContactResult.NOT_REACHED, by=person("handler"), now=at(30))
    assert fresh(task).contacted_at is None
    for minute in (50, 70):
        contact(task, result=ContactResult.REACHED, by=person("handler"), now=at(minute))
    task = fresh(task)
    assert (task.contacted_at, task.state, task.stopped_at) == (at(50), "handling", None)
    assert Event.objects.filter(case=task.case, verb="contact").count() == 3
    assert faults(task.case) == []


def test_the_event_keeps_the_result_and_the_note_beside_it():
    task = in_handling()
    event = contact(task, result=ContactResult.REACHED, note="约定下午到现场", by=person("handler"), now=at(30))
    event = fresh(event)
    assert (event.from_state, event.to_state, event.data["result"]) == ("handling", "handling", "reached")
    assert event.text.body == "约定下午到现场"
    assert asked_for(event)


def test_only_the_units_own_handler_contacts():
    task = town_task()
    through = who_may(lambda by: contact(fresh(task), result=ContactResult.REACHED, by=by, now=at(30)))
    assert through == {"handler@heping"}


def test_contact_is_part_of_handling():
    reached = ContactResult.REACHED
    may = starts_from(TASKS, lambda task: contact(task, result=reached, by=its("handler", task), now=at(600)))
    assert may == {"handling"}


def test_a_contact_needs_its_result():
    task = in_handling()
    error = refused(Incomplete, task, lambda: contact(task, result="", by=person("handler"), now=at(30)))
    assert error.missing == ["result"]
