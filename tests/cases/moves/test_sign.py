"""签收: the unit's liaison takes the task."""

from tests.cases.asking import TASKS, asked_for, faults, last_event, starts_from, who_may
from tests.factories import at, delegated, dispatched, fresh, its, joint, person
from xinqiao.handling.actions import sign


def test_the_task_is_in_handling_and_the_clock_runs_on():
    task = dispatched()
    due = task.due_at
    sign(task, by=person("liaison"), now=at(25))
    task = fresh(task)
    assert (task.state, task.signed_at, task.stopped_at, task.due_at) == ("handling", at(25), None, due)
    assert task.case.stage == "in_hand"
    assert faults(task.case) == []


def test_the_event_says_who_signed_and_asks_for_the_reactions():
    task = dispatched()
    event = sign(task, by=person("liaison"), now=at(25))
    assert event == last_event(task.case)
    assert (event.verb, event.by, event.at, event.assignment) == ("sign", person("liaison"), at(25), task)
    assert (event.from_state, event.to_state, event.data) == ("dispatched", "handling", {})
    assert asked_for(event)


def test_only_the_units_own_liaison_signs():
    task = delegated()[-1]
    assert who_may(lambda by: sign(fresh(task), by=by, now=at(25))) == {"liaison@heping"}


def test_what_is_signed_is_not_signed_again():
    assert starts_from(TASKS, lambda task: sign(task, by=its("liaison", task), now=at(600))) == {"dispatched"}


def test_each_unit_of_a_joint_case_signs_for_itself():
    """Floor rule 2."""
    lead, beside, helper = joint()
    sign(beside, by=its("liaison", beside), now=at(25))
    assert [fresh(task).state for task in (lead, beside, helper)] == ["dispatched", "handling", "dispatched"]
    assert faults(lead.case) == []
