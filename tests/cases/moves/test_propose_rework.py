"""重办建议: the callback agent puts a completed case before the reviewer (floor rule 23)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, completed, fresh, person, to_call_back
from xinqiao.callback.actions import propose_rework
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Incomplete


@pytest.fixture
def case() -> Case:
    return fresh(to_call_back().case)


def proposed(case: Case, *, by=None, **given):
    return propose_rework(case, **({"reason": "当晚又不亮了"} | given), by=by or person("callback_agent"), now=at(90))


@pytest.mark.parametrize("advised", [True, False])
def test_asking_changes_nothing_but_that_it_was_asked(case, advised):
    event = proposed(case, advised=advised)
    assert told(event) == ("propose_rework", "completed", "completed")
    assert (event.data["advised"], event.text.body) == (advised, "当晚又不亮了")
    assert (open_kinds(case), asked_for(event)) == (["propose_rework"], True)
    assert (fresh(case).stage, fresh(case).round) == ("completed", 1)
    assert faults(case) == []


def test_the_callback_agent_of_the_centre_proposes(case):
    assert who_may(lambda by: proposed(fresh(case), by=by)) == {"callback_agent"}


def test_only_a_completed_case_is_put_before_the_reviewer():
    assert starts_from(CASES, proposed) == {"completed"}


def test_it_needs_a_reason(case):
    assert refused(Incomplete, case, lambda: proposed(case, reason=" ")).missing == ["reason"]


def test_once_is_enough_until_it_is_ruled(case):
    proposed(case)
    refused(Barred, case, lambda: proposed(case))


def test_also_before_anybody_called():
    case = fresh(completed().case)
    proposed(case)
    assert open_kinds(case) == ["propose_rework"]
