"""派单预审: a second person lets the case go out as it was proposed, or gives it back (floor rule 12)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered, unit
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import amend, designate, propose_dispatch, rule_dispatch
from xinqiao.people import policy
from xinqiao.people.models import Post, Role, Unit


@pytest.fixture
def case(monkeypatch) -> Case:
    """A complaint whose dispatch this city checks before, and how the dispatcher would have it go out."""
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    found = registered(case_type="complaint")
    propose_dispatch(
        found, lead=unit("cgj"), co_leads=[unit("zjj")], assisting=[unit("reli")], note="先联系物业",
        by=person("dispatcher"), now=at(10),
    )  # fmt: skip
    return found


def test_granted_it_goes_out_as_proposed_and_the_clocks_start_then(case):
    event = rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20))
    assert (told(event), asked_for(event)) == (("rule_dispatch", "registered", "registered"), True)
    assert list(case.assignments.order_by("suffix").values_list("unit__code", "tie", "dispatched_at")) == [
        ("cgj", "lead", at(20)), ("zjj", "co_lead", at(20)), ("reli", "assisting", at(20)),
    ]  # fmt: skip
    assert {sent.text.body for sent in case.events.filter(verb="dispatch")} == {"先联系物业"}
    assert (fresh(case).stage, open_kinds(case), case.requests.get().granted) == ("in_hand", [], True)
    assert faults(case) == []


def test_refused_it_waits_and_may_be_proposed_anew(case):
    event = rule_dispatch(case, granted=False, reason="应由区牵头", by=person("shift_lead"), now=at(20))
    assert (event.text.body, fresh(case).stage, open_kinds(case)) == ("应由区牵头", "registered", [])
    propose_dispatch(case, lead=unit("dongcheng"), by=person("dispatcher"), now=at(30))
    rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(40))
    assert case.assignments.get().unit.code == "dongcheng"
    assert faults(case) == []


@pytest.mark.parametrize("code", ["cgj", "zjj", "reli"])
def test_to_no_unit_that_the_city_has_retired_since_it_was_proposed(case, code):
    retired = unit(code)
    Unit.objects.filter(pk=retired.pk).update(is_active=False)
    error = refused(Barred, case, lambda: rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20)))
    assert f"{retired.name}已停用" in str(error)


def test_the_shift_lead_of_the_centre_and_not_who_proposed(case):
    assert who_may(lambda by: rule_dispatch(fresh(case), granted=True, by=by, now=at(20))) == {"shift_lead"}


def test_only_while_the_case_waits_for_a_unit():
    may = starts_from(CASES, lambda case: rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(600)))
    assert may == {"registered"}


def test_a_refusal_needs_its_reason_and_a_ruling_its_proposal(case):
    error = refused(Incomplete, case, lambda: rule_dispatch(case, granted=False, by=person("shift_lead"), now=at(20)))
    assert error.missing == ["reason"]
    plain = registered()
    refused(Barred, plain, lambda: rule_dispatch(plain, granted=True, by=person("shift_lead"), now=at(20)))


def test_what_was_proposed_to_the_accused_does_not_go_out():
    """Floor rule 16: the route is checked when it goes out, whatever was proposed."""
    case = registered(case_type="report", accused="cgj")
    propose_dispatch(case, lead=unit("cgj"), note="摘要", by=person("dispatcher"), now=at(10))
    refused(Barred, case, lambda: rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20)))


def test_what_was_sent_back_too_often_is_designated_though_its_dispatch_was_proposed(case, monkeypatch):
    monkeypatch.setattr("xinqiao.dispatch.actions.handing_down._must_designate", lambda case: True)
    refused(Barred, case, lambda: rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20)))
    assert not case.assignments.exists()


def test_nobody_lets_out_what_he_proposed_himself(case):
    """Whatever posts he holds: a pre-check is a second person's."""
    proposer = person("dispatcher")
    Post.objects.create(staff=proposer, role=Role.objects.get(code="shift_lead"), unit=unit("xq"))
    error = refused(Barred, case, lambda: rule_dispatch(case, granted=True, by=fresh(proposer), now=at(20)))
    assert "他人裁定" in str(error)


def test_designation_is_no_way_round_the_check(case):
    refused(Barred, case, lambda: designate(case, lead=unit("cgj"), reason="急", by=person("dispatcher"), now=at(20)))


def test_what_was_written_before_the_case_became_confidential_is_no_extract(case):
    """Floor rule 16: the note of the proposal may name the citizen; it goes to no unit that reads only an extract."""
    amend(fresh(case), confidentiality="confidential", reason="要求保密", by=person("dispatcher"), now=at(15))
    error = refused(Barred, case, lambda: rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20)))
    assert "重新报审" in str(error)
    rule_dispatch(case, granted=False, reason="按摘要重报", by=person("shift_lead"), now=at(30))
    propose_dispatch(fresh(case), lead=unit("cgj"), note="路灯不亮，请核实", by=person("dispatcher"), now=at(40))
    rule_dispatch(fresh(case), granted=True, by=person("shift_lead"), now=at(50))
    assert case.assignments.get().state == "dispatched"


def test_it_goes_out_as_the_case_stands_now_and_not_as_it_was_when_it_was_read(case):
    stale = fresh(case)
    amend(fresh(case), urgency="critical", reason="有人受伤", by=person("dispatcher"), now=at(15))
    rule_dispatch(stale, granted=True, by=person("shift_lead"), now=at(20))
    assert case.assignments.get(tie="lead").limits["handle"] == "24 h"
