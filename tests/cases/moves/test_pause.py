"""暂停计时: asked with a date of resumption; nothing stands still until it is approved (floor rule 8)."""

from datetime import timedelta

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, carried_over, fresh, in_handling, its, town_task, town_task_with_time
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.dispatch.actions import rule_pause
from xinqiao.handling.actions import pause

WEDNESDAY = at(48 * 60)  # half past nine


def asked(task, *, until=WEDNESDAY, reason="等待补充材料", by=None, now=None, **more):
    return pause(task, until=until, reason=reason, by=by or its("handler", task), now=now or at(60), **more)


def test_asking_stops_no_clock():
    task = in_handling()
    due = task.due_at
    event = asked(task, ground="citizen_awaited")
    assert (told(event), event.text.body) == (("pause", "handling", "handling"), "等待补充材料")
    assert (event.data["until"], event.data["ground"]) == ("2025-09-03T09:30:00+08:00", "citizen_awaited")
    assert (fresh(task).paused_until, fresh(task).due_at, open_kinds(task.case)) == (None, due, ["pause"])
    assert asked_for(event)
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    task = town_task_with_time()
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"handler@heping"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: asked(task, now=at(600))) == {"handling"}


@pytest.mark.parametrize("until", [at(60), at(59)])
def test_the_date_of_resumption_lies_ahead(until):
    task = in_handling()
    assert "恢复日期" in str(refused(Barred, task, lambda: asked(task, until=until)))


def test_not_while_it_stands_still_already_but_afterwards_again():
    task = in_handling()
    asked(task)
    assert "已在等候裁定" in str(refused(Barred, task, lambda: asked(task)))
    rule_pause(task, granted=True, by=above("reviewer", task), now=at(90))
    assert "请先恢复计时" in str(refused(Barred, task, lambda: asked(task, now=at(100))))
    asked(task, now=WEDNESDAY, until=at(49 * 60))
    assert open_kinds(task.case) == ["pause"]
    assert faults(task.case) == []


def test_not_inside_a_limit_of_the_tier_above_that_stays_where_it_is():
    """Nobody may reply while the clock stands still, and the task would turn red all the same."""
    task = town_task()
    assert "上级的时限没有放宽" in refused(Barred, task, lambda: asked(task)).why
    assert open_kinds(task.case) == []


def test_not_inside_the_deadline_that_an_order_brought_along():
    task = in_handling(source="province", due_at=at(3 * 24 * 60))
    assert "请先向上级申请延期" in refused(Barred, task, lambda: asked(task)).why


def test_not_until_after_the_tier_above_has_to_be_done():
    """Some time would be gained, and the task would turn red before anybody may reply."""
    task = town_task_with_time()
    assert "请选择更早的日期" in refused(Barred, task, lambda: asked(task, until=at(14 * 24 * 60))).why
    asked(task)


def test_not_when_it_is_overdue():
    """Floor rule 8 in its simplest form: a pause is asked in time, as more time is; it never makes up for what is late."""
    task = in_handling()
    late = task.due_at + timedelta(hours=1)
    assert "须在到期前" in refused(Barred, task, lambda: asked(task, now=late, until=late + timedelta(days=3))).why


def test_not_for_hours_that_do_not_count_anyhow():
    task = in_handling()
    friday_evening, sunday = at((4 * 24 + 9) * 60), at(6 * 24 * 60)
    assert "不必暂停" in refused(Barred, task, lambda: asked(task, now=friday_evening, until=sunday)).why


def test_what_is_carried_over_has_no_clock_to_stop():
    task = carried_over()
    refused(Barred, task, lambda: asked(task))


def test_a_reason_is_needed_and_a_ground_must_be_listed():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, reason="")).missing == ["reason"]
    assert refused(Unknown, task, lambda: asked(task, ground="holiday")).field == "ground"
