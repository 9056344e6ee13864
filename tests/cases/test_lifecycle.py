"""The table read as what it is: lists of states. Pure, without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.cases.lifecycle import (
    LABELS,
    MOVES,
    OPEN_STAGES,
    OPEN_STATES,
    At,
    Clock,
    Stage,
    State,
    Tie,
    Who,
    allowed,
    label,
    stage,
    stopped_at,
)

NOON = datetime(2025, 9, 1, 4, tzinfo=UTC)
ONE = datetime(2025, 9, 1, 5, tzinfo=UTC)


def test_the_moves_of_this_way_in_its_order():
    assert list(MOVES) == [
        "register", "dispatch", "sign", "contact", "reply", "pass_review", "reject_review", "call_back", "archive",
    ]  # fmt: skip


def reachable(start: State) -> set[State]:
    found, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        fresh = {State(move.to) for move in allowed(At.ASSIGNMENT, here) if move.to} - found
        found |= fresh
        waiting += fresh
    return found


def test_every_state_can_be_reached_from_dispatch():
    assert reachable(State.DISPATCHED) == set(State)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_every_open_state_has_an_exit_and_a_way_to_completion(state):
    assert any(move.to and move.to != state for move in allowed(At.ASSIGNMENT, state))
    assert State.COMPLETED in reachable(state)


def test_a_completed_task_is_at_rest():
    assert allowed(At.ASSIGNMENT, State.COMPLETED) == []


def test_every_stage_can_be_reached():
    """Registered by the first move, in hand and completed by the tasks, archived by a decision."""
    followed = {stage(None, states) for states in ([], [State.DISPATCHED], [State.COMPLETED])}
    decided = {Stage(move.to) for move in MOVES.values() if move.at == At.CASE and move.to}
    assert followed | decided == set(Stage)


def test_every_open_stage_has_an_exit():
    """A registered case is handed down; one in hand moves with its tasks."""
    assert {"dispatch"} == {move.verb for move in allowed(At.CASE, Stage.REGISTERED)}
    assert {Stage.REGISTERED, Stage.IN_HAND} == OPEN_STAGES
    assert allowed(At.CASE, Stage.ARCHIVED) == []


@pytest.mark.parametrize(
    ("leading", "follows"),
    [
        ([], Stage.REGISTERED),
        ([State.DISPATCHED], Stage.IN_HAND),
        ([State.HANDLING], Stage.IN_HAND),
        ([State.REPLIED], Stage.IN_HAND),
        ([State.COMPLETED], Stage.COMPLETED),
        ([State.COMPLETED, State.REPLIED], Stage.IN_HAND),
        ([State.COMPLETED, State.COMPLETED], Stage.COMPLETED),
    ],
)
def test_the_stage_follows_from_the_leading_tasks(leading, follows):
    assert stage(None, leading) == follows


@given(st.sampled_from(Stage), st.lists(st.sampled_from(State)))
def test_what_a_case_move_decided_holds_whatever_the_tasks_say(decided, leading):
    assert stage(decided, leading) == decided


@given(st.lists(st.sampled_from(State), min_size=1), st.randoms())
def test_the_order_of_the_tasks_is_nothing_to_the_stage(leading, random):
    shuffled = random.sample(leading, len(leading))
    assert stage(None, shuffled) == stage(None, leading) == stage(None, iter(leading))


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


def test_the_clock_starts_at_dispatch_stops_at_the_reply_and_runs_on_after_a_rejection():
    assert {verb: move.clock for verb, move in MOVES.items() if move.clock != Clock.NONE} == {
        "dispatch": Clock.START,
        "reply": Clock.STOP,
        "reject_review": Clock.CONTINUE,
    }


@pytest.mark.parametrize("move", MOVES.values(), ids=list(MOVES))
def test_each_row_of_the_table_is_sound(move):
    standing = Stage if move.at == At.CASE else State
    assert move.label
    assert all(isinstance(one, standing) for one in move.from_)
    assert move.to is None or isinstance(move.to, standing)
    assert (move.at == At.CASE) == (move.who in {Who.REGISTRAR, Who.CENTRE, Who.SYSTEM})
    assert bool(move.from_) or move.verb == "register"


def test_every_word_of_the_table_has_its_chinese():
    assert {kind: set(words) for kind, words in LABELS.items()} == {Stage: set(Stage), State: set(State), Tie: set(Tie)}


def test_the_same_word_may_name_a_stage_and_a_state_that_are_called_differently():
    assert (label(Stage.COMPLETED), label(State.COMPLETED)) == ("已办结", "办结")
