"""无效: silent, wrong number, prank - counted apart (floor rule 20)."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.intake.actions import invalidate


def test_the_case_ends_there_and_is_not_completed():
    case = registered()
    invalidate(case, ground="prank", by=person("agent"), now=at(3))
    case = fresh(case)
    assert (case.stage, case.decided, case.completed_at) == ("invalid", "invalid", None)
    assert faults(case) == []


def test_the_event_keeps_the_ground():
    event = invalidate(registered(), ground="silent", note="三次问话无人应答", by=person("agent"), now=at(3))
    assert (told(event), event.data["ground"]) == (("invalidate", "registered", "invalid"), "silent")
    assert (event.text.body, asked_for(event)) == ("三次问话无人应答", True)


def test_who_takes_calls_and_the_dispatcher_of_the_centre():
    case = registered()
    through = who_may(lambda by: invalidate(fresh(case), ground="silent", by=by, now=at(3)))
    assert through == everywhere("agent", "shift_lead") | {"dispatcher"}


def test_only_what_no_unit_has_yet():
    may = starts_from(CASES, lambda case: invalidate(case, ground="silent", by=person("agent"), now=at(600)))
    assert may == {"registered"}


@pytest.mark.parametrize(("ground", "error"), [("", Incomplete), ("litigation", Unknown)])
def test_a_ground_of_this_very_list_is_needed(ground, error):
    """Litigation is a ground to decline: the case is valid then."""
    case = registered()
    refused(error, case, lambda: invalidate(case, ground=ground, by=person("agent"), now=at(3)))
