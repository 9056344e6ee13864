"""Floor rule 23: the callback agent proposes, a reviewer rules; limits end loops in a problem order."""

from datetime import timedelta

import pytest

from tests.callback.matters import (
    AGENT,
    DAY,
    REVIEWER,
    answered_by,
    complained,
    complained_again,
    joint_to_call,
    merged_to_call,
    reworked,
    tell,
)
from tests.cases.asking import faults
from tests.factories import at, fresh, person, react, signed, taken_back, to_call_back, unit
from tests.fixtures.at_once import at_once, lost, won
from xinqiao.callback.actions import propose_rework, rule_rework
from xinqiao.callback.check import check_all
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred, Conflict, Incomplete
from xinqiao.catalogue.models import Responsibility
from xinqiao.dispatch import actions as dispatch
from xinqiao.people.models import Post, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def rule(case: Case, verdict: str, *, now=None, **more):
    given = {"reason": "现场复核", "by": person(REVIEWER), "now": now or at(DAY)} | more
    return rule_rework(case, verdict=verdict, **given)


def round_of(case: Case, number: int) -> list[tuple[str, str]]:
    return list(case.assignments.filter(round=number).order_by("suffix").values_list("unit__code", "tie"))


def test_a_rework_is_handed_down_with_the_ruling_and_has_a_limit_of_its_own(decide):
    decide("rework", limit="3 wd")
    case = complained()
    before = case.due_at
    event = rule(case, "rework", reason="只换了灯泡，线路未修")
    case = fresh(case)
    assert (event.verb, event.data["verdict"], event.data["granted"]) == ("rule_rework", "rework", True)
    assert (case.stage, case.round, case.completed_at, case.problem) == ("in_hand", 2, None, "")
    task = case.assignments.get(round=2)
    assert (task.unit.code, task.tie, task.state, task.is_final) == ("cgj", "lead", "dispatched", False)
    assert task.limits["handle"] == "3 wd"
    assert task.due_at == at(4 * DAY + 8 * 60)  # from Tuesday: the close of Friday
    assert task.events.get(verb="rework").text.body == "只换了灯泡，线路未修"
    assert case.due_at == before, "floor rule 10: the citizen's clock does not start again"
    assert faults(case) == []


def reassigned(task, now):
    dispatch.reassign(signed(task, now=now), unit=unit("zjj"), reason="派错", by=person("dispatcher"), now=now)


def returned_and_dispatched(task, now):
    taken_back(task, now=now - timedelta(minutes=10))
    dispatch.dispatch(fresh(task.case), lead=unit("zjj"), by=person("dispatcher"), now=now)


def split(task, now):
    more = {"unit": unit("zjj"), "tie": "co_lead", "note": "线路"}
    dispatch.split(fresh(task.case), by=person("dispatcher"), now=now, **more)


@pytest.mark.parametrize("on", [reassigned, returned_and_dispatched, split], ids=lambda on: on.__name__)
def test_whoever_is_handed_the_round_has_its_limit(decide, on):
    """Of one working day here: who comes in on Wednesday has until the close of Thursday."""
    Responsibility.objects.all().delete()  # so that a return may be asked
    decide("rework", limit="1 wd")
    case = complained()
    rule(case, "rework")
    on(fresh(case).assignments.get(round=2), at(2 * DAY + 60))
    task = fresh(case).assignments.get(round=2, unit=unit("zjj"))
    assert (task.limits["handle"], task.due_at) == ("1 wd", at(3 * DAY + 8 * 60))
    assert faults(case) == []


def test_the_citizen_is_called_a_second_time():
    case = reworked()
    answered_by(case.assignments.get(round=2), at(2 * DAY))
    react()
    opened = case.callbacks.get(round=2)
    tell(opened, 5, now=at(3 * DAY))
    react()
    assert fresh(case).stage == "archived"
    assert list(check_all()) == []
    assert faults(case) == []


def test_only_the_badly_rated_unit_of_a_joint_case_works_again():
    case = complained(5, 1, opened=joint_to_call())
    rule(case, "rework")
    assert round_of(case, 2) == [("zjj", "lead")]


def test_both_when_both_were_rated_badly():
    case = complained(2, 1, opened=joint_to_call())
    rule(case, "rework")
    assert round_of(case, 2) == [("cgj", "lead"), ("zjj", "co_lead")]


def test_the_reviewer_may_name_other_units():
    case = complained()
    rule(case, "rework", units=[unit("zjj"), unit("cgj"), unit("zjj")])
    assert round_of(case, 2) == [("zjj", "lead"), ("cgj", "co_lead")]


def test_where_nobody_was_rated_badly_a_unit_must_be_named():
    opened = to_call_back()
    propose_rework(opened.case, reason="回访后来电反映又坏了", by=person(AGENT), now=at(50))
    with pytest.raises(Incomplete) as refused:
        rule(opened.case, "rework")
    assert refused.value.missing == ["unit"]
    assert opened.case.requests.get().closed_at is None
    rule(opened.case, "rework", units=[unit("cgj")])
    assert round_of(opened.case, 2) == [("cgj", "lead")]


