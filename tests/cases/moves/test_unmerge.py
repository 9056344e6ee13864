"""解除并单: a case that was merged by mistake waits for its own unit again."""

from tests.cases.asking import CASES, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, merged, person, unit
from xinqiao.cases.refusal import Incomplete
from xinqiao.dispatch.actions import dispatch, unmerge


def test_it_waits_for_dispatch_and_goes_its_own_way():
    case = merged()
    event = unmerge(case, reason="不同路段", by=person("dispatcher"), now=at(60))
    assert (told(event), event.text.body) == (("unmerge", "merged", "registered"), "不同路段")
    assert (fresh(case).stage, fresh(case).merged_into, asked_for(event)) == ("registered", None, True)
    dispatch(case, lead=unit("zjj"), by=person("dispatcher"), now=at(70))
    assert fresh(case).stage == "in_hand"
    assert faults(case) == []


def test_the_dispatcher_of_the_centre():
    case = merged()
    assert who_may(lambda by: unmerge(fresh(case), reason="不同", by=by, now=at(60))) == {"dispatcher"}


def test_only_what_is_merged():
    assert starts_from(CASES, lambda case: unmerge(case, reason="不同", by=person("dispatcher"), now=at(600))) == {
        "merged"
    }


def test_it_needs_a_reason():
    case = merged()
    error = refused(Incomplete, case, lambda: unmerge(case, reason="", by=person("dispatcher"), now=at(60)))
    assert error.missing == ["reason"]
