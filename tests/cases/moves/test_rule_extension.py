"""延期裁定: the node that dispatched gives more time or not (floor rules 7 and 9)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, dispatched, fresh, given_time, in_handling, its, person, signed, taken_back, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.deadlines.extension import BadExtension
from xinqiao.dispatch.actions import dispatch, rule_extension
from xinqiao.handling.actions import delegate, extend

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY_CLOSE = datetime(2025, 9, 10, 17, 30, tzinfo=SHANGHAI)


def asking(task: Assignment, until_on: date = date(2025, 9, 10)) -> Assignment:
    extend(task, until_on=until_on, reason="需多部门会商", told=True, by=its("handler", task), now=at(60))
    return task


def ruled(task, *, granted=True, by=None, now=None, **more):
    return rule_extension(task, granted=granted, by=by or above("reviewer", task), now=now or at(90), **more)


def test_granted_task_and_citizen_have_until_the_close_of_that_day():
    task = asking(in_handling())
    event = ruled(task, reason="同意")
    task = fresh(task)
    assert task.due_at == task.case.due_at == WEDNESDAY_CLOSE
    assert (told(event), event.data["granted"], event.data["limit"]) == (
        ("rule_extension", "handling", "handling"), True, "2 wd",
    )  # fmt: skip
    assert (event.data["due_at"], event.text.body) == ("2025-09-10T17:30:00+08:00", "同意")
    assert (asked_for(event), open_kinds(task.case)) == (True, [])
    assert faults(task.case) == []


def test_refused_nothing_moves():
    task = asking(in_handling())
    due = task.due_at
    ruled(task, granted=False, reason="不属复杂情形")
    assert (fresh(task).due_at, fresh(task.case).due_at, task.requests.get().granted) == (due, due, False)
    assert faults(task.case) == []


def test_asked_in_time_it_may_be_ruled_after_expiry():
    task = asking(in_handling())
    ruled(task, now=datetime(2025, 9, 9, 9, tzinfo=SHANGHAI))
    assert fresh(task).due_at == WEDNESDAY_CLOSE
    assert faults(task.case) == []


def test_a_lower_tiers_extension_lies_inside_its_parents():
    district = in_handling("dongcheng")
    (town,) = delegate(district, to=unit("heping"), by=its("dispatcher", district), now=at(25))
    signed(town, now=at(30))
    with pytest.raises(BadExtension):
        asking(town)
    asking(district, date(2025, 9, 12))
    ruled(district)
    asking(fresh(town))
    ruled(town)
    assert (fresh(town).due_at, fresh(district).due_at.day) == (WEDNESDAY_CLOSE, 12)
    assert fresh(town.case).due_at == fresh(district).due_at
    assert faults(town.case) == []


def test_no_lower_tier_gets_more_time_while_the_clock_above_stands_still():
    """Floor rule 8: nobody knows yet until when the task above will run."""
    district = in_handling("dongcheng")
    (town,) = delegate(district, to=unit("heping"), by=its("dispatcher", district), now=at(25))
    signed(town, now=at(30))
    given_time(district, date(2025, 9, 12), now=at(40))
    asking(fresh(town))
    Assignment.objects.filter(pk=district.pk).update(paused_until=at(60 * 24 * 3))
    assert "上级" in refused(Barred, town, lambda: ruled(fresh(town))).why
    ruled(fresh(town), granted=False, reason="先等上级")


def test_the_extension_of_a_later_unit_does_not_restart_the_citizens_clock():
    """Floor rule 10: its own deadline lies past the citizen's already; more time for it is none for him."""
    first = taken_back(dispatched("zjj"), now=at(20))
    due = fresh(first.case).due_at
    by = person("dispatcher")
    second = signed(dispatch(fresh(first.case), lead=unit("cgj"), by=by, now=at(24 * 60)), now=at(24 * 60 + 10))
    extend(
        second, until_on=date(2025, 9, 11), reason="会商", told=True, by=its("handler", second), now=at(24 * 60 + 20)
    )
    ruled(second, now=at(24 * 60 + 30))
    assert (fresh(second).due_at.day, fresh(second.case).due_at) == (11, due)
    assert faults(second.case) == []


def test_the_reviewer_of_the_node_that_dispatched():
    district = in_handling("dongcheng")
    asking(district, date(2025, 9, 12))
    ruled(district)
    (town,) = delegate(fresh(district), to=unit("heping"), by=its("dispatcher", district), now=at(95))
    asking(signed(town, now=at(96)))
    assert who_may(lambda by: ruled(fresh(town), by=by, now=at(99))) == {"reviewer@dongcheng"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: ruled(task, now=at(600))) == {"handling"}


def test_a_refusal_needs_its_reason_and_a_ruling_its_request():
    task = in_handling()
    refused(Barred, task, lambda: ruled(task))
    asking(task)
    assert refused(Incomplete, task, lambda: ruled(task, granted=False)).missing == ["reason"]


def test_of_an_order_from_above_it_is_asked_upward():
    """Floor rule 9: the upper platform's consent, and its new deadline where it had set one."""
    task = in_handling(source="province", due_at=datetime(2025, 9, 4, 12, tzinfo=SHANGHAI))
    assert task.due_at == datetime(2025, 9, 4, 12, tzinfo=SHANGHAI)
    asking(task, date(2025, 9, 8))
    more = {"upper_reference": "省转〔2025〕88号"}
    assert "上级" in refused(Barred, task, lambda: ruled(task, **more)).why
    ruled(task, **more, upper_due_at=datetime(2025, 9, 8, 12, tzinfo=SHANGHAI))
    assert fresh(task).due_at == datetime(2025, 9, 8, 12, tzinfo=SHANGHAI)


def test_a_deadline_from_above_that_is_over_is_no_consent_to_more_time():
    """What is over binds no task; as the answer from above it would set this one free."""
    task = asking(in_handling(source="province", due_at=datetime(2025, 9, 4, 12, tzinfo=SHANGHAI)), date(2025, 9, 8))
    over = {"upper_reference": "省转〔2025〕88号", "upper_due_at": at(0)}
    assert "上级" in refused(Barred, task, lambda: ruled(task, **over)).why


def test_with_the_upper_platforms_consent_it_moves():
    task = asking(in_handling(source="province"), date(2025, 9, 8))
    assert refused(Incomplete, task, lambda: ruled(task)).missing == ["upper_reference"]
    event = ruled(task, upper_reference="省转〔2025〕88号")
    assert event.data["upper_reference"] == "省转〔2025〕88号"
    assert fresh(task).due_at == datetime(2025, 9, 8, 17, 30, tzinfo=SHANGHAI)
    assert faults(task.case) == []
