"""What a person is offered instead, when the move that he wanted is not due: from every place where a case or a task
can stand."""

import pytest

from tests.cases.asking import ASSISTING, CASES, TASKS
from tests.factories import above, at, fresh, in_handling, its, person, unit
from xinqiao.cases.possible import instead
from xinqiao.cases.refusal import Conflict, NotYours
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.actions import sign

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

OF_AN_OPEN_CASE = {
    "agent": ["append", "urge", "withdraw", "flag"],
    "callback_agent": ["call_back"],
    "supervisor": ["urge"],
    "reviewer": [],
    None: ["append", "urge", "withdraw"],
}


@pytest.mark.parametrize(
    ("stage", "offered"),
    [
        ("in_hand", OF_AN_OPEN_CASE | {
            "agent": ["append", "urge", "withdraw", "flag", "propose_merge"],
            "dispatcher": ["amend", "propose_merge", "split", "terminate"],
        }),
        ("carried_over", OF_AN_OPEN_CASE | {"dispatcher": ["amend", "terminate"]}),
        ("merged", OF_AN_OPEN_CASE | {"agent": ["append", "urge", "withdraw", "flag"], "dispatcher": ["amend", "unmerge"],
                                    "shift_lead": ["amend", "append", "urge", "withdraw", "flag", "unflag", "brief_leader"]}),
        ("completed", {
            "agent": ["flag"], "dispatcher": ["amend"], "callback_agent": ["call_back", "propose_rework"],
            "reviewer": ["rework"], None: [],
        }),
        ("declined", {
            "agent": [], "dispatcher": [], "callback_agent": [], None: [],
            "reviewer": ["uphold_decline", "overturn_decline"],
        }),
        *[
            (stage, {who: [] for who in ("agent", "dispatcher", "callback_agent", "reviewer", None)})
            for stage in ("archived", "invalid", "relayed", "withdrawn", "terminated")
        ],
    ],
)  # fmt: skip
def test_of_a_case_what_is_his_to_do(stage, offered):
    case = fresh(CASES[stage]())
    assert {who: verbs(instead(case, who and person(who), at(600))) for who in offered} == offered


def verbs(moves):
    return [move.verb for move in moves]


@pytest.mark.parametrize(
    ("state", "liaison", "handler", "reviewer", "dispatcher"),
    [
        ("dispatched", ["sign", "send_back"], [], [], ["recall", "convey"]),
        ("handling", ["send_back", "exclude"],
         ["contact", "interim_reply", "supplement", "consult", "reply", "extend", "pause", "carry_over"], [],
         ["reassign", "convey"]),
        ("replied", ["exclude"], [], ["pass_review", "reject_review"], ["convey"]),
        ("fed_back", ["exclude"], [], [], []),
        ("completed", ["exclude"], [], [], []),
        ("sent_back", [], [], [], []),
        ("recalled", [], [], [], []),
    ],
)  # fmt: skip
def test_of_a_task_what_is_his_to_do(state, liaison, handler, reviewer, dispatcher):
    task = fresh(TASKS[state]())
    own = [verbs(instead(task, its(role, task), at(600))) for role in ("liaison", "handler")]
    over = [verbs(instead(task, above(role, task), at(600))) for role in ("reviewer", "dispatcher")]
    assert (own, over) == ([liaison, handler], [reviewer, dispatcher])


def test_of_an_assisting_task_only_what_is_for_who_assists():
    task = fresh(ASSISTING["handling"]())
    assert verbs(instead(task, its("handler", task), at(600))) == [
        "contact", "interim_reply", "supplement", "feed_back", "extend", "pause",
    ]  # fmt: skip


def test_what_waits_for_a_ruling_is_not_asked_again_and_may_be_ruled():
    task = in_handling()
    handling.pause(task, until=at(3000), reason="待材料", by=its("handler", task), now=at(40))
    assert "pause" not in verbs(instead(fresh(task), its("handler", task), at(50)))
    assert verbs(instead(fresh(task), above("reviewer", task), at(50))) == ["rule_pause"]
    dispatch.rule_pause(task, granted=True, by=above("reviewer", task), now=at(60))
    assert "reply" not in verbs(instead(fresh(task), its("handler", task), at(70)))
    assert "resume" in verbs(instead(fresh(task), its("handler", task), at(70)))


def test_who_is_refused_is_told_what_is_his():
    case = CASES["in_hand"]()
    with pytest.raises(Conflict) as refused:
        dispatch.dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(600))
    assert verbs(refused.value.instead) == ["amend", "propose_merge", "split", "terminate"]
    assert "可以：更正、并单建议、拆单、终止办理" in str(refused.value)


def test_who_may_not_at_all_learns_nothing_of_where_it_stands():
    case = CASES["archived"]()
    with pytest.raises(NotYours):
        dispatch.dispatch(case, lead=unit("cgj"), by=person("handler"), now=at(600))


def test_who_comes_second_is_told_who_was_first_and_when():
    task = TASKS["handling"]()
    with pytest.raises(Conflict) as refused:
        sign(task, by=its("liaison", task), now=at(25))
    assert str(refused.value).startswith("甲-liaison-cgj 已于 09-01 09:50 签收。")
    assert task.number in str(refused.value)
