"""并单办结: a merged case is answered with the one that it was merged into; each citizen keeps his own (floor rule 14)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, last_event, starts_from, told, who_may
from tests.factories import (
    NAME,
    PHONE,
    REPLY,
    above,
    at,
    fresh,
    in_handling,
    its,
    merged,
    person,
    react,
    registered,
    signed,
    taken_back,
    unit,
)
from xinqiao.cases.models import Case
from xinqiao.cases.queries import request_text
from xinqiao.cases.transition import Given, make
from xinqiao.dispatch.actions import complete_merged, dispatch, rule_merge
from xinqiao.handling.actions import pass_review, reject_review, reply
from xinqiao.intake.actions import answer_directly, propose_merge, rule_answer
from xinqiao.text.masking import mask_name

ANSWER = f"{REPLY}联系电话 {PHONE}。"


@pytest.fixture
def pair() -> tuple[Case, Case]:
    """The main case, answered and passed, and the one that was merged into it; no reaction has run since."""
    task = in_handling()
    other = registered(name="司徒望舒", phone="13800138000", text="路灯坏了好几天，孩子放学害怕。")
    propose_merge(other, into=task.case, by=person("agent"), now=at(22))
    rule_merge(other, granted=True, by=person("dispatcher"), now=at(24))
    react()
    reply(task, text=ANSWER, outcome="solved", by=its("handler", task), now=at(30))
    pass_review(task, by=above("reviewer", task), now=at(40))
    return fresh(task.case), fresh(other)


def test_it_is_completed_with_the_answer_of_the_main_case(pair):
    main, other = pair
    (event,) = complete_merged(main, now=at(40))
    assert (told(event), event.by, event.data["main"]) == (
        ("complete_merged", "merged", "completed"),
        None,
        main.number,
    )
    assert (fresh(other).stage, fresh(other).completed_at, asked_for(event)) == ("completed", at(40), True)
    assert faults(main) == faults(other) == []


def test_nobody_sees_anothers_data(pair):
    main, other = pair
    complete_merged(main, now=at(40))
    words = last_event(other).text.body
    assert REPLY in words
    assert PHONE not in words
    assert NAME not in words
    assert request_text(other) != request_text(main)


def test_it_happens_once(pair):
    main, other = pair
    complete_merged(main, now=at(40))
    assert complete_merged(main, now=at(50)) == []
    assert other.events.filter(verb="complete_merged").count() == 1


def test_the_reaction_completes_it_and_plans_its_own_callback(pair):
    main, other = pair
    while react():
        pass
    assert (fresh(other).stage, other.callbacks.get().due_at, main.callbacks.get().due_at) == (
        "completed",
        at(40),
        at(40),
    )


def test_a_main_case_that_is_still_at_work_answers_nobody():
    case = merged()
    assert complete_merged(case.merged_into, now=at(90)) == []
    assert fresh(case).stage == "merged"


def test_no_person_does_it():
    case = merged()
    assert who_may(lambda by: make("complete_merged", fresh(case), Given(), by=by, now=at(90))) == set()


def test_only_a_merged_case():
    assert starts_from(CASES, lambda case: make("complete_merged", case, Given(), by=None, now=at(90))) == {"merged"}


def test_it_is_told_what_passed_review_and_holds_and_nothing_of_the_house():
    """Not what a unit had answered that was then sent back, nor how an approval was refused."""
    main = registered(case_type="complaint", address="幸福里 1 栋 302")
    answer_directly(main, text="可自行向物业反映。", by=person("agent"), now=at(2))
    rule_answer(main, granted=False, reason="这位是老诉求人", by=person("shift_lead"), now=at(4))
    first = dispatch(main, lead=unit("zjj"), by=person("dispatcher"), now=at(10))
    signed(first, now=at(12))
    reply(first, text="不归我局。", outcome="explained", by=its("handler", first), now=at(14))
    reject_review(first, reason="没有回应诉求", by=above("reviewer", first), now=at(16))
    taken_back(first, now=at(18))
    second = dispatch(fresh(main), lead=unit("cgj"), by=person("dispatcher"), now=at(30))
    other = merged(fresh(main), now=at(10))
    signed(second, now=at(40))
    said = f"已为{NAME}（幸福里 1 栋 302）门前的路灯换灯。"
    reply(second, text=said, outcome="solved", by=its("handler", second), now=at(50))
    pass_review(second, by=above("reviewer", second), now=at(60))
    complete_merged(fresh(main), now=at(60))
    words = last_event(fresh(other)).text.body
    assert words == f"已为{mask_name(NAME)}（（地址略））门前的路灯换灯。"
