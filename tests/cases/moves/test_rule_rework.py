"""重办裁定: handled again, explained, or unreasonable; a bad rating alone is none of these (floor rule 23)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, called_back, fresh, person, react, to_call_back
from xinqiao.callback.actions import rule_rework
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Incomplete


@pytest.fixture
def case() -> Case:
    """The citizen complained; nobody has ruled."""
    opened = to_call_back()
    called_back(opened, satisfaction=1, solved=False)
    react()
    return fresh(opened.case)


def ruled(case: Case, verdict: str = "explained", *, by=None, **given):
    return rule_rework(
        case, verdict=verdict, **({"reason": "已复核"} | given), by=by or person("reviewer"), now=at(120)
    )


@pytest.mark.parametrize("verdict", ["explained", "unreasonable"])
def test_without_a_rework_the_case_stays_complete_and_is_then_filed(case, verdict):
    event = ruled(case, verdict)
    assert told(event) == ("rule_rework", "completed", "completed")
    assert (event.data["verdict"], event.data["granted"], event.text.body) == (verdict, False, "已复核")
    assert (open_kinds(case), case.requests.get().granted, asked_for(event)) == ([], False, True)
    react()
    assert (fresh(case).stage, fresh(case).round) == ("archived", 1)
    assert faults(case) == []


def test_a_rework_goes_out_with_the_ruling(case):
    event = ruled(case, "rework")
    assert (told(event), event.data["granted"]) == (("rule_rework", "completed", "completed"), True)
    assert (fresh(case).stage, fresh(case).round, open_kinds(case)) == ("in_hand", 2, [])
    assert case.requests.get().granted is True
    assert faults(case) == []


def test_the_reviewer_of_the_centre_rules(case):
    assert who_may(lambda by: ruled(fresh(case), by=by)) == {"reviewer"}


def test_only_a_completed_case_is_ruled_on():
    assert starts_from(CASES, ruled) == {"completed"}


def test_there_must_be_something_to_rule_on():
    case = fresh(to_call_back().case)
    refused(Barred, case, lambda: ruled(case))


@pytest.mark.parametrize("verdict", ["rework", "explained", "unreasonable"])
def test_every_verdict_has_a_reason(case, verdict):
    assert refused(Incomplete, case, lambda: ruled(case, verdict, reason="")).missing == ["reason"]


def test_it_is_ruled_once(case):
    ruled(case)
    refused(Barred, case, lambda: ruled(case, "rework"))
