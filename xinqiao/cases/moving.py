"""What a move makes of a case: the rules of the table upon rows in memory. Nothing here reads or writes the database.

Both writers run it: the door over rows that it has locked, `history` over rows that it will write all at once. What a
move has made they keep.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from xinqiao.cases import actors, chain, guards, lifecycle, possible, requests
from xinqiao.cases.guards import Scene
from xinqiao.cases.lifecycle import FINAL, MOVES, NEW_ROUND, OPEN_STATES, VOID_STATES, At, Move, Stage, State, Tie, Who
from xinqiao.cases.models import Appellant, Assignment, Case, Request
from xinqiao.cases.recording import Entry, Given, iso, link
from xinqiao.cases.refusal import Barred, Conflict, Incomplete, NotYours
from xinqiao.cases.replay import DUES, SHIFTED, moment
from xinqiao.people.models import Staff, Unit


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
    progress_due_at: datetime | None = None
    limits: dict[str, str] = field(default_factory=dict)
    text: str = ""
    is_final: bool = False


@dataclass(slots=True)
class Matter:
    """A case with all its tasks and what was asked of it, as they stand; a move brings them up to date.

    `elsewhere`: it was handled in another system, by people whom nobody here knows; moves without an actor are theirs.
    """

    case: Case
    tasks: list[Assignment]
    asked: list[Request]
    elsewhere: bool = False


@dataclass(slots=True)
class Made:
    """What one move has made and is to be kept: its events, each with what was given; the tasks and requests that it
    changed. The request that it opened or ruled on is still to be tied to its event."""

    events: list[tuple[Entry, Given]]
    taken_back: Sequence[Assignment] = ()
    lapsed: Sequence[Request] = ()
    opened: Request | None = None
    ruled: Request | None = None

    @property
    def tasks(self) -> list[Assignment]:
        """The tasks that a move has handed down, in their order."""
        return [entry.assignment for entry, _ in self.events if entry.assignment]


def register(
    case: Case, appellant: Appellant | None, given: Given, *, number: str, by: Staff | None, now: datetime
) -> Entry:
    """Make a case of its facts, with its first event. Raises Incomplete or NotYours."""
    move = MOVES["register"]
    _check_needs(move, given)
    if by is not None:
        _check_actor(move, by)
    case.number, case.appellant = number, appellant
    case.registered_by, case.registered_at, case.title, case.place = by, now, given.title, given.place
    case.seq, case.head, case.stage, case.decided = 0, chain.ROOT, Stage.REGISTERED, ""
    return link(case, move, given, by=by, now=now, to_state=case.stage)


def hand_down(
    move: Move, matter: Matter, parent: Assignment | None, tasks: Sequence[Task], given: Given, *, from_unit: Unit,
    accused: Iterable[Unit | None] = (), by: Staff | None, now: datetime,
) -> Made:  # fmt: skip
    """Give tasks to units; one event for each. `accused`: whom the cases accuse that were merged into this one.

    Raises Conflict, Barred, NotYours or Incomplete; nothing has changed then.
    """
    case, known = matter.case, matter.tasks
    named = Given({**given.facts, "unit": [task.unit.code for task in tasks]}, text=given.text)
    _check(move, matter, parent, named, by, now)
    _check_route(move, matter, parent, tasks, accused)
    if move.verb in NEW_ROUND:
        case.round += 1
    if parent is None:  # what a unit hands on is nothing to what the centre has decided
        case.decided = ""
    events = []
    for task in tasks:
        assignment = _assign(case, task, parent, from_unit, known, final=move.verb in FINAL, now=now)
        known.append(assignment)
        before = case.stage
        _settle(matter, now)
        case.due_at = case.due_at or assignment.due_at
        words = Given({**given.facts, **_task_facts(assignment)}, text=task.text or given.text, files=given.files)
        entry = link(case, move, words, by=by, now=now, assignment=assignment,
                     from_state=standing(case, parent) if parent else before, to_state=assignment.state)  # fmt: skip
        events.append((entry, words))
    lapsed, case.open_requests = requests.lapse(matter.case, matter.asked, known, now)
    return Made(events, lapsed=lapsed)


def make(move: Move, matter: Matter, task: Assignment | None, given: Given, *, by: Staff | None, now: datetime) -> Made:
    """Make a move on the case, or on a task of it. Raises as `hand_down` does; nothing has changed then."""
    case = matter.case
    ruled = _check(move, matter, task, given, by, now)
    before = standing(case, task)
    taken_back: list[Assignment] = []
    if not move.rules or given.facts["granted"]:
        taken_back = _take_effect(move, matter, task, given, now)
    elif task and move.rules == "object":
        task.is_final = True
    _settle(matter, now)
    if move.rules and not given.facts["granted"]:
        given = Given(given.facts, text=given.text, files=given.files)
    entry = link(case, move, given, by=by, now=now, assignment=task,
                 from_state=before, to_state=standing(case, task))  # fmt: skip
    opened = requests.note(move, case, entry, ruled)
    lapsed, left = requests.lapse(case, matter.asked, matter.tasks, now)
    case.open_requests = left + bool(opened)
    if opened:
        matter.asked.append(opened)
    return Made([(entry, given)], taken_back, lapsed, opened, ruled)


def standing(case: Case, task: Assignment | None) -> Stage | State:
    """Where the task stands that a move is made on, else the case."""
    return State(task.state) if task else Stage(case.stage)


def _check(
    move: Move, matter: Matter, task: Assignment | None, given: Given, by: Staff | None, now: datetime
) -> Request | None:
    """All that the table asks: whose move it is first, for the others learn nothing; then in the order in which a person
    can mend it. Returns the request that is ruled."""
    if by is not None or not matter.elsewhere:
        _check_actor(move, by, task or matter.case)
    if not starts_here(move, matter.case, task):
        raise Conflict(move, task or matter.case, standing(matter.case, task), _instead(matter, task, by, now))
    _check_needs(move, given)
    if move.asks:
        requests.check_free(move, matter.asked, task)
    if task and (words := guards.broken(move, Scene(task, matter.tasks, matter.asked, now))):
        raise Barred(move, gettext(words))
    return requests.to_rule(move, matter.asked, task) if move.rules else None


def starts_here(move: Move, case: Case, task: Assignment | None) -> bool:
    """True when the table lets the move be made from where the case or its task stands."""
    return standing(case, task) in move.from_ and not (task and move.ties and task.tie not in move.ties)


def _instead(matter: Matter, task: Assignment | None, by: Staff | None, now: datetime) -> list[Move]:
    if task:
        return possible.on_task(task, matter.tasks, matter.asked, by, now)
    return possible.on_case(matter.case, matter.asked, by)


def _check_actor(move: Move, by: Staff | None, on: Case | Assignment | None = None) -> None:
    """The system moves what is the system's, the citizen what is his, a person what a grant of his reaches."""
    is_nobodys = move.who in (Who.SYSTEM, Who.APPELLANT) or move.himself
    if not (is_nobodys if by is None else actors.may(by, move, on)):
        raise NotYours(move)


