"""Who is called back when a case is completed (floor rules 14, 16 and 21)."""

import pytest

from tests.callback.matters import DISPATCHER, answered_by, merged_to_call, reworked
from tests.cases.asking import last_event
from tests.factories import at, completed, fresh, in_handling, joint, person, react, registered, to_call_back
from xinqiao.callback.actions import is_sampled, plan, plan_missed
from xinqiao.callback.models import Callback, Ground
from xinqiao.callback.queries import rated_units
from xinqiao.cases.models import Event
from xinqiao.dispatch import actions as dispatch
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_one_callback_for_a_round_however_often_it_is_planned():
    case = fresh(completed().case)
    first = plan(case, now=at(50))
    assert plan(case, now=at(60)) == first
    opened = Callback.objects.get()
    assert (opened.ground, opened.round, opened.due_at) == (Ground.PASSED, 1, at(40))


@pytest.mark.parametrize("facts", [{"confidentiality": "anonymous"}, {"phone": "", "name": "", "address": ""}])
def test_floor_rule_16_who_is_anonymous_is_not_called_and_the_case_is_filed_at_once(facts):
    case = completed(**facts).case
    react()
    assert not Callback.objects.exists()
    assert fresh(case).stage == "archived"
    assert last_event(case).data == {"ground": "no_contact"}


def test_floor_rule_21_what_was_answered_directly_closes_without_a_call():
    case = registered()
    intake.answer_directly(case, text="灯杆归市政养护，报修电话已告知。", by=person("agent"), now=at(10))
    react()
    assert (fresh(case).stage, last_event(case).data["ground"]) == ("archived", "answered_directly")
    assert not Callback.objects.exists()


def test_floor_rule_21_who_is_not_in_the_sample_is_not_called(decide):
    decide("callbacks", percent=0)
    case = completed().case
    react()
    assert (fresh(case).stage, last_event(case).data["ground"]) == ("archived", "unsampled")


def test_the_sample_is_as_big_as_the_city_says_and_always_the_same(decide):
    decide("callbacks", percent=30)
    cases = [registered() for _ in range(100)]
    drawn = [case.pk for case in cases if is_sampled(case)]
    assert 15 <= len(drawn) <= 45
    assert [case.pk for case in cases if is_sampled(fresh(case))] == drawn


@pytest.mark.parametrize(("percent", "expected"), [(0, False), (100, True)])
def test_the_edges_of_a_sample(decide, percent, expected):
    decide("callbacks", percent=percent)
    assert is_sampled(registered()) == expected


def test_after_a_rework_the_citizen_is_always_called(decide):
    case = reworked()
    decide("callbacks", percent=0)
    answered_by(case.assignments.get(round=2), at(2_000))
    react()
    opened = case.callbacks.get(round=2)
    assert (opened.ground, opened.due_at, fresh(case).stage) == (Ground.PASSED, at(2_001), "completed")


def test_floor_rule_14_each_citizen_of_a_merged_matter_is_called():
    main, other = merged_to_call()
    assert (main.due_at, other.due_at, other.ground) == (at(31), at(31), Ground.PASSED)


def test_a_joint_case_is_called_when_the_last_unit_has_answered():
    first, second, helping = joint()
    dispatch.recall(helping, reason="不必协办", by=person(DISPATCHER), now=at(15))
    answered_by(second, at(30))
    react()
    assert not Callback.objects.exists()
    answered_by(first, at(50))
    react()
    assert Callback.objects.get().due_at == at(51)


def test_a_case_that_is_complete_because_the_last_task_was_recalled_is_not_forgotten():
    first, second, helping = joint()
    dispatch.recall(helping, reason="不必协办", by=person(DISPATCHER), now=at(15))
    answered_by(first, at(20))
    dispatch.recall(second, reason="不属该单位", by=person(DISPATCHER), now=at(30))
    react()
    assert fresh(first.case).stage == "completed"
    assert list(rated_units(fresh(first.case))) == [first], "whose task was taken away is not rated"
    Callback.objects.all().delete()
    assert plan_missed(now=at(30 + 25 * 60)) == 1
    assert Callback.objects.get().due_at == at(30)
    assert plan_missed(now=at(30 + 26 * 60)) == 0


def test_a_case_at_work_is_not_planned_for():
    case = fresh(in_handling().case)
    assert plan(case, now=at(50)) is None
    assert not Callback.objects.exists()


def test_planning_makes_no_move_of_a_case_that_is_called():
    case = fresh(completed().case)
    before = Event.objects.count()
    plan(case, now=at(50))
    assert Event.objects.count() == before


def test_a_case_without_phone_is_on_the_desk_all_the_same():
    """Who wrote on a website is known: the agent finds another way to ask him."""
    assert to_call_back(phone="").ground == Ground.PASSED
