"""列为问题工单: a case that was reworked as often as the city allows is named so by the system (floor rule 23)."""

from tests.cases.asking import CASES, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, to_call_back
from xinqiao.callback.actions import mark_problem
from xinqiao.cases.refusal import Incomplete
from xinqiao.cases.transition import Given, make


def test_the_case_is_named_and_stays_where_it_is():
    case = fresh(to_call_back().case)
    event = mark_problem(case, now=at(90))
    assert (told(event), event.by) == (("mark_problem", "completed", "completed"), None)
    assert event.data == {"ground": "rework", "problem": "rework"}
    assert (fresh(case).problem, fresh(case).stage, asked_for(event)) == ("rework", "completed", True)
    assert faults(case) == []


def test_no_person_does_it():
    case = fresh(to_call_back().case)
    named = Given({"ground": "rework"}, sets={"problem": "rework"})
    assert who_may(lambda by: make("mark_problem", fresh(case), named, by=by, now=at(90))) == set()


def test_any_case_that_has_not_ended():
    standing = {"registered", "in_hand", "carried_over", "completed"}
    assert starts_from(CASES, lambda case: mark_problem(case, now=at(90))) == standing


def test_it_needs_its_ground():
    case = fresh(to_call_back().case)
    named = Given(sets={"problem": "rework"})
    refusal = refused(Incomplete, case, lambda: make("mark_problem", case, named, by=None, now=at(90)))
    assert refusal.missing == ["ground"]
