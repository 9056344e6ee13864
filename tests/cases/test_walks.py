"""Random walks over the table through the real actions: whatever people try, the ledger stays true."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cases.asking import faults, ledger
from tests.factories import MONDAY, REPLY, fresh, person, react, registered, unit
from xinqiao.callback import actions as callback
from xinqiao.callback.actions import CallbackDone, RatingsWrong, Said
from xinqiao.callback.models import Callback
from xinqiao.cases.lifecycle import MOVES, At, Stage, State
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Refused
from xinqiao.dispatch.actions import dispatch
from xinqiao.handling import actions as handling
from xinqiao.people.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

RIGHTLY = {
    "dispatch": "dispatcher", "sign": "liaison", "contact": "handler", "reply": "handler",
    "pass_review": "reviewer", "reject_review": "reviewer", "call_back": "callback_agent",
}  # fmt: skip
SAYINGS = st.tuples(st.sampled_from(["reached", "no_answer", "refused", "wrong_number"]), st.integers(1, 5))
STEPS = st.tuples(
    st.integers(0, 1_000),  # which of the moves; those that the table allows come up more often
    st.sampled_from([None, None, None, "agent", "liaison", "handler", "reviewer", "dispatcher"]),
    st.integers(0, 5_000),
    SAYINGS,
)


def attempt(case: Case, verb: str, said: tuple[str, int], by: Staff, now: datetime) -> None:
    """Make the move by its action, as a page would."""
    task = case.assignments.first()
    match verb:
        case "dispatch":
            dispatch(case, lead=unit("cgj"), by=by, now=now)
        case "call_back":
            if opened := Callback.objects.filter(case=case).first():
                _call_back(opened, said, by, now)
        case _ if task is not None:
            extra = {
                "contact": {"result": "reached"},
                "reply": {"text": REPLY, "outcome": "solved"},
                "reject_review": {"reason": "不完整"},
            }
            getattr(handling, verb)(task, **extra.get(verb, {}), by=by, now=now)


def _call_back(opened: Callback, said: tuple[str, int], by: Staff, now: datetime) -> None:
    result, satisfaction = said
    tasks = opened.case.assignments.all() if result == "reached" else []
    ratings = {task.pk: Said(satisfaction, solved=satisfaction > 1) for task in tasks}
    callback.call_back(opened, result=result, said=ratings, by=by, now=now)


def may_be_made(case: Case, verb: str) -> bool:
    move = MOVES[verb]
    task = case.assignments.first()
    standing = Stage(case.stage) if move.at == At.CASE else State(task.state) if task else None
    return standing in move.from_


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=5, max_size=25))
def test_whatever_is_tried_replay_equals_the_rows(steps):
    case, now = registered(), MONDAY
    for choice, role, seconds, said in steps:
        now += timedelta(seconds=seconds)
        case, before = fresh(case), ledger(case)
        likely = [verb for verb in RIGHTLY if may_be_made(case, verb)]
        verbs = [*RIGHTLY, "react", "react", *likely * 8]
        verb = verbs[choice % len(verbs)]
        if verb == "react":
            react()
        else:
            _try(case, verb, said, person(role or RIGHTLY[verb]), now, before)
        assert faults(case) == []
    _clock_never_ran_backwards(case)


def _try(case: Case, verb: str, said: tuple[str, int], by: Staff, now: datetime, before: dict) -> None:
    """A move that the table does not allow, or that is not this person's, changes nothing."""
    legal = may_be_made(case, verb)
    try:
        attempt(case, verb, said, by, now)
    except (Refused, CallbackDone, RatingsWrong):
        assert ledger(case) == before
    else:
        assert legal or ledger(case) == before


def _clock_never_ran_backwards(case: Case) -> None:
    moments = list(case.events.order_by("seq").values_list("at", flat=True))
    assert all(earlier <= later for earlier, later in pairwise(moments)), moments
    for task in case.assignments.all():
        marks = [task.dispatched_at, task.signed_at, task.stopped_at, task.completed_at]
        assert [mark for mark in marks if mark] == sorted(mark for mark in marks if mark)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["contact", "reject"]), max_size=6))
def test_by_the_right_people_every_walk_can_be_walked_to_its_end(detours):
    case, now = registered(), MONDAY
    walk = ["dispatch", "sign"]
    for detour in detours:
        walk += ["contact"] if detour == "contact" else ["reply", "reject_review"]
    for verb in [*walk, "reply", "pass_review", "react", "call_back", "react"]:
        now += timedelta(minutes=7)
        if verb == "react":
            react()
        else:
            attempt(fresh(case), verb, ("reached", 5), person(RIGHTLY[verb]), now)
    assert fresh(case).stage == Stage.ARCHIVED
    assert faults(case) == []
