"""暂停裁定: approved, the clock stands still from the ruling to the date of resumption (floor rule 8)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, fresh, in_handling, its, town_task_with_time
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import rule_pause
from xinqiao.handling.actions import pause

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = at(48 * 60)  # half past nine
FRIDAY_WEEK = at(11 * 24 * 60)


def asking(task: Assignment) -> Assignment:
    pause(task, until=WEDNESDAY, reason="等待补充材料", by=its("handler", task), now=at(60))
    return task


def ruled(task, *, granted=True, by=None, now=None, **more):
    return rule_pause(task, granted=granted, by=by or above("reviewer", task), now=now or at(90), **more)


def test_granted_the_deadline_moves_by_the_working_time_that_it_covers():
    task = asking(in_handling())
    event = ruled(task)
    task = fresh(task)
    # Monday from 11:00 five and a half hours, Tuesday seven and a half, Wednesday half an hour
    assert task.due_at == task.case.due_at == datetime(2025, 9, 10, 16, tzinfo=SHANGHAI)
    assert (task.paused_until, task.state, task.stopped_at) == (WEDNESDAY, "handling", None)
    assert (told(event), event.data["until"]) == (("rule_pause", "handling", "handling"), "2025-09-03T09:30:00+08:00")
    assert (asked_for(event), open_kinds(task.case)) == (True, [])
    assert faults(task.case) == []


def test_it_counts_from_the_ruling_and_never_before():
    task = asking(in_handling())
    ruled(task, now=at(47 * 60 + 30))  # Wednesday, nine: half an hour is left of what was asked
    assert fresh(task).due_at == datetime(2025, 9, 9, 9, 30, tzinfo=SHANGHAI)
    assert faults(task.case) == []


def test_signing_contact_and_return_limits_stand_still_too():
    task = asking(in_handling())
    before = task.contact_due_at
    ruled(task)
    assert fresh(task).contact_due_at > before


def test_refused_nothing_moves():
    task = asking(in_handling())
    due = task.due_at
    ruled(task, granted=False, reason="材料可后补")
    assert (fresh(task).due_at, fresh(task).paused_until, task.requests.get().granted) == (due, None, False)
    assert faults(task.case) == []


def test_not_when_the_date_that_was_asked_for_has_passed():
    task = asking(in_handling())
    assert "恢复日期已过" in str(refused(Barred, task, lambda: ruled(task, now=WEDNESDAY)))


def test_not_when_it_has_become_overdue_since_it_was_asked():
    """Floor rule 8: what stands still from now on does not make up for what is late; nothing is hidden."""
    task = in_handling()
    pause(task, until=FRIDAY_WEEK, reason="等待补充材料", by=its("handler", task), now=at(60))
    error = refused(Barred, task, lambda: ruled(task, now=task.due_at + timedelta(minutes=1)))
    assert "须在到期前" in error.why
    ruled(task, granted=False, reason="已超期", now=task.due_at + timedelta(minutes=1))


def test_not_when_the_deadline_from_above_has_come_nearer_than_the_resumption():
    """The district's limit was cut since the town asked: nothing would be gained inside it any more."""
    town = town_task_with_time()
    pause(town, until=WEDNESDAY, reason="等待补充材料", by=its("handler", town), now=at(60))
    Assignment.objects.filter(pk=town.parent_id).update(due_at=town.due_at)
    assert "上级的时限没有放宽" in refused(Barred, town, lambda: ruled(fresh(town))).why
    assert fresh(town).paused_until is None


def test_not_while_the_clock_above_stands_still_since_it_was_asked():
    """The guard of asking once more: what is granted now would end past the tier above once that goes on."""
    town = asking(town_task_with_time())
    district = fresh(town.parent)
    pause(district, until=at(72 * 60), reason="等待鉴定", by=its("handler", district), now=at(65))
    rule_pause(district, granted=True, by=above("reviewer", district), now=at(70))
    assert "上级恢复计时" in refused(Barred, town, lambda: ruled(fresh(town))).why
    ruled(fresh(town), granted=False, reason="上级已暂停计时")
    assert fresh(town).paused_until is None


def test_the_reviewer_of_the_node_that_dispatched():
    task = asking(town_task_with_time())
    assert who_may(lambda by: ruled(fresh(task), by=by)) == {"reviewer@dongcheng"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: ruled(task, now=at(600))) == {"handling"}


def test_a_refusal_needs_its_reason_and_a_ruling_its_request():
    task = in_handling()
    refused(Barred, task, lambda: ruled(task))
    asking(task)
    assert refused(Incomplete, task, lambda: ruled(task, granted=False)).missing == ["reason"]
