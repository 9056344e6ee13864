"""阶段性答复: the citizen is told how far it is; the clock runs on."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import above, at, fresh, given_time, in_handling, its, joint, town_task
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Incomplete
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.dispatch.actions import rule_pause
from xinqiao.handling.actions import contact, interim_reply, pause, resume

SAID = "灯具已订购，预计周四更换。"


def on_day(day: int, hour: int = 17) -> datetime:
    """In September 2025; without an hour the close of the offices."""
    return datetime(2025, 9, day, hour, 30 if hour == 17 else 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def answered(task, *, text=SAID, by=None, now=None):
    return interim_reply(task, text=text, by=by or its("handler", task), now=now or at(60))


def test_the_first_one_is_the_answer_that_counts_and_the_clock_runs_on():
    task = in_handling()
    due = task.due_at
    for minute in (60, 90):
        answered(task, now=at(minute))
    task = fresh(task)
    assert (task.answered_at, task.state, task.stopped_at, task.due_at) == (at(60), "handling", None, due)
    assert faults(task.case) == []


def test_the_event_keeps_the_words_beside_it():
    event = answered(in_handling())
    assert (told(event), event.text.body, asked_for(event)) == (("interim_reply", "handling", "handling"), SAID, True)
    assert SAID not in str(list(Event.objects.values()))


class TestWhereTheRuleHasAnInterval:
    """Jiayuguan R03: an interim reply every few working days, until the reply itself is due."""

    @pytest.fixture(autouse=True)
    def _every_two_days(self):
        DeadlineRule.objects.filter(code="R00").update(progress_limit="2 wd")

    def test_it_counts_from_dispatch_and_anew_from_each_word(self):
        task = in_handling()
        assert fresh(task).progress_due_at == on_day(3)  # dispatched on Monday the first
        answered(task, now=at(24 * 60))
        assert (fresh(task).progress_due_at, fresh(task).due_at) == (on_day(4), on_day(8))
        answered(task, now=on_day(5, 10))
        assert fresh(task).progress_due_at is None  # the next one would be the reply's
        assert faults(task.case) == []

    def test_pauses_and_extensions_move_it_as_they_move_the_reply(self):
        task = in_handling()
        answered(task, now=at(30))
        pause(task, until=at(48 * 60), reason="等待材料", by=its("handler", task), now=at(60))
        rule_pause(task, granted=True, by=above("reviewer", task), now=at(90))
        assert fresh(task).progress_due_at.date() == on_day(5).date()
        resume(task, by=its("handler", task), now=at(150))
        assert fresh(task).progress_due_at.date() == on_day(4).date()
        answered(task, now=on_day(4, 10))  # pauses that were over by then move it no more
        assert fresh(task).progress_due_at == on_day(8)
        assert faults(task.case) == []

    def test_more_time_makes_it_due_again(self):
        task = in_handling()
        answered(task, now=on_day(5, 10))
        assert fresh(task).progress_due_at is None
        given_time(task, date(2025, 9, 12), now=on_day(5, 11))
        assert fresh(task).progress_due_at == on_day(9)
        assert faults(task.case) == []

    def test_nobody_else_is_to_tell_the_citizen(self):
        assert joint()[2].progress_due_at is None  # who assists
        assert in_handling(confidentiality="anonymous").progress_due_at is None

    def test_another_word_does_not_move_it(self):
        task = in_handling()
        contact(task, result="reached", by=its("handler", task), now=at(24 * 60))
        assert fresh(task).progress_due_at == on_day(3)


def test_without_an_interval_there_is_none():
    task = in_handling()
    event = answered(task)
    assert (fresh(task).progress_due_at, "progress_due_at" in event.data) == (None, False)


def test_only_the_units_own_handler():
    task = town_task()
    assert who_may(lambda by: answered(fresh(task), by=by)) == {"handler@heping"}


def test_it_is_part_of_handling_whoever_leads_or_assists():
    assert starts_from(TASKS, lambda task: answered(task, now=at(600))) == {"handling"}
    assert starts_from(ASSISTING, lambda task: answered(task, now=at(600))) == {"handling"}


def test_it_has_words():
    task = in_handling()
    assert refused(Incomplete, task, lambda: answered(task, text=" ")).missing == ["text"]
