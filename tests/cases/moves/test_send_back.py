"""退单: the unit asks whoever dispatched to take its task back - once, on a legal basis, naming who should have it.

Floor rule 11.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import (
    above,
    at,
    carried_over,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    person,
    registered,
    taken_back,
    town_task,
    unit,
)  # fmt: skip
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.dispatch.actions import designate, dispatch, rule_return
from xinqiao.handling.actions import delegate, send_back

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Units to which the case's category is strange, so that first-receiver duty does not stand in the way.
STRANGERS = {name: (lambda bring=bring: bring("zjj")) for name, bring in TASKS.items() if name != "fed_back"}


def asked(task, *, reason="不属本单位职责", basis="not_ours", to="xicheng", by=None, now=None):
    return send_back(
        task, reason=reason, basis=basis, proposed_unit=unit(to), by=by or its("liaison", task), now=now or at(60)
    )


def test_asking_changes_nothing_but_that_it_was_asked():
    task = dispatched("zjj")
    event = asked(task)
    assert told(event) == ("send_back", "dispatched", "dispatched")
    assert (event.data["basis"], event.data["proposed_unit"]) == ("not_ours", "xicheng")
    assert (event.text.body, asked_for(event), open_kinds(task.case)) == ("不属本单位职责", True, ["send_back"])
    assert (fresh(task).state, fresh(task).stopped_at, fresh(task.case).stage) == ("dispatched", None, "in_hand")
    assert faults(task.case) == []


def test_the_units_liaison_asks():
    task = town_task()
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"liaison@heping"}


def test_before_or_after_signing_and_not_once_it_is_answered():
    assert starts_from(STRANGERS, lambda task: asked(task, now=at(200))) == {"dispatched", "handling"}


def test_it_is_not_asked_twice_at_once():
    task = dispatched("zjj")
    asked(task)
    assert "已在等候裁定" in str(refused(Barred, task, lambda: asked(task)))


def test_once_refused_it_is_not_asked_again():
    task = dispatched("zjj")
    asked(task)
    rule_return(task, granted=False, reason="属你单位职责", by=above("dispatcher", task), now=at(70))
    assert "派单异议" in str(refused(Barred, task, lambda: asked(task, now=at(80))))


def test_who_was_designated_keeps_it():
    task = designate(registered(), lead=unit("zjj"), reason="指定", by=person("dispatcher"), now=at(10))
    assert "已指定承办" in str(refused(Barred, task, lambda: asked(task)))


def test_not_after_its_limit():
    """One working day in the minimal city: dispatched on Monday, until Tuesday's close."""
    task = in_handling("zjj")
    assert task.return_due_at == datetime(2025, 9, 2, 17, 30, tzinfo=SHANGHAI)
    late = datetime(2025, 9, 3, 9, 1, tzinfo=SHANGHAI)
    assert "已过退单时限" in str(refused(Barred, task, lambda: asked(task, now=late)))


@pytest.mark.parametrize(("second", "open_still"), [(0, True), (1, False)])
def test_a_cut_off_hour_stops_returns_at_1729(second, open_still):
    task = dispatched("zjj")
    when = datetime(2025, 9, 1, 17, 29, tzinfo=SHANGHAI) + timedelta(seconds=second)
    if open_still:
        asked(task, now=when)
    else:
        assert "17:29" in str(refused(Barred, task, lambda: asked(task, now=when)))


def test_a_first_receiver_that_owns_any_part_leads_and_may_not_send_back():
    """The catalogue names city management for streetlights, and the town as assisting for noise."""
    lead = dispatched("cgj", category="C1102")
    assert "首接负责" in str(refused(Barred, lead, lambda: asked(lead)))
    part = dispatched("heping", category="C1101")
    refused(Barred, part, lambda: asked(part))


def test_who_owns_a_part_elsewhere_only_is_a_stranger_here():
    """The town owns property management in its own area alone."""
    here, there = dispatched("heping", category="C1001"), dispatched("heping", category="C1001", area="A2")
    refused(Barred, here, lambda: asked(here))
    asked(there)


def test_a_second_receiver_may_send_back_what_it_owns():
    _, beside, _ = joint(category="C1001")
    asked(beside)
    assert open_kinds(beside.case) == ["send_back"]


def test_after_the_first_was_taken_away_the_next_is_the_first_receiver():
    case = taken_back(dispatched("cgj", category="C1001"), now=at(20)).case
    task = dispatch(fresh(case), lead=unit("zjj"), by=person("dispatcher"), now=at(60))
    refused(Barred, task, lambda: asked(task, now=at(70)))


def test_what_was_handed_down_further_comes_up_first():
    town = delegated("dongcheng", "heping", "xingfu")[1]
    refused(Barred, town, lambda: asked(town))


def test_what_is_carried_over_stays():
    task = carried_over("zjj")
    refused(Barred, task, lambda: asked(task))


def test_basis_and_reason_are_needed_and_another_unit_to_have_it():
    task = in_handling("zjj")
    assert refused(Incomplete, task, lambda: asked(task, basis="")).missing == ["basis"]
    assert refused(Incomplete, task, lambda: asked(task, reason=" ")).missing == ["reason"]
    assert refused(Unknown, task, lambda: asked(task, basis="too_much_work")).field == "basis"
    assert refused(Unknown, task, lambda: asked(task, to="zjj")).field == "proposed_unit"


def test_what_it_handed_down_and_has_back_does_not_bind_it():
    district = in_handling("dongcheng")
    (town,) = delegate(district, to=unit("heping"), by=its("dispatcher", district), now=at(25))
    taken_back(town, now=at(30))
    asked(district, now=at(60))
    assert faults(district.case) == []
