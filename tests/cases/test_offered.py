"""What a person is offered instead, when the move that he wanted is not due: from every place where a case or a task
can stand."""

import pytest

from tests.cases.asking import ASSISTING, CASES, TASKS
from tests.factories import at, its, person
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.refusal import Conflict
from xinqiao.cases.transition import Given, make
from xinqiao.dispatch.actions import dispatch
from xinqiao.handling.actions import sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

WHILE_IT_STANDS = ["amend", "flag", "unflag"]
WHILE_IT_IS_OPEN = ["amend", "append", "urge", "withdraw", "flag", "unflag"]
ASKED_AT_WORK = ["extend", "pause", "resume", "carry_over", "strike_off"]


@pytest.mark.parametrize(
    ("stage", "instead"),
    [
        ("in_hand", [*WHILE_IT_IS_OPEN, "propose_merge", "split", "call_back", "terminate"]),
        ("carried_over", [*WHILE_IT_IS_OPEN, "call_back", "terminate"]),
        ("completed", [*WHILE_IT_STANDS, "call_back", "propose_rework", "rework"]),
        ("merged", ["unmerge"]),
        *[(stage, []) for stage in ("archived", "declined", "invalid", "relayed", "withdrawn", "terminated")],
    ],
)
def test_of_a_case(stage, instead):
    case = CASES[stage]()
    with pytest.raises(Conflict) as refused:
        dispatch(case, lead=its_unit(), by=person("dispatcher"), now=at(600))
    assert [move.verb for move in refused.value.instead] == instead
    assert all(MOVES[verb].label in str(refused.value) for verb in instead)


def its_unit():
    return person("liaison").posts.get().unit


@pytest.mark.parametrize(
    ("state", "instead"),
    [
        ("handling", ["delegate", "contact", "interim_reply", "reply", "send_back", "object", *ASKED_AT_WORK,
                      "reschedule", "exclude"]),
        ("replied", ["pass_review", "reject_review", "reschedule", "exclude"]),
        ("fed_back", ["exclude"]),
        ("completed", ["exclude"]),
        ("sent_back", []),
        ("recalled", []),
    ],
)  # fmt: skip
def test_of_a_task(state, instead):
    task = TASKS[state]()
    with pytest.raises(Conflict) as refused:
        sign(task, by=its("liaison", task), now=at(600))
    assert [move.verb for move in refused.value.instead] == instead


def test_of_an_assisting_task_only_what_is_for_who_assists():
    task = ASSISTING["handling"]()
    with pytest.raises(Conflict) as refused:
        sign(task, by=its("liaison", task), now=at(600))
    verbs = [move.verb for move in refused.value.instead]
    assert "feed_back" in verbs
    assert {"reply", "carry_over"}.isdisjoint(verbs)


def test_of_a_case_that_waits_for_a_unit():
    case = CASES["registered"]()
    with pytest.raises(Conflict) as refused:
        make("terminate", case, Given(), by=person("dispatcher"), now=at(600))
    assert [move.verb for move in refused.value.instead] == [
        "amend", "answer_directly", "propose_answer", "decline", "invalidate", "relay", "append", "urge", "withdraw",
        "flag", "unflag", "propose_merge", "propose_dispatch", "dispatch", "designate",
    ]  # fmt: skip


def test_who_comes_second_is_told_who_was_first_and_when():
    task = TASKS["handling"]()
    with pytest.raises(Conflict) as refused:
        sign(task, by=its("liaison", task), now=at(25))
    assert str(refused.value).startswith("甲-liaison-cgj 已于 09-01 09:50 签收。")
    assert task.number in str(refused.value)
