"""暂停计时: asked with a date of resumption; nothing stands still until it is approved (floor rule 8)."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, carried_over, fresh, in_handling, its, town_task
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
    task = town_task()
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


def test_what_is_carried_over_has_no_clock_to_stop():
    task = carried_over()
    refused(Barred, task, lambda: asked(task))


def test_a_reason_is_needed_and_a_ground_must_be_listed():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, reason="")).missing == ["reason"]
    assert refused(Unknown, task, lambda: asked(task, ground="holiday")).field == "ground"
