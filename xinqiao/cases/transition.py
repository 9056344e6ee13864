"""THE DOOR: the only writer of live moves.

Every move: lock the case, check the table, the actor, what must be given and what else must hold, write state, clock
and stage, append the event, add the outbox row - in one transaction. Stages' actions call it; views and API call
actions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases import actors, chain, guards, lifecycle, possible, requests
from xinqiao.cases.guards import Scene
from xinqiao.cases.lifecycle import FINAL, MOVES, NEW_ROUND, OPEN_STATES, At, Move, Stage, State, Tie, Who
from xinqiao.cases.models import Appellant, Assignment, Case, Event, Request
from xinqiao.cases.number import next_number
from xinqiao.cases.recording import Given, iso, link, record
from xinqiao.cases.refusal import Barred, Conflict, Incomplete, NotYours
from xinqiao.cases.replay import DUES, moment
from xinqiao.people.models import Staff, Unit

__all__ = ["Given", "Task", "hand_down", "make", "register"]

_CASE_WRITTEN: Final = (
    "stage", "decided", "completed_at", "due_at", "round", "open_requests", "seq", "head", "flag", "problem",
)  # fmt: skip
_WRITTEN: Final = (
    "state", "is_final", "limits", "stopped_at", "signed_at", "contacted_at", "answered_at", "completed_at", "paused_until",
    "carried_at", *DUES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Task:
    """What one unit is handed: its tie and the limits that hold for it; words for this unit alone."""

    unit: Unit
    tie: Tie
    rule: str
    due_at: datetime
    sign_due_at: datetime | None = None
    contact_due_at: datetime | None = None
    return_due_at: datetime | None = None
    answer_due_at: datetime | None = None
    limits: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    is_final: bool = False


@transaction.atomic
def register(case: Case, appellant: Appellant | None, given: Given, *, by: Staff | None, now: datetime) -> Event:
    """Write a new case with its first event. Raises Incomplete or NotYours; nothing is written then.

    `by` is None only for a citizen or another platform at a door of the system itself.
    """
    move = MOVES["register"]
    _check_needs(move, given)
    if by is not None:
        _check_actor(move, by)
    if appellant is not None:
        appellant.save(force_insert=True)
    case.number = next_number(now)
    case.appellant = appellant
    case.registered_by, case.registered_at, case.title, case.place = by, now, given.title, given.place
    case.seq, case.head, case.stage, case.decided = 0, chain.ROOT, Stage.REGISTERED, ""
    event = link(case, move, given, by=by, now=now, to_state=case.stage)
    case.save(force_insert=True)
    return record(case, event, given)


@transaction.atomic
def hand_down(
    verb: str, on: Case | Assignment, tasks: Sequence[Task], given: Given, *, by: Staff | None, now: datetime
) -> list[Assignment]:
    """Make a move that gives tasks to units; one event for each. Returns the new assignments, in their order.

    Raises Conflict, Barred, NotYours or Incomplete; nothing is written then.
    """
    move = MOVES[verb]
    case, known = _enter(on)
    parent = _own(on, known)
    asked = requests.of(case, move)
    named = Given({**given.facts, "unit": [task.unit.code for task in tasks]}, text=given.text)
    _check(move, case, parent, known, asked, named, by, now)
    _check_route(move, case, parent, known, tasks)
    if verb in NEW_ROUND:
        case.round += 1
    if parent is None:  # what a unit hands on is nothing to what the centre has decided
        case.decided = ""
    made = []
    for task in tasks:
        assignment = _assign(case, task, parent, known, final=verb in FINAL, now=now)
        known.append(assignment)
        before = case.stage
        _settle(case, known, now)
        case.due_at = case.due_at or assignment.due_at
        words = Given({**given.facts, **_task_facts(assignment)}, text=task.text or given.text, files=given.files)
        event = link(case, move, words, by=by, now=now, assignment=assignment,
                     from_state=_standing(case, parent) if parent else before, to_state=assignment.state)  # fmt: skip
        record(case, event, words)
        made.append(assignment)
    case.open_requests = requests.lapse(case, asked, known, now, None)
    _write(case)
    return made


def hold(task: Assignment) -> Assignment:
    """The task as it stands now, its case locked until the transaction ends: for an action that must compute from it
    what it then gives to the door."""
    _, tasks = _enter(task)
    return next(one for one in tasks if one.pk == task.pk)


@transaction.atomic
def make(verb: str, on: Case | Assignment, given: Given, *, by: Staff | None, now: datetime) -> Event:
    """Make a move on a case or an assignment. `on` is brought up to date in place.

    Raises Conflict (the table does not allow it from where it now stands), Barred (a guard of the table does not hold),
    NotYours or Incomplete.
    """
    move = MOVES[verb]
    case, tasks = _enter(on)
    task = _own(on, tasks)
    asked = requests.of(case, move)
    ruled = _check(move, case, task, tasks, asked, given, by, now)
    before = _standing(case, task)
    if not move.rules or given.facts["granted"]:
        _take_effect(move, case, task, tasks, given, now)
    elif task and move.rules == "object":
        task.is_final = True
    _settle(case, tasks, now)
    if move.rules and not given.facts["granted"]:
        given = Given(given.facts, text=given.text, files=given.files)
    event = link(case, move, given, by=by, now=now, assignment=task,
                 from_state=before, to_state=_standing(case, task))  # fmt: skip
    case.open_requests = requests.lapse(case, asked, tasks, now, ruled) + move.asks
    if task:
        task.save(update_fields=_WRITTEN)
    _write(case, *given.sets)
    record(case, event, given)
    requests.note(move, case, event, ruled)
    _bring_up_to_date(on, case, task, given.sets)
    return event


def _enter(on: Case | Assignment) -> tuple[Case, list[Assignment]]:
    """The case, locked, and all its tasks."""
    case_id = on.case_id if isinstance(on, Assignment) else on.pk
    # Alone: of a row that was waited for, the database joins what it found before the wait, not what holds now.
    case = Case.objects.select_for_update().get(pk=case_id)
    tasks = list(case.assignments.select_related("unit", "dispatched_by_unit", "parent").order_by("suffix"))
    for task in tasks:
        task.case = case
    return case, tasks


def _own(on: Case | Assignment, tasks: Iterable[Assignment]) -> Assignment | None:
    """The task that the move is made on, as it stands now."""
    return next(task for task in tasks if task.pk == on.pk) if isinstance(on, Assignment) else None


def _standing(case: Case, task: Assignment | None) -> Stage | State:
    return State(task.state) if task else Stage(case.stage)


def _check(
    move: Move, case: Case, task: Assignment | None, tasks: Sequence[Assignment], asked: Sequence[Request],
    given: Given, by: Staff | None, now: datetime,
) -> Request | None:  # fmt: skip
    """All that the table asks: whose move it is first, for the others learn nothing; then in the order in which a person
    can mend it. Returns the request that is ruled."""
    on, standing = task or case, _standing(case, task)
    _check_actor(move, by, task)
    if standing not in move.from_ or (task and move.ties and task.tie not in move.ties):
        raise Conflict(move, on, standing, possible.instead(on, by, now))
    _check_needs(move, given)
    if move.asks:
        requests.check_free(move, asked, task)
    if task and (words := guards.broken(move, Scene(task, tasks, asked, now))):
        raise Barred(move, gettext(words))
    return requests.to_rule(move, asked, task) if move.rules else None


def _check_actor(move: Move, by: Staff | None, task: Assignment | None = None) -> None:
    """The system moves what is the system's, the citizen what is his, a person what a grant of his reaches."""
    if move.who not in (Who.SYSTEM, Who.APPELLANT) if by is None else not actors.may(by, move, task):
        raise NotYours(move)