@pytest.mark.parametrize("verdict", ["explained", "unreasonable"])
def test_any_other_verdict_files_the_case(verdict):
    case = complained()
    rule(case, verdict)
    react()
    case = fresh(case)
    assert (case.stage, case.round) == ("archived", 1)
    assert case.events.latest("seq").data == {"ground": verdict}


def test_what_waits_for_its_ruling_is_not_filed():
    case = complained()
    react()
    assert fresh(case).stage == "completed"


def test_nothing_is_ruled_that_nobody_proposed():
    opened = to_call_back()
    with pytest.raises(Barred, match="没有待裁定的申请"):
        rule(opened.case, "explained")


def test_units_of_a_confidential_case_get_an_extract():
    opened = to_call_back(confidentiality="confidential", note="路灯不亮，请检修。")
    case = complained(opened=opened)
    with pytest.raises(Incomplete) as refused:
        rule(case, "rework")
    assert refused.value.missing == ["extract"]
    rule(case, "rework", note="路灯仍有故障，请复修。")
    assert case.assignments.get(round=2).events.get(verb="rework").text.body == "路灯仍有故障，请复修。"


def test_after_as_many_reworks_as_the_city_allows_it_goes_up_and_round_no_more(decide):
    """Bayannur: three reworks make a problem order."""
    decide("rework", most=2)
    case = complained_in_heping(reworks=2)
    rule(case, "rework", now=at(9 * DAY))
    case = fresh(case)
    assert (case.round, case.problem, case.stage) == (4, "rework", "in_hand")
    task = case.assignments.get(round=4)
    assert (task.unit.code, task.is_final, task.dispatched_by_unit.code) == ("dongcheng", True, "xq")
    assert [event.verb for event in case.events.order_by("-seq")[:3]] == ["rework", "mark_problem", "rule_rework"]
    case = complained_again(case, at(10 * DAY))
    with pytest.raises(Barred, match="问题工单"):
        rule(case, "rework", now=at(11 * DAY))
    assert (fresh(case).round, fresh(case).open_requests) == (4, 1)
    rule(case, "explained", now=at(11 * DAY))
    react()
    assert fresh(case).stage == "archived"
    assert faults(case) == []
    assert list(check_all()) == []


def complained_in_heping(reworks: int) -> Case:
    """The street office was the unit each time."""
    case = complained(opened=to_call_back("heping"))
    for turn in range(1, reworks + 1):
        rule(case, "rework", now=at(turn * DAY))
        case = complained_again(fresh(case), at(turn * DAY))
    return case


def test_a_unit_right_below_the_centre_keeps_its_problem_order(decide):
    decide("rework", most=0)
    case = complained()
    rule(case, "rework")
    assert round_of(case, 2) == [("cgj", "lead")]
    assert fresh(case).problem == "rework"


def test_the_unit_above_is_one_that_is_at_work(decide):
    decide("rework", most=0)
    case = complained(opened=to_call_back("xingfu", category="C1103", area="A10101"))
    street = unit("heping")
    street.is_active = False
    street.save()
    rule(case, "rework")
    assert round_of(case, 2) == [("dongcheng", "lead")]


def test_the_citizen_of_a_merged_case_gets_a_rework_of_his_own():
    main, other = merged_to_call()
    tell(main, 5, now=at(60))
    case = complained(opened=other)
    rule(case, "rework")
    case = fresh(case)
    assert (case.stage, round_of(case, 2)) == ("in_hand", [("cgj", "lead")])
    case = complained_again(case, at(2 * DAY))
    assert case.callbacks.get(round=2).ratings.get().assignment.case == case
    assert fresh(main.case).stage == "archived"
    assert faults(case) == []
    assert list(check_all()) == []


@pytest.mark.parametrize("verdict", ["rework", "explained"])
def test_who_belongs_to_the_unit_does_not_rule_on_it(verdict):
    case = complained()
    Post.objects.create(staff=person(REVIEWER), role=Role.objects.get(code="handler"), unit=unit("cgj"))
    with pytest.raises(Barred, match="被评价的单位任职"):
        rule(case, verdict)
    assert fresh(case).open_requests == 1


def test_a_second_proposal_is_not_needed():
    case = complained()
    with pytest.raises(Barred, match="已在等候裁定"):
        propose_rework(case, reason="再次反映", by=person(AGENT), now=at(100))


def test_what_was_proposed_before_the_call_is_not_proposed_twice():
    opened = to_call_back()
    propose_rework(opened.case, reason="来电反映又坏了", by=person(AGENT), now=at(50))
    tell(opened, 1, now=at(60))
    assert fresh(opened.case).open_requests == 1


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_ruling():
    case = complained()
    by = person(REVIEWER)
    assert by.can_anywhere("rework")
    verdicts = ["rework", "explained"]
    ended = at_once(lambda n: rule(fresh(case), verdicts[n % 2], by=by, now=at(DAY) + timedelta(seconds=n)))
    assert len(won(ended)) == 1
    assert lost(ended) <= {Barred, Conflict}
    assert case.requests.get().closed_at is not None
    assert faults(case) == []
