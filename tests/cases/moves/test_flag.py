"""标记: sensitive, crowd or urgent - from now on only its circle sees the case (floor rule 15)."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh, person, registered
from xinqiao.cases.queries import visible_to
from xinqiao.cases.refusal import Incomplete
from xinqiao.dispatch.actions import recall
from xinqiao.intake.actions import flag


@pytest.mark.parametrize("word", ["sensitive", "crowd", "urgent"])
def test_the_case_is_flagged_and_goes_on_where_it_stands(word):
    case = fresh(dispatched().case)
    flag(case, flag=word, by=person("agent"), now=at(15))
    assert (fresh(case).flag, fresh(case).stage) == (word, "in_hand")
    assert faults(case) == []


def test_the_event_tells_the_flag():
    event = flag(registered(), flag="crowd", note="约三十人讨薪", by=person("agent"), now=at(2))
    assert (told(event), event.data["flag"]) == (("flag", "registered", "registered"), "crowd")
    assert (event.text.body, asked_for(event)) == ("约三十人讨薪", True)


def test_only_its_circle_sees_it_from_now_on():
    """Floor rule 15: restricted view. The unit at work and who took the call stay in it."""
    case = fresh(dispatched("cgj").case)
    onlookers = [person("auditor"), person("quality_inspector"), person("liaison", "zjj")]
    circle = [person(role) for role in ("shift_lead", "leader", "dispatcher", "supervisor", "callback_agent")]
    involved = [person("agent"), person("liaison", "cgj"), person("handler", "cgj")]
    seeing = [staff for staff in onlookers + circle if case in visible_to(staff)]
    assert set(onlookers[:2] + circle) == set(seeing)
    flag(case, flag="sensitive", by=person("agent"), now=at(15))
    assert [staff for staff in onlookers if case in visible_to(staff)] == []
    assert [staff for staff in circle + involved if case not in visible_to(staff)] == []


def test_a_flag_replaces_the_one_before():
    case = registered()
    for word in ("urgent", "crowd"):
        flag(case, flag=word, by=person("agent"), now=at(2))
    assert fresh(case).flag == "crowd"
    assert faults(case) == []


def test_who_takes_calls():
    case = registered()
    through = who_may(lambda by: flag(fresh(case), flag="crowd", by=by, now=at(2)))
    assert through == everywhere("agent", "shift_lead")


def test_a_case_that_is_over_is_not_flagged():
    may = starts_from(CASES, lambda case: flag(case, flag="crowd", by=person("agent"), now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "completed", "merged"}


def test_it_says_which_flag():
    case = registered()
    assert refused(Incomplete, case, lambda: flag(case, flag="", by=person("agent"), now=at(2))).missing == ["flag"]


def test_a_unit_whose_task_was_taken_back_is_not_of_the_circle():
    """Floor rule 15: who has no part in it any more neither sees the flagged case nor what the citizen adds."""
    task = dispatched("cgj")
    handler = person("handler")
    recall(task, reason="另派", by=person("dispatcher"), now=at(20))
    assert visible_to(handler).filter(pk=task.case_id).exists()
    flag(fresh(task.case), flag="sensitive", by=person("agent"), now=at(30))
    assert not visible_to(handler).filter(pk=task.case_id).exists()