def _check_needs(move: Move, given: Given) -> None:
    names = given.names()
    missing = [name for name in move.needs if name not in names]
    if missing:
        raise Incomplete(move, missing)


def _check_route(
    move: Move, case: Case, parent: Assignment | None, known: Iterable[Assignment], tasks: Iterable[Task]
) -> None:
    """Where tasks may go: below the unit that delegates; never to whom a report accuses (floor rules 3 and 16); to no
    unit that still has one of the same hand."""
    round_, above = case.round + (move.verb in NEW_ROUND), parent and parent.pk
    at_work = [task for task in known if task.state in OPEN_STATES and task.round == round_]
    beside = {task.unit_id for task in at_work if task.parent_id == above}
    accused = [case.accused, *(one.accused for one in case.merged.exclude(accused=None).select_related("accused"))]
    for task in tasks:
        if task.unit.pk in beside:
            raise Barred(move, gettext("%(unit)s已有未办结的承办单") % {"unit": task.unit.name})
        if parent and not (task.unit.path.startswith(parent.unit.path) and task.unit != parent.unit):
            raise Barred(move, gettext("只能转派给本单位的下级"))
        if any(unit and unit.holds(task.unit) for unit in accused):
            raise Barred(move, gettext("不能派给被举报单位及其下级"))


