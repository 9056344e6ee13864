"""转外: the case goes to another system, with its record (floor rules 17 and 18)."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered
from xinqiao.cases.foreign import NumberTaken
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.intake.actions import relay


def relayed(case, *, target="police", number="JQ20250901017", by=None, now=None):
    return relay(case, target=target, number=number, by=by or person("agent"), now=now or at(3))


def test_the_case_ends_there_and_is_found_by_the_police_number():
    """Floor rule 18: keep the police number."""
    case = registered()
    relayed(case)
    assert (fresh(case).stage, fresh(case).completed_at) == ("relayed", None)
    kept = case.foreign_numbers.get()
    assert (kept.system, kept.number) == ("警情", "JQ20250901017")
    assert faults(case) == []


def test_the_event_tells_where_it_went():
    event = relayed(registered())
    assert told(event) == ("relay", "registered", "relayed")
    assert event.data == {
        "target": "police", "door": "110", "system": "警情", "foreign_number": "JQ20250901017",
    }  # fmt: skip
    assert asked_for(event)


def test_where_no_number_is_given_out_none_is_needed():
    case = registered()
    event = relayed(case, target="fire", number="")
    assert (event.data, case.foreign_numbers.exists()) == ({"target": "fire", "door": "119"}, False)


def test_who_takes_calls_and_the_dispatcher_of_the_centre():
    case = registered()
    assert who_may(lambda by: relayed(fresh(case), by=by)) == everywhere("agent", "shift_lead") | {"dispatcher"}


def test_only_what_no_unit_has_yet():
    assert starts_from(CASES, lambda case: relayed(case, now=at(600))) == {"registered"}


@pytest.mark.parametrize("number", ["", "  "])
def test_without_the_number_of_the_other_side_it_is_not_handed_over(number):
    case = registered()
    assert refused(Incomplete, case, lambda: relayed(case, number=number)).missing == ["number"]


@pytest.mark.parametrize(("target", "error"), [("", Incomplete), ("ministry", Unknown)])
def test_a_listed_target_is_needed(target, error):
    case = registered()
    refused(error, case, lambda: relayed(case, target=target))


def test_a_number_that_another_case_has_is_refused_and_nothing_is_written():
    relayed(registered())
    second = registered()
    with pytest.raises(NumberTaken):
        relayed(second)
    assert (fresh(second).stage, second.events.count()) == ("registered", 1)
