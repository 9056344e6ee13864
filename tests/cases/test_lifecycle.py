"""The table read as what it is: lists of states. Pure, without a database."""

from datetime import UTC, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.cases.guards import GUARDS
from xinqiao.cases.lifecycle import (
    ENDING_PAUSE,
    FINAL,
    LABELS,
    MOVES,
    NEW_ROUND,
    OPEN_STAGES,
    OPEN_STATES,
    RULED_BY,
    VOID_STATES,
    At,
    Clock,
    Stage,
    Standing,
    State,
    Tie,
    Who,
    allowed,
    is_over,
    label,
    stage,
    stopped_at,
    total_due_at,
)

NOON = datetime(2025, 9, 1, 4, tzinfo=UTC)
ONE = datetime(2025, 9, 1, 5, tzinfo=UTC)
CASE_MOVES = [move for move in MOVES.values() if move.at == At.CASE]
TASK_MOVES = [move for move in MOVES.values() if move.at == At.ASSIGNMENT]
ASKING = {move.verb for move in MOVES.values() if move.asks}
# A case follows its tasks: from registered into their hands, on the books and to its completion, and back when the
# last that leads was taken away.
FOLLOWS = {
    Stage.REGISTERED: {Stage.IN_HAND},
    Stage.IN_HAND: {Stage.REGISTERED, Stage.CARRIED_OVER, Stage.COMPLETED},
    Stage.CARRIED_OVER: {Stage.IN_HAND, Stage.COMPLETED},
    Stage.COMPLETED: {Stage.IN_HAND},
}


def leads(
    state: State, *, tie: Tie = Tie.LEAD, round_: int = 1, parent: int | None = None, carried: bool = False
) -> Standing:
    return Standing(tie, state, round_, parent, carried)


def reachable(start: StrEnum) -> set[StrEnum]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        at = At.CASE if isinstance(here, Stage) else At.ASSIGNMENT
        followed = FOLLOWS.get(here, set()) if isinstance(here, Stage) else set()
        fresh = {move.to for move in allowed(at, here) if move.to} | followed
        waiting += fresh - found
        found |= fresh
    return found


def test_every_move_of_the_glossary_stands_once():
    assert len(MOVES) == 68
    assert len({move.label for move in MOVES.values()}) == 68


def test_every_state_can_be_reached_from_dispatch():
    assert reachable(State.DISPATCHED) == set(State)


def test_every_stage_can_be_reached_from_registration():
    assert reachable(Stage.REGISTERED) == set(Stage)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_every_open_state_has_an_exit_and_a_way_to_completion(state):
    assert any(move.to and move.to != state for move in allowed(At.ASSIGNMENT, state))
    assert State.COMPLETED in reachable(state)


@pytest.mark.parametrize("standing", sorted(OPEN_STAGES | {Stage.MERGED, Stage.COMPLETED}))
def test_every_stage_that_is_not_the_end_has_an_exit_and_a_way_to_the_archive(standing):
    assert reachable(standing) - {standing}
    assert Stage.ARCHIVED in reachable(standing)


def test_at_the_end_a_case_is_at_rest():
    """But for a decline, which a second person may look at and overturn (floor rule 17)."""
    ends = {one for one in Stage if not allowed(At.CASE, one)}
    assert ends == {Stage.ARCHIVED, Stage.INVALID, Stage.RELAYED, Stage.WITHDRAWN, Stage.TERMINATED}
    assert {move.verb for move in allowed(At.CASE, Stage.DECLINED)} == {"uphold_decline", "overturn_decline"}


def test_a_task_at_its_end_moves_no_more():
    """What is done or was taken away can at most be asked to be left out of a figure."""
    for state in set(State) - OPEN_STATES:
        assert not any(move.to for move in allowed(At.ASSIGNMENT, state))
    assert {move.verb for state in VOID_STATES for move in allowed(At.ASSIGNMENT, state)} == set()


def test_every_asking_move_has_exactly_one_ruling_and_every_ruling_its_asking():
    ruled = [move.rules for move in MOVES.values() if move.rules]
    assert sorted(ruled) == sorted(ASKING)
    assert {asking: MOVES[ruling].rules for asking, ruling in RULED_BY.items()} == {verb: verb for verb in ASKING}


