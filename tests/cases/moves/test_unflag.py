"""解除标记: the case is open to its usual readers again."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered
from xinqiao.cases.models import Case
from xinqiao.cases.queries import visible_to
from xinqiao.cases.refusal import Incomplete
from xinqiao.intake.actions import flag, unflag


@pytest.fixture
def case() -> Case:
    """A case that was flagged as one of a crowd."""
    found = registered()
    flag(found, flag="crowd", by=person("agent"), now=at(2))
    return found


def test_everybody_who_may_view_sees_it_again(case):
    assert case not in visible_to(person("auditor"))
    unflag(case, reason="已平息", by=person("shift_lead"), now=at(90))
    assert (fresh(case).flag, case in visible_to(person("auditor"))) == ("", True)
    assert faults(case) == []


def test_the_event_keeps_the_reason_beside_it(case):
    event = unflag(case, reason="已平息", by=person("shift_lead"), now=at(90))
    assert (told(event), event.data["flag"]) == (("unflag", "registered", "registered"), "")
    assert (event.text.body, asked_for(event)) == ("已平息", True)


def test_the_shift_lead_and_not_who_flagged_it(case):
    through = who_may(lambda by: unflag(fresh(case), reason="已平息", by=by, now=at(90)))
    assert through == everywhere("shift_lead")


def test_a_case_that_is_over_stays_as_it_was():
    may = starts_from(CASES, lambda case: unflag(case, reason="已平息", by=person("shift_lead"), now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "completed", "merged"}


def test_it_needs_a_reason(case):
    error = refused(Incomplete, case, lambda: unflag(case, reason="", by=person("shift_lead"), now=at(90)))
    assert error.missing == ["reason"]
