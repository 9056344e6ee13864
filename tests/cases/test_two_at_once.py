"""Several people make the same move at the same moment: one wins, the others are told, the history is whole."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice

import pytest

from tests.cases.asking import assisting, faults
from tests.cases.trying import Try, attempt, later, maker
from tests.factories import (
    MONDAY,
    REPLY,
    at,
    carried_over,
    completed,
    dispatched,
    draft,
    fresh,
    in_handling,
    joint,
    left_by_a_citizen,
    merged,
    on_the_calendar,
    person,
    registered,
    replied,
    to_call_back,
    unit,
)
from tests.fixtures.at_once import EACH, ROUNDS, THREADS, at_once, lost, won
from xinqiao.callback.actions import CallbackDone, Said, call_back
from xinqiao.callback.models import Callback, Rating
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.refusal import Barred, Conflict, Incomplete, Refused
from xinqiao.dispatch.actions import amend, dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake.actions import AlreadyHere, register
from xinqiao.outbox.models import Row
from xinqiao.text.check_digit import is_valid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

On = Case | Assignment
LATER = at(200)


def case_of(on: On) -> Case:
    return on.case if isinstance(on, Assignment) else on


def asked(on: On, *verbs: str, **chosen: object) -> On:
    """The moves are made one after the other, by who rightly makes them."""
    for minute, verb in enumerate(verbs):
        attempt(verb, fresh(on), Try(maker(verb, on), at(100 + minute), **chosen))
    return on


def complaint() -> Case:
    return registered(case_type="complaint")


def stranger() -> Assignment:
    """A task of a unit that the catalogue does not name for the matter."""
    return dispatched("zjj")


def with_a_day_off(task: Assignment) -> Assignment:
    on_the_calendar((task.due_at - timedelta(days=1)).date().isoformat(), is_working=False)
    on_the_calendar(task.due_at.date().isoformat(), is_working=False)
    return task


# From where each move is made by many at once, so that one of them must win.
ONE_WINS: dict[str, Callable[[], On]] = {
    "accept": left_by_a_citizen,
    "amend": registered,
    "wrap_up": registered,
    "answer_directly": registered,
    "propose_answer": complaint,
    "rule_answer": lambda: asked(complaint(), "propose_answer"),
    "decline": registered,
    "uphold_decline": lambda: asked(registered(), "decline"),
    "overturn_decline": lambda: asked(registered(), "decline"),
    "invalidate": registered,
    "relay": registered,
    "withdraw": lambda: fresh(joint()[0].case),
    "propose_merge": registered,
    "rule_merge": lambda: asked(registered(), "propose_merge", into=fresh(in_handling().case)),
    "complete_merged": merged,
    "unmerge": merged,
    "release": merged,
    "propose_dispatch": registered,
    "rule_dispatch": lambda: asked(registered(), "propose_dispatch"),
    "dispatch": registered,
    "designate": registered,
    "split": lambda: fresh(in_handling("zjj").case),
    "recall": dispatched,
    "reassign": lambda: in_handling("zjj"),
    "sign": dispatched,
    "auto_sign": dispatched,
    "delegate": lambda: in_handling("dongcheng"),
    "feed_back": assisting,
    "supplement": in_handling,
    "rule_supplement": lambda: asked(in_handling(), "supplement"),
    "reply": in_handling,
    "pass_review": replied,
    "exempt_review": replied,
    "reject_review": replied,
    "send_back": stranger,
    "rule_return": lambda: asked(stranger(), "send_back"),
    "object": lambda: asked(stranger(), "send_back", "rule_return", granted=False),
    "rule_objection": lambda: asked(stranger(), "send_back", "rule_return", "object", granted=False),
    "extend": in_handling,
    "rule_extension": lambda: asked(in_handling(), "extend"),
    "pause": in_handling,
    "rule_pause": lambda: asked(in_handling(), "pause"),
    "resume": lambda: asked(in_handling(), "pause", "rule_pause"),
    "carry_over": in_handling,
    "rule_carry_over": lambda: asked(in_handling(), "carry_over"),
    "strike_off": carried_over,
    "rule_strike_off": lambda: asked(carried_over(), "strike_off"),
    "propose_rework": lambda: fresh(completed().case),
    "rule_rework": lambda: asked(fresh(completed().case), "propose_rework"),
    "reschedule": lambda: with_a_day_off(in_handling()),
    "exclude": completed,
    "rule_exclusion": lambda: asked(completed(), "exclude"),
    "terminate": lambda: fresh(joint()[0].case),
    "archive": lambda: fresh(completed().case),
}
# What changes no state: every one of them is on record.
ALL_RECORDED: dict[str, Callable[[], On]] = {
    "append": registered,
    "urge": registered,
    "flag": registered,
    "brief_leader": registered,
    "unflag": registered,
    "convey": dispatched,
    "contact": in_handling,
    "consult": in_handling,
    "interim_reply": in_handling,
    "look_again": carried_over,
    "mark_problem": registered,
}
OTHERWISE = {"register", "call_back", "rework"}  # below, and rework with its ruling


def test_every_move_of_the_table_is_tried():
    assert set(ONE_WINS) | set(ALL_RECORDED) | OTHERWISE == set(MOVES)
    assert not set(ONE_WINS) & set(ALL_RECORDED)


def _together(verb: str, on: On) -> list[object]:
    to = "heping" if verb == "delegate" else "cgj"
    when = later(on, 1) if verb == "auto_sign" else LATER
    how = Try(maker(verb, on), when, to=to, into=_another(verb))
    return at_once(lambda n: attempt(verb, fresh(on), how))


def _another(verb: str) -> Case | None:
    return registered() if verb == "propose_merge" else None


def _rounds(
    ways: dict[str, Callable[[], On]], first: int = 0, step: int = 1
) -> Iterator[tuple[str, Case, list[object]]]:
    for verb, bring in islice(ways.items(), first, None, step):
        for _ in range(EACH):
            on = bring()
            yield verb, case_of(on), _together(verb, on)


PARTS = 6  # each a test of its own, so that they run side by side


@pytest.mark.parametrize("part", range(PARTS))
def test_one_of_many_makes_each_move_that_changes_something(part):
    """The others are told that they came second; the history has the move once, with one request for its reactions."""
    wrong = {}
    for verb, case, ended in _rounds(ONE_WINS, part, PARTS):
        events = Event.objects.filter(case=case, verb=verb, at__gte=LATER).values_list("pk", flat=True)
        winners = 1 if len(won(ended)) == len(set(events.values_list("at", "by"))) == 1 else len(won(ended))
        told = lost(ended) <= ({Incomplete} if verb in ("amend", "wrap_up") else {Conflict, Barred})
        asked_for = Row.objects.filter(subject=f"case:{case.pk}", verb=verb, ref__in=events).count()
        if (winners, told, asked_for, faults(case)) != (1, True, len(events), []):
            wrong[verb] = (len(won(ended)), lost(ended), asked_for, faults(case))
    assert wrong == {}


def test_all_of_many_are_recorded_where_nothing_is_changed_and_the_chain_holds():
    wrong = {}
    for verb, case, ended in _rounds(ALL_RECORDED):
        recorded = Event.objects.filter(case=case, verb=verb, at=LATER).count()
        if (len(won(ended)), recorded, faults(case)) != (THREADS, THREADS, []):
            wrong[verb] = (len(won(ended)), lost(ended), recorded, faults(case))
    assert wrong == {}


def test_a_ruling_of_a_rework_hands_the_case_down_once():
    case = asked(fresh(completed().case), "propose_rework")
    _together("rule_rework", case)
    assert (case.events.filter(verb="rework").count(), fresh(case).round) == (1, 2)


# Two different moves that exclude each other, from the same place.
RIVALS = [
    ("pass_review", "reject_review", replied),
    ("recall", "sign", dispatched),
    ("rule_return", "reply", lambda: asked(in_handling("zjj"), "send_back")),
    ("rule_carry_over", "reply", lambda: asked(in_handling(), "carry_over")),
    ("decline", "dispatch", registered),
    ("answer_directly", "propose_dispatch", registered),
    ("withdraw", "terminate", lambda: fresh(joint()[0].case)),
    ("unmerge", "complete_merged", merged),
    ("archive", "propose_rework", lambda: fresh(completed().case)),
]


@pytest.mark.parametrize(("one", "other", "bring"), RIVALS, ids=[f"{one}-{other}" for one, other, _ in RIVALS])
def test_rivals_leave_a_whole_history(one, other, bring):
    for _ in range(ROUNDS):
        on = bring()
        ways = [(verb, Try(maker(verb, on), LATER)) for verb in (one, other)]
        ended = at_once(lambda n, on=on, ways=ways: attempt(ways[n % 2][0], fresh(on), ways[n % 2][1]))
        assert 1 <= len(won(ended)) <= 2
        assert all(issubclass(kind, Refused) for kind in lost(ended))
        assert faults(case_of(on)) == []


def test_there_is_one_lead_however_many_dispatch_it_anew():
    """Floor rule 2: several co-leads are possible, several leads are not."""
    by = person("dispatcher")
    for _ in range(ROUNDS):
        lead, _, _ = joint()
        case = fresh(asked(lead, "recall").case)
        ended = at_once(lambda n, case=case: dispatch(fresh(case), lead=unit("xicheng"), note="接办", by=by, now=LATER))
        assert (len(won(ended)), lost(ended)) == (1, {Conflict})
        assert faults(case) == []


def test_a_case_does_not_reach_whom_it_is_amended_to_accuse():
    """Floor rule 16: either it was dispatched first and the amendment is refused, or the other way round."""
    by = person("dispatcher")
    for _ in range(ROUNDS):
        case = registered()
        ended = at_once(lambda n, case=case: (
            amend(fresh(case), accused=unit("dongcheng"), reason="举报", by=by, now=LATER) if n % 2
            else dispatch(fresh(case), lead=unit("heping"), by=by, now=LATER)
        ))  # fmt: skip
        assert (len(won(ended)), lost(ended) <= {Barred, Conflict, Incomplete}) == (1, True)
        assert faults(case) == []


def test_one_of_many_callback_agents_rates():
    by = person("callback_agent")
    for _ in range(ROUNDS):
        opened = to_call_back()
        said = {task.pk: Said(4, solved=True) for task in opened.case.assignments.all()}
        when = opened.due_at + timedelta(minutes=20)
        ended = at_once(lambda n, opened=opened, said=said, when=when: call_back(
            Callback.objects.select_related("case").get(pk=opened.pk), result="reached", said=said, by=by, now=when
        ))  # fmt: skip
        assert (len(won(ended)), lost(ended)) == (1, {CallbackDone})
        assert (Rating.objects.filter(callback=opened).count(), fresh(opened).attempts) == (1, 1)
        assert opened.case.events.filter(verb="call_back").count() == 1
        assert faults(opened.case) == []


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
    ended = at_once(lambda n: [register(draft(), by=by, now=MONDAY).number for _ in range(2)])
    numbers = [number for found in won(ended) for number in found]
    assert len(set(numbers)) == THREADS * 2
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
