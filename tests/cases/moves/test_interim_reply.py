"""阶段性答复: the citizen is told how far it is; the clock runs on."""

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, in_handling, its, town_task
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Incomplete
from xinqiao.handling.actions import interim_reply

SAID = "灯具已订购，预计周四更换。"


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


def test_only_the_units_own_handler():
    task = town_task()
    assert who_may(lambda by: answered(fresh(task), by=by)) == {"handler@heping"}


def test_it_is_part_of_handling_whoever_leads_or_assists():
    assert starts_from(TASKS, lambda task: answered(task, now=at(600))) == {"handling"}
    assert starts_from(ASSISTING, lambda task: answered(task, now=at(600))) == {"handling"}


def test_it_has_words():
    task = in_handling()
    assert refused(Incomplete, task, lambda: answered(task, text=" ")).missing == ["text"]
