"""重办: the case is at work again in a new round; the citizen's clock does not start again (floor rules 10 and 23)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, last_event, refused, starts_from, told, who_may
from tests.factories import at, called_back, fresh, person, react, to_call_back, unit
from tests.floor.histories import on_day
from xinqiao.callback.actions import rework
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.transition import Given, make
from xinqiao.people.models import Unit


@pytest.fixture
def case() -> Case:
    """A reviewer has ruled that it be handled again; it has not gone out."""
    return ruled()


def again(case: Case, *, to=("cgj",), by=None):
    units = [unit(code) for code in to]
    return rework(case, units=units, note="线路须一并检修", by=by or person("reviewer"), now=at(120))


def test_a_new_round_begins_and_the_citizens_clock_goes_on(case):
    due_at = case.due_at
    (task,) = again(case)
    event = last_event(case)
    assert (told(event), event.assignment, event.text.body) == (
        ("rework", "completed", "dispatched"),
        task,
        "线路须一并检修",
    )
    assert (fresh(case).stage, fresh(case).round, fresh(case).completed_at) == ("in_hand", 2, None)
    assert fresh(case).due_at == due_at
    task = fresh(task)
    assert (task.round, task.tie, task.state, task.dispatched_at) == (2, "lead", "dispatched", at(120))
    assert (task.limits["handle"], task.stopped_at, task.dispatched_by_unit.code) == ("5 wd", None, "xq")
    assert asked_for(event)
    assert faults(case) == []


def test_to_no_unit_that_the_city_has_retired_since(case):
    Unit.objects.filter(code="cgj").update(is_active=False)
    assert "市城市管理局已停用" in str(refused(Barred, case, lambda: again(case)))


def ruled(**facts: object) -> Case:
    """Such a case, answered badly; a reviewer has ruled that it be handled again."""
    opened = to_call_back(**facts)
    called_back(opened, satisfaction=1, solved=False)
    react()
    ruling = Given({"verdict": "rework", "granted": True}, text="未实际解决")
    make("rule_rework", fresh(opened.case), ruling, by=person("reviewer"), now=at(100))
    return fresh(opened.case)


def test_life_danger_has_no_more_time_the_second_time():
    """The shorter of the city's limit for reworks and the one that the matter has by its rule."""
    (task,) = again(ruled(urgency="critical"))
    task = fresh(task)
    assert (task.limits["handle"], task.limits["extension"], task.due_at) == ("24 h", "24 h", at(120 + 24 * 60))
    (task,) = again(ruled(case_type="complaint"))
    assert fresh(task).limits["handle"] == "5 wd"


def test_of_an_order_whose_deadline_is_over_the_unit_has_time_from_its_dispatch_on():
    """Floor rules 5, 9, 10: half the city's limit is its own; the order stays late, the citizen's clock goes on."""
    case = ruled(source="province", due_at=at(60))
    assert case.due_at == at(60)
    (task,) = again(case)
    task = fresh(task)
    assert (task.sign_due_at, task.due_at) == (at(7 * 60), on_day(4, 17, 30))
    assert (fresh(case).due_at, faults(case)) == (at(60), [])


def test_the_old_task_stays_as_it_was(case):
    old = case.assignments.get()
    again(case)
    assert fresh(old).completed_at == old.completed_at
    assert fresh(old).round == 1


def test_several_units_lead_together(case):
    made = again(case, to=("zjj", "cgj"))
    assert [(task.unit.code, task.tie) for task in made] == [("zjj", "lead"), ("cgj", "co_lead")]
    assert faults(case) == []


def test_the_reviewer_of_the_centre_hands_it_down(case):
    assert who_may(lambda by: again(fresh(case), by=by)) == {"reviewer"}


def test_only_what_is_complete_is_handled_again():
    assert starts_from(CASES, again) == {"completed"}


def test_nobody_hands_it_down_without_a_ruling():
    case = fresh(to_call_back().case)
    assert "须先经重办裁定" in refused(Barred, case, lambda: again(case)).why


def test_it_needs_a_unit(case):
    assert refused(Incomplete, case, lambda: again(case, to=())).missing == ["unit"]


def test_floor_rule_16_it_does_not_go_to_whom_the_case_accuses():
    opened = to_call_back("cgj", accused="dongcheng")
    called_back(opened, satisfaction=1, solved=False)
    ruling = Given({"verdict": "rework", "granted": True}, text="未实际解决")
    make("rule_rework", fresh(opened.case), ruling, by=person("reviewer"), now=at(100))
    refused(Barred, opened.case, lambda: again(fresh(opened.case), to=("heping",)))
