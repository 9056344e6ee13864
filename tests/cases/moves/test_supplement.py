"""补正: the unit asks for what only the citizen can say; the centre asks him."""

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import REPLY, at, fresh, in_handling, its, town_task
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.handling.actions import reply, supplement

QUESTION = "请问是公交站东侧还是西侧的路灯"


def asked(task, *, text=QUESTION, by=None, now=None):
    return supplement(task, text=text, by=by or its("handler", task), now=now or at(40))


def test_it_waits_for_the_centre_and_the_clock_runs_on():
    task = in_handling()
    event = asked(task)
    assert (told(event), event.text.body) == (("supplement", "handling", "handling"), QUESTION)
    assert (open_kinds(task.case), asked_for(event)) == (["supplement"], True)
    assert (fresh(task).due_at, fresh(task).stopped_at, faults(task.case)) == (task.due_at, None, [])


def test_a_tier_asks_the_centre_too():
    task = town_task()
    asked(task)
    assert (open_kinds(task.case), faults(task.case)) == (["supplement"], [])


def test_it_lapses_when_the_unit_replies_without_it():
    task = in_handling()
    asked(task)
    reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(50))
    assert (open_kinds(task.case), task.requests.get().granted) == ([], None)


def test_one_question_at_a_time():
    task = in_handling()
    asked(task)
    assert "等候裁定" in refused(Barred, task, lambda: asked(fresh(task), now=at(50))).why


def test_who_handles_it_at_the_unit():
    task = in_handling()
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"handler@cgj"}


def test_while_the_unit_is_at_work_whatever_its_tie():
    assert starts_from(TASKS, lambda task: asked(task, now=at(600))) == {"handling"}
    assert starts_from(ASSISTING, lambda task: asked(task, now=at(600))) == {"handling"}


def test_it_says_what_is_asked():
    task = in_handling()
    assert refused(Incomplete, task, lambda: asked(task, text=" ")).missing == ["text"]