@pytest.mark.parametrize("asking", sorted(ASKING))
def test_a_ruling_is_made_on_what_was_asked_where_it_may_be_asked_and_says_whether(asking):
    ask, rule = MOVES[asking], MOVES[RULED_BY[asking]]
    assert (ask.at, ask.from_) == (rule.at, rule.from_)
    assert "granted" in rule.needs
    assert not rule.guards  # a guard would keep a refusal out too
    assert ask.to is None  # asking changes nothing


@pytest.mark.parametrize("asking", sorted(ASKING))
def test_a_request_lapses_where_it_could_not_be_asked(asking):
    every = Stage if MOVES[asking].at == At.CASE else State
    assert {one for one in every if not is_over(asking, one)} == MOVES[asking].from_
    on_the_books = {one for one in every if not is_over(asking, one, carried=True)}
    assert on_the_books == (set() if "not_carried" in MOVES[asking].guards else MOVES[asking].from_)


def test_who_asks_never_rules():
    """A unit asks, whoever dispatched rules; at the centre asking and ruling are different grants."""
    for asking, ruling in RULED_BY.items():
        if MOVES[asking].at == At.ASSIGNMENT:
            assert MOVES[asking].who == Who.ASSIGNED_UNIT
            assert MOVES[ruling].who in {Who.DISPATCHING_UNIT, Who.CENTRE}


def test_every_guard_is_used_and_every_guard_that_is_used_exists():
    assert {name for move in MOVES.values() for name in move.guards} == set(GUARDS)
    assert all(move.at == At.ASSIGNMENT for move in MOVES.values() if move.guards)
    assert len({words for _, words in GUARDS.values()}) == len(GUARDS)


def test_no_word_is_dead():
    """Every stage, state, tie, clock and relation occurs in the table."""
    told = {move.to for move in MOVES.values()} | {one for move in MOVES.values() for one in move.from_}
    assert set(Stage) <= told | {follows for ends in FOLLOWS.values() for follows in ends}
    assert set(State) <= told
    assert {move.who for move in MOVES.values()} == set(Who)
    assert {move.clock for move in MOVES.values()} == set(Clock)
    assert {tie for move in MOVES.values() for tie in move.ties} == set(Tie)
    assert {move.at for move in MOVES.values()} == set(At)
    assert set(MOVES) >= NEW_ROUND | FINAL


@pytest.mark.parametrize(
    ("leading", "follows"),
    [
        ([], Stage.REGISTERED),
        ([leads(State.DISPATCHED)], Stage.IN_HAND),
        ([leads(State.HANDLING)], Stage.IN_HAND),
        ([leads(State.REPLIED)], Stage.IN_HAND),
        ([leads(State.COMPLETED)], Stage.COMPLETED),
        ([leads(State.COMPLETED), leads(State.REPLIED, tie=Tie.CO_LEAD)], Stage.IN_HAND),
        ([leads(State.COMPLETED), leads(State.COMPLETED, tie=Tie.CO_LEAD)], Stage.COMPLETED),
        # Floor rule 2: assisting tasks only gate the lead's reply.
        ([leads(State.COMPLETED), leads(State.HANDLING, tie=Tie.ASSISTING)], Stage.COMPLETED),
        ([leads(State.DISPATCHED, tie=Tie.ASSISTING)], Stage.REGISTERED),
        # What was taken away carries nothing, and without a lead the case waits for dispatch.
        ([leads(State.SENT_BACK)], Stage.REGISTERED),
        ([leads(State.RECALLED), leads(State.HANDLING, tie=Tie.CO_LEAD)], Stage.REGISTERED),
        ([leads(State.SENT_BACK), leads(State.COMPLETED, tie=Tie.CO_LEAD)], Stage.REGISTERED),
        ([leads(State.SENT_BACK), leads(State.HANDLING), leads(State.COMPLETED, tie=Tie.CO_LEAD)], Stage.IN_HAND),
        # Floor rule 3: a lower tier's task is its parent's.
        ([leads(State.HANDLING), leads(State.COMPLETED, parent=1)], Stage.IN_HAND),
        ([leads(State.COMPLETED), leads(State.HANDLING, parent=1)], Stage.COMPLETED),
        # Floor rule 8: on the books when nobody is at work any more.
        ([leads(State.HANDLING, carried=True)], Stage.CARRIED_OVER),
        ([leads(State.HANDLING, carried=True), leads(State.HANDLING, tie=Tie.CO_LEAD)], Stage.IN_HAND),
        ([leads(State.HANDLING, carried=True), leads(State.COMPLETED, tie=Tie.CO_LEAD)], Stage.CARRIED_OVER),
    ],
)
def test_the_stage_follows_from_the_leading_tasks(leading, follows):
    assert stage(None, 1, leading) == follows


