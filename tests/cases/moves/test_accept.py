"""受理: the centre takes on what came in without an agent, once."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, left_by_a_citizen, person, registered, taken_back, unit
from xinqiao.cases.refusal import Barred
from xinqiao.dispatch.actions import dispatch
from xinqiao.dispatch.queries import to_dispatch
from xinqiao.intake.actions import accept, answer_directly


def accepted(case, *, by=None, now=None):
    return accept(case, note="已核对来件", by=by or person("agent"), now=now or at(3))


def awaiting():
    """The numbers that the dispatch desk shows as not accepted yet."""
    return [case.number for case in to_dispatch(person("dispatcher")) if case.awaits_acceptance]


def test_it_is_on_record_and_the_case_waits_for_dispatch_as_before():
    case = left_by_a_citizen()
    event = accepted(case)
    assert (told(event), event.text.body) == (("accept", "registered", "registered"), "已核对来件")
    assert (fresh(case).due_at, asked_for(event), faults(case)) == (None, True, [])


def test_the_dispatch_desk_shows_what_nobody_has_accepted_yet():
    by_itself, taken_down = left_by_a_citizen(), registered()
    assert {case.number for case in to_dispatch(person("dispatcher"))} == {by_itself.number, taken_down.number}
    assert awaiting() == [by_itself.number]
    accepted(by_itself)
    assert awaiting() == []


def test_what_a_program_or_an_import_brought_is_still_to_be_accepted():
    case = registered(by=person("administrator"))
    assert awaiting() == [case.number]
    accepted(case)


def test_once():
    case = left_by_a_citizen()
    accepted(case)
    assert "已经受理" in refused(Barred, case, lambda: accepted(fresh(case), now=at(4))).why


def test_taking_it_down_was_accepting_it():
    case = registered()
    assert "登记即受理" in refused(Barred, case, lambda: accepted(case)).why


@pytest.mark.parametrize(
    "disposed",
    [
        lambda case: dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(5)),
        lambda case: answer_directly(case, text="可在政务大厅办理", by=person("agent"), now=at(5)),
    ],
)
def test_who_disposes_of_it_has_accepted_it_without_saying_so(disposed):
    case = left_by_a_citizen()
    disposed(case)
    assert (awaiting(), faults(case)) == ([], [])


def test_what_a_unit_gave_back_was_taken_on_when_it_was_dispatched():
    case = left_by_a_citizen()
    taken_back(dispatch(case, lead=unit("zjj"), by=person("dispatcher"), now=at(5)), now=at(10))
    assert fresh(case) in to_dispatch(person("dispatcher"))
    assert awaiting() == []
    assert "已经受理" in refused(Barred, case, lambda: accepted(fresh(case), now=at(30))).why


def test_who_takes_calls_and_the_dispatcher_of_the_centre():
    case = left_by_a_citizen()
    assert who_may(lambda by: accepted(fresh(case), by=by)) == everywhere("agent", "shift_lead") | {"dispatcher"}


def test_only_what_no_unit_has_yet():
    assert starts_from(CASES, lambda case: accepted(case, now=at(600))) == {"registered"}
