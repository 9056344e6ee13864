"""延期: asked before expiry, once, with the citizen told; silence is not approval (floor rule 7)."""

from datetime import date, timedelta

import pytest

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import above, at, carried_over, fresh, in_handling, its, person, town_task
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.deadlines.extension import BadExtension
from xinqiao.dispatch.actions import rule_extension
from xinqiao.handling.actions import extend

WEDNESDAY = date(2025, 9, 10)


def asked(task, *, until_on=WEDNESDAY, reason="需多部门会商", told=True, by=None, now=None, **more):
    return extend(
        task, until_on=until_on, reason=reason, told=told, by=by or its("handler", task), now=now or at(60), **more
    )


def test_asking_changes_nothing_silence_is_not_approval():
    task = in_handling()
    due = task.due_at
    event = asked(task, ground="complex")
    assert (told(event), event.text.body) == (("extend", "handling", "handling"), "需多部门会商")
    assert {name: event.data[name] for name in ("until", "told", "ground", "limit")} == {
        "until": "2025-09-10", "told": True, "ground": "complex", "limit": "2 wd",
    }  # fmt: skip
    assert (fresh(task).due_at, fresh(task.case).due_at, open_kinds(task.case)) == (due, due, ["extend"])
    assert asked_for(event)
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    task = town_task()
    friday = date(2025, 9, 5)
    with pytest.raises(BadExtension):
        asked(task, until_on=friday)  # inside the district's own deadline there is nothing to gain
    task = in_handling("heping")
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"handler@heping"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: asked(task, now=at(600))) == {"handling"}


def test_before_it_expires():
    task = in_handling()
    late = task.due_at + timedelta(seconds=1)
    assert "须在到期前申请" in str(refused(Barred, task, lambda: asked(task, now=late)))
    asked(task, now=task.due_at)
    assert open_kinds(task.case) == ["extend"]


@pytest.mark.parametrize("granted", [True, False])
def test_once(granted):
    task = in_handling()
    asked(task)
    assert "已在等候裁定" in str(refused(Barred, task, lambda: asked(task)))
    rule_extension(task, granted=granted, reason="经研究", by=above("reviewer", task), now=at(90))
    further = date(2025, 9, 12)
    assert "已经申请过一次" in str(refused(Barred, task, lambda: asked(fresh(task), until_on=further, now=at(100))))


def test_the_citizen_was_told():
    """Floor rule 7: with the citizen told; nobody can be where he is anonymous (floor rule 16)."""
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, told=False)).missing == ["told"]
    asked(in_handling(confidentiality="anonymous"), told=False)


def test_where_the_rule_says_so_the_progress_is_stated():
    """Weifang; rule R02 of the minimal city, for complaints."""
    task = in_handling(case_type="complaint")
    until = date(2025, 9, 17)
    assert refused(Incomplete, task, lambda: asked(task, until_on=until)).missing == ["progress"]
    event = asked(task, until_on=until, progress="已约谈两次")
    assert event.text.body == "需多部门会商\n已约谈两次"


@pytest.mark.parametrize(
    ("until_on", "why"),
    [(date(2025, 9, 13), "不是工作日"), (date(2025, 9, 8), "晚于"), (date(2025, 9, 16), "最多可延至")],
)
def test_to_a_working_day_that_is_later_and_within_the_rule(until_on, why):
    """A Saturday; the day on which it is due anyhow; more than five working days."""
    with pytest.raises(BadExtension, match=why):
        asked(in_handling(), until_on=until_on)


def test_a_day_and_a_night_given_on_friday_may_be_extended_into_the_weekend():
    """The clock runs in plain hours: Saturday's is due on Sunday at the same hour; Monday would be too long."""
    friday = at(4 * 24 * 60)
    task = in_handling(urgency="critical", now=friday)
    asking = friday + timedelta(hours=2)
    with pytest.raises(BadExtension, match="最多可延至 2025-09-07 09:40"):
        asked(task, until_on=date(2025, 9, 8), now=asking)
    event = asked(task, until_on=date(2025, 9, 7), now=asking)
    assert event.data["limit"] == "24 h"
    rule_extension(task, granted=True, by=above("reviewer", task), now=asking)
    assert fresh(task).due_at == at(6 * 24 * 60 + 10)
    assert faults(task.case) == []


def test_a_reason_is_needed_and_a_ground_must_be_listed():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, reason=" ")).missing == ["reason"]
    assert refused(Unknown, task, lambda: asked(task, ground="busy")).field == "ground"


def test_what_is_carried_over_has_no_clock_to_extend():
    task = carried_over()
    refused(Barred, task, lambda: asked(task, by=person("handler")))
