"""恢复计时: going on before the date; only what the pause really covered moves the deadline (floor rule 8)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import above, at, delegated, fresh, in_handling, its, joint, signed, town_task_with_time
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred
from xinqiao.dispatch.actions import rule_pause
from xinqiao.handling.actions import pause, resume

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEDNESDAY = at(48 * 60)


def paused(task: Assignment) -> Assignment:
    """Standing still from Monday eleven o'clock to Wednesday half past nine."""
    pause(task, until=WEDNESDAY, reason="等待补充材料", by=its("handler", task), now=at(60))
    rule_pause(task, granted=True, by=above("reviewer", task), now=at(90))
    return task


def resumed(task, *, by=None, now=None):
    return resume(task, note="材料已补齐", by=by or its("handler", task), now=now or at(24 * 60))


def test_the_deadline_keeps_only_what_was_really_covered():
    task = paused(in_handling())
    event = resumed(task)  # Tuesday, half past nine: six hours stood still, not thirteen and a half
    assert (fresh(task).due_at, fresh(task).paused_until) == (datetime(2025, 9, 9, 16, tzinfo=SHANGHAI), None)
    assert (told(event), event.text.body, asked_for(event)) == (("resume", "handling", "handling"), "材料已补齐", True)
    assert faults(task.case) == []


def test_the_citizens_clock_comes_back_with_the_units():
    """Floor rules 10 and 21: it never restarts, and he is called when it has really run out."""
    task = paused(in_handling())
    resumed(task)
    assert fresh(task.case).due_at == fresh(task).due_at


def test_a_second_pause_counts_besides_the_first():
    task = paused(in_handling())
    resumed(task)
    pause(task, until=WEDNESDAY, reason="再补材料", by=its("handler", task), now=at(25 * 60))
    rule_pause(task, granted=True, by=above("reviewer", task), now=at(25 * 60 + 30))
    # and seven hours more: from Tuesday eleven o'clock to Wednesday half past nine, less the lunch break
    assert fresh(task).due_at == datetime(2025, 9, 10, 14, 30, tzinfo=SHANGHAI)
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    task = paused(town_task_with_time())
    assert who_may(lambda by: resumed(fresh(task), by=by)) == {"handler@heping"}


def test_only_while_it_stands_still():
    task = in_handling()
    assert "没有在暂停计时" in str(refused(Barred, task, lambda: resumed(task)))
    paused(task)
    refused(Barred, task, lambda: resumed(task, now=WEDNESDAY))
    resumed(task)
    refused(Barred, task, lambda: resumed(task, now=at(25 * 60)))


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: resumed(task, now=at(600))) == {"handling"}


def test_the_citizens_clock_does_not_come_back_before_what_a_co_lead_has():
    lead, beside, _ = joint(category="C1301")
    for task in (lead, beside):
        signed(task, now=at(20))
        paused(task)
    resumed(lead)
    assert fresh(lead).due_at < fresh(beside).due_at == fresh(lead.case).due_at
    assert faults(lead.case) == []


def test_a_tier_is_given_no_time_while_the_clock_above_it_stands_still():
    """Its deadline would end outside its parent's, once that goes on."""
    district, town = delegated()
    signed(town, now=at(26))
    paused(district)
    error = refused(
        Barred, town, lambda: pause(town, until=WEDNESDAY, reason="等", by=its("handler", town), now=at(95))
    )
    assert "上级恢复计时" in str(error)
