"""销账: what is solved now is asked to be struck off the books; the words are the reply to the citizen (floor rule 8)."""

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, carried_over, fresh, in_handling, its
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.handling.actions import strike_off

SAID = "道路改造完成，路灯已通电。"


def asked(task, *, text=SAID, by=None, now=None):
    return strike_off(task, text=text, by=by or its("handler", task), now=now or at(60))


def test_it_stays_on_the_books_until_somebody_rules():
    task = carried_over()
    event = asked(task)
    assert (told(event), event.text.body, asked_for(event)) == (("strike_off", "handling", "handling"), SAID, True)
    assert (fresh(task).carried_at, fresh(task.case).stage) == (at(40), "carried_over")
    assert open_kinds(task.case) == ["strike_off"]
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    task = carried_over("heping")
    assert who_may(lambda by: asked(fresh(task), by=by)) == {"handler@heping"}


def test_only_what_is_in_handling():
    assert starts_from(TASKS, lambda task: asked(task, now=at(600))) == {"handling"}


def test_only_what_is_on_the_books_and_not_twice():
    plain = in_handling()
    assert "没有挂账" in str(refused(Barred, plain, lambda: asked(plain)))
    task = carried_over()
    asked(task)
    refused(Barred, task, lambda: asked(task))


def test_it_has_words_for_the_citizen():
    task = carried_over()
    assert refused(Incomplete, task, lambda: asked(task, text="")).missing == ["text"]