def _check_needs(move: Move, given: Given) -> None:
    missing = [name for name in move.needs if not given.has(name)]
    if missing:
        raise Incomplete(move, missing)


def _check_route(
    move: Move, matter: Matter, parent: Assignment | None, tasks: Iterable[Task], accused: Iterable[Unit | None]
) -> None:
    """Where tasks may go: below the unit that delegates; never to whom a report accuses (floor rules 3 and 16); to no
    unit that still has one of the same hand."""
    round_, above = matter.case.round + (move.verb in NEW_ROUND), parent and parent.pk
    at_work = [task for task in matter.tasks if task.state in OPEN_STATES and task.round == round_]
    beside = {task.unit_id for task in at_work if task.parent_id == above}
    shunned = [matter.case.accused, *accused]
    for task in tasks:
        if task.unit.pk in beside:
            raise Barred(move, gettext("%(unit)s已有未办结的承办单") % {"unit": task.unit.name})
        if parent and not (task.unit.path.startswith(parent.unit.path) and task.unit != parent.unit):
            raise Barred(move, gettext("只能转派给本单位的下级"))
        if any(unit and unit.holds(task.unit) for unit in shunned):
            raise Barred(move, gettext("不能派给被举报单位及其下级"))


def _take_effect(move: Move, matter: Matter, task: Assignment | None, given: Given, now: datetime) -> list[Assignment]:
    """Write what the move does to case and task; a ruling has been granted. Returns the tasks that it takes back."""
    case = matter.case
    for name, value in given.sets.items():
        if name not in move.sets:
            raise AssertionError(f"{move.verb} does not set {name}")
        setattr(case, name, value)
    if move.at == At.CASE and move.to:
        case.decided = move.to
    taken_back = _take_back(move, matter, given, now) if move.closes else []
    if task:
        _advance(move, task, given, now)
        _keep_time(move, matter, task, given, now)
    return taken_back


