"""Several people make the same move at the same moment: one wins, the others are told, the history is whole."""

import pytest

from tests.cases.asking import faults
from tests.factories import (
    MONDAY,
    REPLY,
    at,
    dispatched,
    draft,
    fresh,
    in_handling,
    person,
    registered,
    replied,
    to_call_back,
    unit,
)
from tests.fixtures.at_once import ROUNDS, THREADS, at_once, lost, won
from xinqiao.callback.actions import CallbackDone, Said, call_back
from xinqiao.callback.models import Callback, Rating
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.refusal import Conflict
from xinqiao.dispatch.actions import dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake.actions import AlreadyHere, register
from xinqiao.outbox.models import Row
from xinqiao.text.check_digit import is_valid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


def once(case: Case, verb: str) -> None:
    """The move stands in the history exactly once, with one request for its reactions."""
    (event,) = Event.objects.filter(case=case, verb=verb)
    assert Row.objects.filter(subject=f"case:{case.pk}", verb=verb, ref=event.pk).count() == 1
    assert faults(case) == []


def test_one_of_many_signs():
    by = person("liaison")
    for _ in range(ROUNDS):
        task = dispatched()
        ended = at_once(lambda n, task=task: handling.sign(fresh(task), by=by, now=at(20)))
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        once(task.case, "sign")


def test_one_of_many_replies():
    by = person("handler")
    for _ in range(ROUNDS):
        task = in_handling()
        ended = at_once(lambda n, task=task: handling.reply(
            fresh(task), text=f"{REPLY}（{n}）", outcome="solved", by=by, now=at(30 + n)
        ))  # fmt: skip
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        once(task.case, "reply")
        assert fresh(task).stopped_at == won(ended)[0].at


def test_one_of_many_passes_the_review():
    by = person("reviewer")
    for _ in range(ROUNDS):
        task = replied()
        ended = at_once(lambda n, task=task: handling.pass_review(fresh(task), by=by, now=at(40)))
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        once(task.case, "pass_review")


def test_a_reply_is_either_passed_or_rejected():
    by = person("reviewer")
    for _ in range(ROUNDS):
        task = replied()
        ended = at_once(lambda n, task=task: (
            handling.pass_review(fresh(task), by=by, now=at(40)) if n % 2
            else handling.reject_review(fresh(task), reason="不完整", by=by, now=at(40))
        ))  # fmt: skip
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        assert fresh(task).state == won(ended)[0].to_state
        assert faults(task.case) == []


def test_one_of_many_dispatches():
    by = person("dispatcher")
    units = [unit("cgj"), unit("zjj")]
    for _ in range(ROUNDS):
        case = registered()
        ended = at_once(lambda n, case=case: dispatch(fresh(case), lead=units[n % 2], by=by, now=at(10)))
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        once(case, "dispatch")
        assert case.assignments.get() == won(ended)[0]


def test_one_of_many_callback_agents_rates():
    by = person("callback_agent")
    for _ in range(ROUNDS):
        opened = to_call_back()
        said = {task.pk: Said(4, solved=True) for task in opened.case.assignments.all()}
        ended = at_once(lambda n, opened=opened, said=said: call_back(
            Callback.objects.select_related("case").get(pk=opened.pk), result="reached", said=said, by=by, now=at(60)
        ))  # fmt: skip
        assert (len(won(ended)), lost(ended)) == (1, {CallbackDone})
        once(opened.case, "call_back")
        assert (Rating.objects.filter(callback=opened).count(), fresh(opened).attempts) == (1, 1)


def test_every_contact_is_recorded_and_the_chain_holds():
    by = person("handler")
    for _ in range(ROUNDS):
        task = in_handling()
        ended = at_once(lambda n, task=task: handling.contact(fresh(task), result="reached", by=by, now=at(30)))
        assert (len(won(ended)), lost(ended)) == (THREADS, set())
        assert Event.objects.filter(case=task.case, verb="contact").count() == THREADS
        assert faults(task.case) == []


def test_one_number_of_another_system_becomes_one_case():
    by = person("agent")
    for turn in range(ROUNDS):
        ended = at_once(
            lambda n, turn=turn: register(draft(system="省平台", foreign_number=f"S-{turn}"), by=by, now=MONDAY)
        )
        assert (len(won(ended)), lost(ended)) == (1, {AlreadyHere})
        assert {error.case for error in ended if isinstance(error, AlreadyHere)} == set(won(ended))
    assert Case.objects.count() == Event.objects.count() == ROUNDS


def test_every_case_has_a_number_of_its_own_that_can_be_checked():
    by = person("agent")
    ended = at_once(lambda n: [register(draft(), by=by, now=MONDAY).number for _ in range(5)])
    numbers = [number for found in won(ended) for number in found]
    assert len(set(numbers)) == THREADS * 5
    assert all(is_valid(number) and len(number) == 13 and number.startswith("250901") for number in numbers)


def test_many_cases_at_once_do_not_wait_for_each_other_to_be_right():
    """Every thread walks a case of its own; nothing of one leaks into another."""
    people = {role: person(role) for role in ("agent", "dispatcher", "liaison", "handler", "reviewer")}

    def walk(number: int) -> Assignment:
        case = register(draft(title=f"第{number}件"), by=people["agent"], now=MONDAY)
        task = dispatch(case, lead=unit("cgj"), by=people["dispatcher"], now=at(10))
        handling.sign(task, by=people["liaison"], now=at(20))
        handling.reply(task, text=REPLY, outcome="solved", by=people["handler"], now=at(30))
        handling.pass_review(task, by=people["reviewer"], now=at(40))
        return task

    ended = at_once(walk)
    assert lost(ended) == set()
    for task in won(ended):
        assert fresh(task).case.stage == "completed"
        assert faults(task.case) == []