def test_the_tasks_of_an_earlier_round_carry_nothing():
    assert stage(None, 2, [leads(State.COMPLETED), leads(State.HANDLING, round_=2)]) == Stage.IN_HAND
    assert stage(None, 2, [leads(State.COMPLETED)]) == Stage.REGISTERED


TASKS = st.builds(Standing, st.sampled_from(Tie), st.sampled_from(State), st.just(1), st.none(), st.booleans())


@given(st.sampled_from(Stage), st.lists(TASKS))
def test_what_a_case_move_decided_holds_whatever_the_tasks_say(decided, tasks):
    assert stage(decided, 1, tasks) == decided


@given(st.lists(TASKS, min_size=1), st.randoms())
def test_the_order_of_the_tasks_is_nothing_to_the_stage(tasks, random):
    shuffled = random.sample(tasks, len(tasks))
    assert stage(None, 1, shuffled) == stage(None, 1, tasks) == stage(None, 1, iter(tasks))


@pytest.mark.parametrize(
    ("clock", "before", "after"),
    [
        (Clock.START, None, None),
        (Clock.STOP, None, ONE),
        (Clock.STOP, NOON, ONE),
        (Clock.CONTINUE, NOON, None),
        (Clock.NONE, None, None),
        (Clock.NONE, NOON, NOON),
    ],
)
def test_what_a_move_does_to_the_clock(clock, before, after):
    assert stopped_at(clock, before, ONE) == after


def test_the_clock_starts_where_work_is_handed_down_stops_at_the_answer_and_runs_on_after_a_rejection():
    """Floor rules 5, 6 and 8."""
    by_clock = {clock: {move.verb for move in MOVES.values() if move.clock == clock} for clock in Clock}
    assert by_clock[Clock.START] == {move.verb for move in MOVES.values() if move.hands_down}
    assert by_clock[Clock.STOP] == {"reply", "feed_back", "rule_carry_over"}
    assert by_clock[Clock.CONTINUE] == {"reject_review"}


@pytest.mark.parametrize(
    ("total", "was", "becomes", "after"),
    [
        (None, NOON, ONE, ONE),
        (NOON, NOON, ONE, ONE),
        (ONE, NOON, NOON, ONE),
        (NOON, ONE, ONE, NOON),
        (ONE, NOON, ONE, ONE),
    ],
)
def test_the_citizens_clock_goes_along_never_back_and_never_with_a_later_task(total, was, becomes, after):
    """Floor rule 10."""
    assert total_due_at("rule_extension", total, was, becomes) == after


@pytest.mark.parametrize("verb", sorted(ENDING_PAUSE))
def test_what_ends_a_task_whose_clock_may_stand_still_tells_its_deadlines(verb):
    """Floor rule 8: a task is paused only while it is at work, and a case move closes whatever is."""
    move = MOVES[verb]
    may_be_paused = State.HANDLING in move.from_ and "not_paused" not in move.guards
    assert move.closes or move.shifts == may_be_paused


def test_a_pause_that_did_not_happen_is_taken_back():
    assert total_due_at("resume", ONE, ONE, NOON) == NOON


@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
def test_each_row_of_the_table_is_sound(move):
    standing = Stage if move.at == At.CASE else State
    assert move.label
    assert all(isinstance(one, standing) for one in move.from_)
    assert move.to is None or isinstance(move.to, standing)
    assert bool(move.from_) or move.verb == "register"
    assert move.who not in (
        {Who.ASSIGNED_UNIT, Who.DISPATCHING_UNIT} if move.at == At.CASE else {Who.REGISTRAR, Who.APPELLANT, Who.TAKER}
    )
    assert not (move.asks and move.rules)
    assert not move.ties or move.at == At.ASSIGNMENT


def test_every_word_of_the_table_has_its_chinese():
    assert {kind: set(words) for kind, words in LABELS.items()} == {Stage: set(Stage), State: set(State), Tie: set(Tie)}


def test_the_same_word_may_name_a_stage_and_a_state_that_are_called_differently():
    assert (label(Stage.COMPLETED), label(State.COMPLETED)) == ("已办结", "办结")