def _take_back(move: Move, matter: Matter, given: Given, now: datetime) -> list[Assignment]:
    found = [task for task in matter.tasks if task.state in OPEN_STATES]
    for task in found:
        _shift(move, matter, task, given.facts.get(SHIFTED, {}).get(str(task.suffix), {}))
    for task in found:
        task.state, task.ended_at = State.RECALLED, now
    return found


def _advance(move: Move, task: Assignment, given: Given, now: datetime) -> None:
    """Write what a move does to a task: its state, its clock, the moments that figures ask for."""
    if move.to:
        task.state = move.to
    if move.to in VOID_STATES:
        task.ended_at = now
    task.stopped_at = lifecycle.stopped_at(move.clock, task.stopped_at, now)
    if (marked := lifecycle.marks(move, given.facts)) and getattr(task, marked) is None:
        setattr(task, marked, now)


def _keep_time(move: Move, matter: Matter, task: Assignment, given: Given, now: datetime) -> None:
    """Spans and shifted deadlines: what `lifecycle` cannot say of one task alone."""
    for name, value in lifecycle.span(move.verb, given.facts, now).items():
        setattr(task, name, value)
    if move.shifts:
        _shift(move, matter, task, given.facts)


def _shift(move: Move, matter: Matter, task: Assignment, facts: Mapping[str, Any]) -> None:
    """Move the deadlines of a task to what is told of it; the citizen's clock goes along with who leads."""
    case, was = matter.case, task.due_at
    task.limits = facts.get("limits", task.limits)
    for name in DUES:
        if name in facts:
            setattr(task, name, moment(facts[name]))
    if task.parent_id is None and task.tie in lifecycle.LEADING:
        others = [other for other in matter.tasks if other is not task]
        beside = [other.due_at for other in others if lifecycle.carries_case(other.standing, case.round)]
        case.due_at = lifecycle.total_due_at(move.verb, case.due_at, was, task.due_at, beside)


def _assign(
    case: Case, task: Task, parent: Assignment | None, from_unit: Unit, known: Sequence[Assignment], *, final: bool,
    now: datetime,
) -> Assignment:  # fmt: skip
    return Assignment(
        case=case, suffix=max((other.suffix for other in known), default=0) + 1, parent=parent, unit=task.unit,
        dispatched_by_unit=from_unit, tie=task.tie, rule=task.rule, limits=dict(task.limits),
        is_final=final or task.is_final, state=State.DISPATCHED, round=case.round, dispatched_at=now,
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


def _settle(matter: Matter, now: datetime) -> None:
    """Let the case's stage follow from its assignments."""
    case = matter.case
    decided = Stage(case.decided) if case.decided else None
    case.stage = lifecycle.stage(decided, case.round, [task.standing for task in matter.tasks])
    case.completed_at = lifecycle.completed_at(Stage(case.stage), case.completed_at, now)