def _take_effect(
    move: Move, case: Case, task: Assignment | None, tasks: Iterable[Assignment], given: Given, now: datetime
) -> None:
    """Write what the move does to case and task; a ruling has been granted."""
    for name, value in given.sets.items():
        if name not in move.sets:
            raise AssertionError(f"{move.verb} does not set {name}")
        setattr(case, name, value)
    if move.at == At.CASE and move.to:
        case.decided = move.to
    if move.closes:
        _take_back(tasks)
    if task:
        _advance(move, task, now)
        _keep_time(move, case, task, given, now)


def _take_back(tasks: Iterable[Assignment]) -> None:
    for task in tasks:
        if task.state in OPEN_STATES:
            task.state = State.RECALLED
            task.save(update_fields=["state"])


def _advance(move: Move, task: Assignment, now: datetime) -> None:
    """Write what a move does to a task: its state, its clock, the moments that figures ask for."""
    if move.to:
        task.state = move.to
    task.stopped_at = lifecycle.stopped_at(move.clock, task.stopped_at, now)
    if move.marks and getattr(task, move.marks) is None:
        setattr(task, move.marks, now)


def _keep_time(move: Move, case: Case, task: Assignment, given: Given, now: datetime) -> None:
    """Spans and shifted deadlines: what `lifecycle` cannot say of one task alone."""
    for name, value in lifecycle.span(move.verb, given.facts, now).items():
        setattr(task, name, value)
    if move.shifts:
        was = task.due_at
        task.limits = given.facts.get("limits", task.limits)
        for name in DUES:
            if name in given.facts:
                setattr(task, name, moment(given.facts[name]))
        if task.parent_id is None and task.tie in lifecycle.LEADING:
            case.due_at = lifecycle.total_due_at(move.verb, case.due_at, was, task.due_at)


def _assign(
    case: Case, task: Task, parent: Assignment | None, known: Sequence[Assignment], *, final: bool, now: datetime
) -> Assignment:
    return Assignment.objects.create(
        case=case, suffix=max((other.suffix for other in known), default=0) + 1, parent=parent, unit=task.unit,
        dispatched_by_unit=parent.unit if parent else actors.platform(), tie=task.tie, rule=task.rule,
        limits=dict(task.limits), is_final=final or task.is_final, state=State.DISPATCHED, round=case.round, dispatched_at=now,
        **{name: getattr(task, name) for name in DUES},
    )  # fmt: skip


def _task_facts(task: Assignment) -> dict[str, Any]:
    """What an event tells of a new task; replay rebuilds the row from it."""
    facts = {
        "unit": task.unit.code,
        "from_unit": task.dispatched_by_unit.code,
        "tie": task.tie,
        "rule": task.rule,
        **{name: iso(getattr(task, name)) for name in DUES},
    }
    more = {"parent": task.parent_suffix, "limits": task.limits, "is_final": task.is_final or None}
    return facts | {name: value for name, value in more.items() if value}


def _settle(case: Case, tasks: Iterable[Assignment], now: datetime) -> None:
    """Let the case's stage follow from its assignments."""
    decided = Stage(case.decided) if case.decided else None
    case.stage = lifecycle.stage(decided, case.round, [task.standing for task in tasks])
    case.completed_at = lifecycle.completed_at(Stage(case.stage), case.completed_at, now)


def _write(case: Case, *fields: str) -> None:
    case.save(update_fields={*_CASE_WRITTEN, *fields})


def _bring_up_to_date(on: Case | Assignment, case: Case, task: Assignment | None, facts: Iterable[str]) -> None:
    """The caller's object says what the database says now."""
    if isinstance(on, Assignment) and task:
        for name in _WRITTEN:
            setattr(on, name, getattr(task, name))
        on.case = case
    elif isinstance(on, Case):
        for name in (*_CASE_WRITTEN, *facts):
            setattr(on, name, getattr(case, name))
