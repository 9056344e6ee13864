"""Floor rules 24, 25 and 27: what does not count, who is ranked, and what the grid may lead."""

import pytest

from tests.assessment.test_ranking import line, places
from tests.cases.asking import refused
from tests.factories import at, completed, delegated, dispatched, fresh, its, person, registered, unit
from xinqiao.assessment.printing import value
from xinqiao.cases.refusal import Barred
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.people.models import Post, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_rule_25_nobody_is_ranked_on_a_handful_and_villages_never_are():
    """99.89 % of 23,818 allows 26 or 27 late."""
    lines = [line("cgj", 9, 9), line("zjj", 9, 10), line("heping", 10, 10), line("xingfu", 50, 50)]
    assert places(lines) == [("heping", 1), ("zjj", 2), ("cgj", None), ("xingfu", None)]
    late = [count for count in range(100) if f"{100 * (23_818 - count) / 23_818:.2f}" == "99.89"]
    shown = {value(line("cgj", 23_818 - count, 23_818).figures["completed_in_time"]) for count in late}
    assert (set(late) >= {26, 27}, shown) == (True, {"99.89%"})


def test_rule_27_the_grid_leads_only_what_the_local_list_gives_it_else_it_verifies_and_assists():
    """The catalogue names the community for rubbish in its own area alone."""
    where = {"category": "C1103", "area": "A10101"}
    assert dispatched("xingfu", **where).tie == "lead"
    for facts in ({"category": "C1103", "area": "A2"}, {"category": "C1102", "area": "A10101"}, {"category": ""}):
        case = registered(**facts)
        by = {"by": person("dispatcher"), "now": at(10)}
        assert (
            "村社区"
            in refused(Barred, case, lambda case=case, by=by: dispatch.dispatch(case, lead=unit("xingfu"), **by)).why
        )
        dispatch.dispatch(case, lead=unit("cgj"), assisting=[unit("xingfu")], **by)
        assert case.assignments.get(tie="assisting").unit.code == "xingfu"
    assert delegated("heping", "xingfu")[-1].tie == "lead"  # what a town hands down is its own matter


def test_rule_24_an_exclusion_is_ruled_by_a_second_person_who_is_not_the_dispatcher():
    task = completed()
    handling.exclude(
        task, indicator="satisfaction", ground="impossible", reason="政策不允许", by=its("liaison", task), now=at(300)
    )
    both = person("dispatcher")
    Post.objects.create(staff=both, role=Role.objects.get(code="supervisor"), unit=unit("xq"))
    ruling = {"granted": True, "reason": "属实", "now": at(400)}
    refused(Barred, task, lambda: dispatch.rule_exclusion(task, by=fresh(both), **ruling))
    event = dispatch.rule_exclusion(task, by=person("supervisor"), **ruling)
    assert event.data["granted"] is True
