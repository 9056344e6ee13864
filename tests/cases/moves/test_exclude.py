"""剔除申请: asked per indicator, on a listed ground (floor rule 24)."""

from datetime import timedelta

import pytest

from tests.cases.asking import (
    TASKS,
    asked_for,
    faults,
    fed_back,
    ledger,
    open_kinds,
    refused,
    starts_from,
    told,
    who_may,
)
from tests.factories import at, completed, fresh, in_handling, its, town_task
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.handling.actions import exclude
from xinqiao.people import policy


def asked(task, *, indicator="satisfaction", ground="impossible", reason="诉求超出政策", by=None, now=None):
    return exclude(
        task, indicator=indicator, ground=ground, reason=reason, by=by or its("liaison", task), now=now or at(300)
    )


def test_asking_changes_nothing_but_that_it_was_asked():
    task = completed()
    before = ledger(task.case)["tasks"]
    event = asked(task)
    assert (told(event), event.text.body) == (("exclude", "completed", "completed"), "诉求超出政策")
    assert (event.data["indicator"], event.data["ground"]) == ("satisfaction", "impossible")
    assert (ledger(task.case)["tasks"], open_kinds(task.case)) == (before, ["exclude"])
    assert asked_for(event)
    assert faults(task.case) == []


def test_the_units_liaison_asks():
    task = town_task()
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"liaison@heping"}


def test_of_what_the_unit_was_measured_by():
    may = starts_from(TASKS, lambda task: asked(task, now=at(600)))
    assert may == {"handling", "fed_back", "replied", "completed"}


def test_one_at_a_time():
    task = completed()
    asked(task)
    refused(Barred, task, lambda: asked(task, indicator="resolution"))


@pytest.mark.parametrize("indicator", ["accepted", "forwarded", "reached", "nothing"])
def test_only_of_what_counts_tasks_or_what_was_said_of_them(indicator):
    task = completed()
    unknown = refused(Unknown, task, lambda: asked(task, indicator=indicator))
    assert unknown.field == "indicator"
    assert "satisfaction" in unknown.problem


@pytest.mark.parametrize(("bring", "done_at"), [(completed, at(40)), (fed_back, at(30))])
def test_within_the_citys_cut_off_after_the_task_was_done(bring, done_at):
    """Floor rule 24. The last day is counted whole."""
    task = bring()
    last = done_at.replace(hour=23, minute=59) + timedelta(days=30)
    late = refused(Barred, task, lambda: asked(task, now=last + timedelta(minutes=1)))
    assert "2025-10-01" in str(late)
    assert asked(task, now=last)


def test_while_it_is_at_work_or_the_city_sets_no_cut_off_at_any_time(monkeypatch):
    assert asked(in_handling(), now=at(0) + timedelta(days=300))
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"exclusions": {"days": 0}}))
    assert asked(completed(), now=at(0) + timedelta(days=300))


def test_indicator_listed_ground_and_reason_are_needed():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, ground="")).missing == ["ground"]
    assert refused(Incomplete, task, lambda: asked(task, indicator="", reason="")).missing == ["indicator", "reason"]
    assert refused(Unknown, task, lambda: asked(task, ground="unfair")).field == "ground"
