"""派单报审: the dispatcher asks that the case go out so (floor rule 12)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import propose_dispatch
from xinqiao.intake.actions import decline


def proposed(case, *, note="", by=None, now=None):
    return propose_dispatch(
        case, lead=unit("cgj"), co_leads=[unit("zjj")], assisting=[unit("reli")], note=note,
        by=by or person("dispatcher"), now=now or at(10),
    )  # fmt: skip


def test_no_clock_starts_until_it_is_checked():
    case = registered()
    event = proposed(case, note="先联系物业")
    assert told(event) == ("propose_dispatch", "registered", "registered")
    assert {name: event.data[name] for name in ("lead", "co_leads", "assisting")} == {
        "lead": "cgj", "co_leads": ["zjj"], "assisting": ["reli"],
    }  # fmt: skip
    assert (event.text.body, asked_for(event), open_kinds(case)) == ("先联系物业", True, ["propose_dispatch"])
    assert (fresh(case).due_at, case.assignments.exists()) == (None, False)
    assert faults(case) == []


def test_the_dispatcher_of_the_centre():
    case = registered()
    assert who_may(lambda by: proposed(fresh(case), by=by)) == {"dispatcher"}


def test_only_a_case_that_waits_for_a_unit():
    assert starts_from(CASES, lambda case: proposed(case, note="摘要", now=at(600))) == {"registered"}


def test_it_is_not_asked_twice_at_once():
    case = registered()
    proposed(case)
    refused(Barred, case, lambda: proposed(case))


@pytest.mark.parametrize("facts", [{"confidentiality": "confidential"}, {"case_type": "report"}])
def test_of_a_guarded_case_there_must_be_an_extract(facts):
    """Floor rule 16."""
    case = registered(**facts)
    assert refused(Incomplete, case, lambda: proposed(case)).missing == ["extract"]


def test_it_lapses_when_the_case_is_declined_instead():
    case = registered()
    proposed(case)
    decline(case, ground="petition", text="请向信访局反映", by=person("agent"), now=at(20))
    assert (open_kinds(case), case.requests.get().granted) == ([], None)
    assert faults(case) == []
