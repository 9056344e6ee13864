"""直接答复审批: the shift lead lets the proposed answer go out, or gives the case back to the desk (floor rule 13)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.intake.actions import propose_answer, rule_answer

ANSWER = "该处已列入今年改造计划。"


@pytest.fixture
def case() -> Case:
    """A complaint for which an answer was proposed."""
    found = registered(case_type="complaint")
    propose_answer(found, text=ANSWER, by=person("agent"), now=at(3))
    return found


def test_granted_the_case_is_completed_with_the_answer_that_was_proposed(case):
    event = rule_answer(case, granted=True, by=person("shift_lead"), now=at(9))
    assert (told(event), event.text.body) == (("rule_answer", "registered", "completed"), ANSWER)
    assert (fresh(case).stage, fresh(case).completed_at, open_kinds(case)) == ("completed", at(9), [])
    asked = case.requests.get()
    assert (asked.granted, asked.ruled, asked.closed_at) == (True, event, at(9))
    assert asked_for(event)
    assert faults(case) == []


def test_refused_it_waits_at_the_desk_and_may_be_proposed_anew(case):
    event = rule_answer(case, granted=False, reason="应派属地核实", by=person("shift_lead"), now=at(9))
    assert (told(event), event.text.body) == (("rule_answer", "registered", "registered"), "应派属地核实")
    assert (fresh(case).stage, fresh(case).completed_at, open_kinds(case)) == ("registered", None, [])
    propose_answer(case, text=ANSWER, by=person("agent"), now=at(12))
    assert open_kinds(case) == ["propose_answer"]
    assert faults(case) == []


def test_the_shift_lead_of_the_centre_and_never_the_agent(case):
    assert who_may(lambda by: rule_answer(fresh(case), granted=True, by=by, now=at(9))) == {"shift_lead"}


def test_a_refusal_needs_its_reason(case):
    error = refused(Incomplete, case, lambda: rule_answer(case, granted=False, by=person("shift_lead"), now=at(9)))
    assert error.missing == ["reason"]


def test_there_must_be_something_to_rule_on():
    case = registered(case_type="complaint")
    error = refused(Barred, case, lambda: rule_answer(case, granted=True, by=person("shift_lead"), now=at(9)))
    assert "没有待裁定的申请" in str(error)


def test_only_while_no_unit_has_the_case():
    may = starts_from(CASES, lambda case: rule_answer(case, granted=True, by=person("shift_lead"), now=at(600)))
    assert may == {"registered"}
