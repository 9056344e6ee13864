"""追加: the citizen says more about his open case, which keeps its number and its clocks (floor rule 14)."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, ledger, refused, starts_from, told, who_may
from tests.factories import at, carried_over, fresh, in_handling, person, registered
from xinqiao.cases.refusal import Incomplete
from xinqiao.intake.actions import append

MORE = "昨晚又有一盏灯灭了"


@pytest.mark.parametrize("bring", [lambda: registered(), lambda: in_handling().case, lambda: carried_over().case])
def test_number_stage_and_clocks_stay(bring):
    case = fresh(bring())
    before = ledger(case)
    append(case, text=MORE, by=person("agent"), now=at(90))
    after = ledger(case)
    assert {name for name, value in after["case"].items() if value != before["case"][name]} == {"seq", "head"}
    assert after["tasks"] == before["tasks"]
    assert faults(case) == []


def test_the_words_are_kept_beside_the_event():
    case = registered()
    event = append(case, text=MORE, by=person("agent"), now=at(90))
    assert told(event) == ("append", "registered", "registered")
    assert (event.text.body, set(event.data), asked_for(event)) == (MORE, {"text"}, True)


def test_the_citizen_himself_or_who_takes_calls():
    case = registered()
    assert append(case, text=MORE, by=None, now=at(5)).by is None
    assert who_may(lambda by: append(fresh(case), text=MORE, by=by, now=at(9))) == everywhere("agent", "shift_lead")


def test_only_to_a_case_that_is_open():
    may = starts_from(CASES, lambda case: append(case, text=MORE, by=person("agent"), now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "merged"}  # its citizen keeps his number (floor rule 14)


@pytest.mark.parametrize("nothing", ["", " \n"])
def test_nothing_new_is_no_addition(nothing):
    case = registered()
    error = refused(Incomplete, case, lambda: append(case, text=nothing, by=person("agent"), now=at(5)))
    assert error.missing == ["text"]
