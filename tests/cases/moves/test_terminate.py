"""终止办理: the handling ends on a listed ground; open tasks are taken back."""

import pytest

from tests.cases.asking import CASES, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, carried_over, delegated, fresh, in_handling, joint, person
from xinqiao.cases.refusal import Incomplete, Unknown
from xinqiao.dispatch.actions import terminate


def ended(case, *, ground="citizen_refuses", reason="三次拒绝入户", by=None, now=None):
    return terminate(case, ground=ground, reason=reason, by=by or person("dispatcher"), now=now or at(60))


@pytest.mark.parametrize(
    "bring", [lambda: joint()[0], lambda: delegated("dongcheng", "heping", "xingfu")[0], lambda: carried_over()]
)
def test_every_open_task_is_taken_back_and_no_completion_counted(bring):
    case = fresh(bring().case)
    ended(case)
    assert (fresh(case).stage, fresh(case).completed_at) == ("terminated", None)
    assert set(case.assignments.values_list("state", flat=True)) == {"recalled"}
    assert faults(case) == []


def test_the_event_keeps_ground_and_reason():
    event = ended(fresh(in_handling().case))
    assert (told(event), event.data["ground"]) == (("terminate", "in_hand", "terminated"), "citizen_refuses")
    assert (event.text.body, asked_for(event)) == ("三次拒绝入户", True)


def test_the_dispatcher_of_the_centre_and_the_shift_lead():
    case = fresh(in_handling().case)
    assert who_may(lambda by: ended(fresh(case), by=by)) == everywhere("shift_lead") | {"dispatcher"}


def test_only_what_units_have_in_hand():
    assert starts_from(CASES, lambda case: ended(case, now=at(600))) == {"in_hand", "carried_over"}


def test_a_listed_ground_and_a_reason_are_needed():
    case = fresh(in_handling().case)
    assert refused(Incomplete, case, lambda: ended(case, ground="")).missing == ["ground"]
    assert refused(Incomplete, case, lambda: ended(case, reason=" ")).missing == ["reason"]
    assert refused(Unknown, case, lambda: ended(case, ground="tired")).field == "ground"
