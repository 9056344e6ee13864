"""Random walks over the whole table through the real actions: whatever people try, the ledger stays true."""

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.cases.asking import faults, ledger
from tests.cases.trying import MAKES, Try, attempt, maker
from tests.factories import MONDAY, colleague, fresh, in_handling, person, react, registered
from tests.fixtures.at_once import SOAK
from xinqiao.callback.actions import CallbackDone, RatingsWrong
from xinqiao.cases.guards import stands_still
from xinqiao.cases.lifecycle import ENDING_PAUSE, MOVES, OPEN_STAGES, OPEN_STATES, RULED_BY, At, Stage
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Refused
from xinqiao.deadlines.extension import BadExtension
from xinqiao.people.models import Staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

# What a page tells the person instead of an error; anything else is a fault of the platform.
SAID_NO = (Refused, CallbackDone, RatingsWrong, BadExtension)
STRANGERS = ["agent", "liaison", "handler", "reviewer", "dispatcher", "supervisor"]
UNITS = ["cgj", "zjj", "dongcheng", "dongcheng", "dongcheng", "heping", "heping", "reli", "xingfu"]
BELOW = {"dongcheng": ["heping", "heping", "xingfu"], "heping": ["xingfu", "anning"]}
BY_REACTIONS = {"register", "release", "complete_merged", "archive", "exempt_review", "mark_problem"}
# How often a move that the table allows is tried, against ten for the usual one.
OFTEN = {"dispatch": 60, "sign": 40, "reply": 30, "pass_review": 30, "delegate": 15, "call_back": 20, "feed_back": 20}
SELDOM = dict.fromkeys(
    ("flag", "unflag", "brief_leader", "amend", "urge", "append", "contact", "interim_reply", "consult", "exclude",
     "accept", "recall", "convey"), 2,
)  # fmt: skip
ENDS = dict.fromkeys(
    ("decline", "invalidate", "relay", "withdraw", "terminate", "answer_directly", "propose_answer"), 0.3
)
USUAL, ASKED_FOR, UNASKED, AGAINST_THE_TABLE = 10, 60, 0.2, 0.04
WEIGHTS = OFTEN | SELDOM | ENDS
STEPS = 40
walks = settings(
    max_examples=200 if SOAK else 6, deadline=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
a_walk = given(st.integers(0, 2**32).map(Random))


class Walk:
    """One case, another that it may be merged into, and the clock on the wall."""

    def __init__(self, random: Random, **facts: object) -> None:
        self.random = random
        self.case = registered(**facts)
        self.other = fresh(in_handling("zjj", category="C1301").case)
        self.now = MONDAY + timedelta(minutes=30)
        self.total_due_at: datetime | None = None
        self.seen = 0

    def step(self) -> None:
        self.now += timedelta(minutes=self.random.choice([0, 1, 1, 9, 9, 45, 200, 1_400]))
        if self.random.random() < 0.15:
            react()
        else:
            self.try_it(*self.pick())
        self.look()

    def pick(self) -> tuple[Case | Assignment, str]:
        """The case or one of its tasks, and a move: most often one that the table allows and that is due."""
        case = fresh(self.case)
        things = [case, *case.assignments.select_related("unit", "dispatched_by_unit")]
        asked = set(case.requests.filter(closed_at=None).values_list("assignment", "kind"))
        ways = [(on, verb) for on in things for verb in MAKES if MOVES[verb].at == _at(on) and verb not in BY_REACTIONS]
        return self.random.choices(ways, [_weight(on, verb, asked) for on, verb in ways])[0]

    def try_it(self, on: Case | Assignment, verb: str) -> None:
        """A move that is refused changes nothing; one that the table does not allow is refused."""
        by = maker(verb, on)
        if by and self.random.random() < 0.1:
            by = person(self.random.choice(STRANGERS))
        before, standing = ledger(self.case), _standing(on)
        try:
            attempt(verb, on, Try(by, self.now, into=self.other, **self.chosen(on, verb)))
        except SAID_NO:
            assert ledger(self.case) == before
        else:
            assert standing in MOVES[verb].from_

    def chosen(self, on: Case | Assignment, verb: str) -> dict[str, Any]:
        """What the person chooses where there is a choice."""
        below = _below(on, verb) if isinstance(on, Assignment) else None
        return {
            "to": self.random.choice(below or UNITS),
            "granted": self.random.random() < 0.6,
            "result": self.random.choice(["reached", "reached", "no_answer", "refused", "wrong_number"]),
            "satisfaction": self.random.randint(1, 5),
        }

    def look(self) -> None:
        """What holds after every step."""
        case = fresh(self.case)
        assert faults(case) == []
        assert faults(self.other) == []
        tasks = list(case.assignments.select_related("unit", "dispatched_by_unit", "parent__unit"))
        self.the_citizens_clock_never_restarts(case)
        no_return_climbs_past_its_dispatcher(tasks)
        no_task_lies_with_the_accused(case, tasks)
        nobody_works_for_nobody(tasks)

    def the_citizens_clock_never_restarts(self, case: Case) -> None:
        """Floor rule 10: it grows only by what was granted or by another calendar, and gives back only the part of a pause
        that did not happen."""
        was, self.total_due_at = self.total_due_at, case.due_at
        told = list(case.events.filter(seq__gt=self.seen).select_related("assignment").order_by("seq"))
        self.seen = case.seq
        if was and case.due_at != was:
            moves = _grows if case.due_at > was else _gives_back
            assert any(map(moves, told)), [event.verb for event in told]


def _grows(event: Event) -> bool:
    return event.verb in ("rule_extension", "rule_pause", "reschedule")


def _gives_back(event: Event) -> bool:
    """The task goes on before the date of resumption, or is taken away while its clock stands still."""
    if event.verb in ("resume", "reschedule"):
        return True
    tasks = [event.assignment] if event.assignment else event.case.assignments.filter(ended_at=event.at)
    return event.verb in ENDING_PAUSE and any(stands_still(task, event.at) for task in tasks)


def no_return_climbs_past_its_dispatcher(tasks: list[Assignment]) -> None:
    """Floor rule 11: who ruled on a return belongs to the node that had dispatched."""
    for task in tasks:
        for event in task.events.filter(verb__in=["rule_return", "rule_objection"]).select_related("by"):
            assert event.by.can(event.verb, task.dispatched_by_unit)
            assert task.dispatched_by_unit.holds(task.unit)


def no_task_lies_with_the_accused(case: Case, tasks: list[Assignment]) -> None:
    """Floor rule 16."""
    assert not case.accused or not any(case.accused.holds(task.unit) for task in tasks)


def nobody_works_for_nobody(tasks: list[Assignment]) -> None:
    """Floor rule 3: an open task of a lower tier has a parent that is at work and waits for it, or that waited until its
    time was over and then replied without it."""
    for task in tasks:
        if task.parent and task.state in OPEN_STATES and task.parent.state != "handling":
            assert task.parent.state == "replied"
            assert task.due_at < task.parent.stopped_at


def clocks_never_ran_backwards(case: Case) -> None:
    moments = list(case.events.order_by("seq").values_list("at", flat=True))
    assert all(earlier <= later for earlier, later in pairwise(moments)), moments
    for task in case.assignments.all():
        marks = [task.dispatched_at, task.signed_at, task.stopped_at, task.completed_at]
        assert [mark for mark in marks if mark] == sorted(mark for mark in marks if mark)


def _at(on: Case | Assignment) -> At:
    return At.CASE if isinstance(on, Case) else At.ASSIGNMENT


def _below(task: Assignment, verb: str) -> list[str] | None:
    """Where what a tier hands on may go; None where anything may be tried."""
    above = {"delegate": task.unit, "reassign": task.dispatched_by_unit}.get(verb)
    return BELOW.get(above.code) if above else None


def _standing(on: Case | Assignment) -> str:
    return on.stage if isinstance(on, Case) else on.state


def _weight(on: Case | Assignment, verb: str, asked: set[tuple[int | None, str]]) -> float:
    move = MOVES[verb]
    if _standing(on) not in move.from_ or (move.ties and getattr(on, "tie", "") not in move.ties):
        return AGAINST_THE_TABLE
    if move.rules:
        return ASKED_FOR if (on.pk if isinstance(on, Assignment) else None, move.rules) in asked else UNASKED
    if verb == "delegate" and isinstance(on, Assignment) and on.unit.code not in BELOW:
        return UNASKED  # nobody is below
    return WEIGHTS.get(verb, USUAL)


@walks
@a_walk
def test_whatever_is_tried_replay_equals_the_rows(random):
    walk = Walk(random, category="C1301")
    for _ in range(STEPS):
        walk.step()
    clocks_never_ran_backwards(walk.case)


@walks
@a_walk
def test_no_walk_of_a_report_reaches_the_accused(random):
    walk = Walk(random, case_type="report", accused="heping", category="C1301")
    for _ in range(STEPS):
        walk.step()


@walks
@a_walk
def test_from_wherever_a_walk_has_led_the_right_people_bring_it_to_an_end(random):
    walk = Walk(random, category="C1301")
    for _ in range(random.randrange(STEPS)):
        walk.step()
    to_the_end(walk)
    assert fresh(walk.case).stage not in OPEN_STAGES | {Stage.MERGED, Stage.COMPLETED}


def to_the_end(walk: Walk) -> None:
    """Everybody does what is due at his desk, one thing a day, until nothing is."""
    for _ in range(60):
        walk.now = (walk.now + timedelta(days=1)).replace(hour=10, minute=0)
        while react():
            pass
        case = fresh(walk.case)
        if case.stage not in OPEN_STAGES | {Stage.MERGED, Stage.COMPLETED}:
            return
        on, verb = due_next(case, walk.now)
        attempt(verb, on, Try(whose(verb, on), walk.now, granted=verb == "rule_strike_off"))
        walk.look()
    raise AssertionError(f"not at an end: {fresh(walk.case).stage}")


def whose(verb: str, on: Case | Assignment) -> Staff | None:
    """Who rightly makes the move; what he asked for himself a colleague rules on."""
    by, kind = maker(verb, on), MOVES[verb].rules
    asked = open_request(on, kind) if kind else None
    return colleague(by) if by and asked and asked.asked.by_id == by.pk else by


def due_next(case: Case, now: datetime) -> tuple[Case | Assignment, str]:
    """What the right people do next: rule on what was asked, let stopped clocks go on, work off what is open, then call
    back."""
    asked = case.requests.filter(closed_at=None).exclude(kind="exclude").select_related("assignment").first()
    if asked:
        return asked.assignment or case, RULED_BY[asked.kind]
    if case.stage in DESKS:
        return case, DESKS[Stage(case.stage)]
    tasks = [task for task in case.assignments.select_related("parent__parent") if task.state in OPEN_STATES]
    if stopped := [task for task in tasks if stands_still(task, now)]:
        return stopped[0], "resume"
    task = min(tasks, key=lambda task: (-_depth(task), task.tie != "assisting", -task.suffix))
    return task, {"dispatched": "sign", "replied": "pass_review", "handling": _done_how(task)}[task.state]


DESKS = {Stage.MERGED: "unmerge", Stage.REGISTERED: "designate", Stage.COMPLETED: "call_back"}


def _depth(task: Assignment) -> int:
    return 1 + _depth(task.parent) if task.parent else 0


def _done_how(task: Assignment) -> str:
    if task.carried_at:
        return "strike_off"
    return "feed_back" if task.tie == "assisting" else "reply"
