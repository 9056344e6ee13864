"""直接答复: the agent answers from a cited article and closes the case (floor rule 13)."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, fresh, merged, person, registered
from xinqiao.cases.refusal import Incomplete
from xinqiao.intake.actions import answer_directly

ANSWER = "采暖期为11月1日至次年3月31日。"


def test_a_consultation_is_completed_at_the_desk():
    case = registered(case_type="consultation")
    answer_directly(case, text=ANSWER, article="K-017", by=person("agent"), now=at(3))
    case = fresh(case)
    assert (case.stage, case.decided, case.completed_at) == ("completed", "completed", at(3))
    assert (case.due_at, case.assignments.exists()) == (None, False)
    assert faults(case) == []


def test_the_event_cites_the_article_and_keeps_the_answer_beside_it():
    event = answer_directly(registered(), text=ANSWER, article="K-017", by=person("agent"), now=at(3))
    assert (told(event), event.data["article"]) == (("answer_directly", "registered", "completed"), "K-017")
    assert (event.text.body, asked_for(event)) == (ANSWER, True)


@pytest.mark.parametrize("case_type", ["complaint", "report"])
def test_a_complaint_or_a_report_is_only_proposed(case_type):
    """Floor rule 13: not closed by a direct answer without approval."""
    case = registered(case_type=case_type)
    event = answer_directly(case, text=ANSWER, by=person("agent"), now=at(3))
    assert told(event) == ("propose_answer", "registered", "registered")
    assert (fresh(case).stage, open_kinds(case)) == ("registered", ["propose_answer"])
    assert faults(case) == []


def test_who_takes_calls():
    case = registered()
    through = who_may(lambda by: answer_directly(fresh(case), text=ANSWER, by=by, now=at(3)))
    assert through == everywhere("agent", "shift_lead")


def test_only_a_case_that_no_unit_has_yet():
    may = starts_from(CASES, lambda case: answer_directly(case, text=ANSWER, by=person("agent"), now=at(600)))
    assert may == {"registered"}


def test_an_answer_has_words():
    case = registered()
    error = refused(Incomplete, case, lambda: answer_directly(case, text="", by=person("agent"), now=at(3)))
    assert error.missing == ["text"]


def test_what_a_complaint_was_merged_into_is_only_proposed_too():
    """Floor rule 13: its answer is the complaint's answer; a merge is no way round the approval."""
    main = registered(case_type="consultation")
    merged(main, case_type="complaint")
    answer_directly(fresh(main), text=ANSWER, by=person("agent"), now=at(30))
    assert (fresh(main).stage, open_kinds(main)) == ("registered", ["propose_answer"])
