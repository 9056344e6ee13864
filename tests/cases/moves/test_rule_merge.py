"""并单确认: the dispatcher confirms; each citizen keeps number, reply and callback (floor rule 14)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import (
    REPLY,
    above,
    at,
    fresh,
    in_handling,
    its,
    merged,
    person,
    react,
    registered,
    replied,
)  # fmt: skip
from xinqiao.callback.models import Callback
from xinqiao.cases.models import Case
from xinqiao.cases.queries import answer_text
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import dispatch, rule_merge
from xinqiao.handling.actions import pass_review, reply
from xinqiao.intake.actions import propose_merge, withdraw


@pytest.fixture
def main() -> Case:
    return fresh(in_handling().case)


@pytest.fixture
def case(main: Case) -> Case:
    """The same matter from somebody else, proposed for a merge."""
    found = registered(name="司徒望舒", phone="13800138000")
    propose_merge(found, into=main, by=person("agent"), now=at(30))
    return found


def test_granted_it_waits_for_the_other_cases_reply(main, case):
    event = rule_merge(case, granted=True, by=person("dispatcher"), now=at(40))
    assert (told(event), event.data["merged_into"]) == (("rule_merge", "registered", "merged"), main.number)
    assert (fresh(case).stage, fresh(case).merged_into, open_kinds(case)) == ("merged", main, [])
    assert (case.requests.get().granted, asked_for(event)) == (True, True)
    assert faults(case) == faults(main) == []


def test_each_citizen_keeps_number_reply_and_callback(main, case):
    rule_merge(case, granted=True, by=person("dispatcher"), now=at(40))
    task = main.assignments.get()
    reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(50))
    pass_review(task, by=above("reviewer", task), now=at(60))
    while react():
        pass
    assert (fresh(case).stage, answer_text(case), case.number != main.number) == ("completed", REPLY, True)
    assert {callback.case_id for callback in Callback.objects.all()} == {main.pk, case.pk}
    assert faults(case) == faults(main) == []


def test_a_case_in_hand_is_taken_from_its_unit(main):
    case = fresh(in_handling("zjj").case)
    propose_merge(case, into=main, by=person("agent"), now=at(30))
    rule_merge(case, granted=True, by=person("dispatcher"), now=at(40))
    assert (fresh(case).stage, case.assignments.get().state) == ("merged", "recalled")
    assert faults(case) == []


def test_refused_it_goes_on_alone(case):
    event = rule_merge(case, granted=False, reason="不同路段", by=person("dispatcher"), now=at(40))
    assert (told(event), event.text.body) == (("rule_merge", "registered", "registered"), "不同路段")
    assert (fresh(case).stage, fresh(case).merged_into, open_kinds(case)) == ("registered", None, [])
    dispatch(case, lead=fresh(in_handling("zjj")).unit, by=person("dispatcher"), now=at(50))
    assert faults(case) == []


def test_the_dispatcher_of_the_centre_and_not_who_proposed(case):
    assert who_may(lambda by: rule_merge(fresh(case), granted=True, by=by, now=at(40))) == {"dispatcher"}


def test_only_a_case_that_waits_or_is_in_hand():
    may = starts_from(CASES, lambda case: rule_merge(case, granted=True, by=person("dispatcher"), now=at(600)))
    assert may == {"registered", "in_hand"}


@pytest.mark.parametrize("ended", ["withdrawn", "completed"])
def test_not_into_a_case_that_has_ended_meanwhile(ended):
    task = replied()
    main, case = task.case, registered()
    propose_merge(case, into=main, by=person("agent"), now=at(31))
    if ended == "withdrawn":
        withdraw(main, reason="已解决", by=None, now=at(35))
    else:
        pass_review(task, by=person("reviewer"), now=at(35))
    error = refused(Barred, case, lambda: rule_merge(case, granted=True, by=person("dispatcher"), now=at(40)))
    assert "已经办结或不在办理中" in str(error)


def test_two_cases_are_not_merged_into_each_other(main, case):
    propose_merge(main, into=case, by=person("agent"), now=at(31))
    rule_merge(case, granted=True, by=person("dispatcher"), now=at(40))
    refused(Barred, main, lambda: rule_merge(main, granted=True, by=person("dispatcher"), now=at(41)))


def test_a_report_is_not_merged_into_a_case_that_the_accused_unit_has():
    """Floor rule 16: routing excludes the accused unit and its subtree; a merge is no way round."""
    main = fresh(in_handling("heping").case)
    case = registered(case_type="report", accused="dongcheng")
    propose_merge(case, into=main, by=person("agent"), now=at(30))
    error = refused(Barred, case, lambda: rule_merge(case, granted=True, by=person("dispatcher"), now=at(40)))
    assert "被举报单位" in str(error)


def test_a_refusal_needs_its_reason_and_a_ruling_its_request(case):
    error = refused(Incomplete, case, lambda: rule_merge(case, granted=False, by=person("dispatcher"), now=at(40)))
    assert error.missing == ["reason"]
    alone = registered()
    refused(Barred, alone, lambda: rule_merge(alone, granted=True, by=person("dispatcher"), now=at(40)))


def test_several_merged_into_one_each_have_their_own():
    task = replied()
    cases = [merged(task.case, phone=f"1380013800{n}") for n in range(3)]
    pass_review(task, by=person("reviewer"), now=at(60))
    while react():
        pass
    assert [fresh(case).stage for case in cases] == ["completed"] * 3
    assert Callback.objects.count() == 4


@pytest.mark.parametrize("secret", [{"confidentiality": "confidential"}, {"case_type": "report"}])
def test_nobody_else_gets_the_answer_to_a_confidential_matter(secret):
    """Floor rule 16: what is answered to an informant is not for whoever was merged into his case."""
    kept = registered(**secret)
    case = registered(name="司徒望舒", phone="13800138000")
    propose_merge(case, into=kept, by=person("agent"), now=at(30))
    refused(Barred, case, lambda: rule_merge(case, granted=True, by=person("dispatcher"), now=at(40)))
    rule_merge(case, granted=False, reason="身份保密", by=person("dispatcher"), now=at(50))
    assert fresh(case).stage == "registered"
