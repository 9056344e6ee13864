"""直接答复报批: the agent asks that a complaint or a report be closed with this answer (floor rule 13)."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import dispatch
from xinqiao.intake.actions import propose_answer

ANSWER = "该处已列入今年改造计划。"


def propose(case, *, text=ANSWER, now=None):
    return propose_answer(case, text=text, article="K-2", by=person("agent"), now=now or at(3))


def test_the_case_stays_where_it_is_until_somebody_rules():
    case = registered(case_type="complaint")
    event = propose(case)
    assert (told(event), event.data["article"], event.text.body) == (
        ("propose_answer", "registered", "registered"), "K-2", ANSWER,
    )  # fmt: skip
    assert (fresh(case).stage, open_kinds(case), asked_for(event)) == ("registered", ["propose_answer"], True)
    assert faults(case) == []


def test_who_takes_calls():
    case = registered(case_type="complaint")
    assert who_may(lambda by: propose_answer(fresh(case), text=ANSWER, by=by, now=at(3))) == everywhere("agent")


def test_only_of_a_case_that_no_unit_has_yet():
    assert starts_from(CASES, lambda case: propose(case, now=at(600))) == {"registered"}


def test_it_is_not_asked_twice_at_once():
    case = registered(case_type="complaint")
    propose(case)
    assert "已在等候裁定" in str(refused(Barred, case, lambda: propose(case)))


def test_it_lapses_when_the_case_goes_to_a_unit_instead():
    case = registered(case_type="complaint")
    propose(case)
    dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10))
    asked = case.requests.get()
    assert (asked.granted, asked.closed_at, open_kinds(case)) == (None, at(10), [])
    assert faults(case) == []


def test_an_answer_has_words():
    case = registered(case_type="complaint")
    assert refused(Incomplete, case, lambda: propose(case, text=" ")).missing == ["text"]
