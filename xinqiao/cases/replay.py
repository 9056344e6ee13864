"""Replay: what the events of a case say it must look like now. `check` compares it with the rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from xinqiao.cases import guards, lifecycle
from xinqiao.cases.guards import Scene
from xinqiao.cases.lifecycle import MOVES, NEW_ROUND, OPEN_STATES, VOID_STATES, At, Clock, Move, Stage, Standing, State
from xinqiao.cases.models import Event
from xinqiao.cases.recording import FACTS

DUES: Final = ("sign_due_at", "contact_due_at", "return_due_at", "answer_due_at", "progress_due_at", "due_at")
# Where a case move tells what it makes of the deadlines of the tasks that it takes back, by their suffix.
SHIFTED: Final = "shifted"


@dataclass(slots=True)
class Task:
    """An assignment as its events tell it."""

    suffix: int
    unit: str
    from_unit: str
    tie: str
    rule: str
    due_at: datetime
    sign_due_at: datetime | None
    contact_due_at: datetime | None
    return_due_at: datetime | None
    answer_due_at: datetime | None
    progress_due_at: datetime | None
    dispatched_at: datetime
    round: int
    parent_suffix: int | None
    limits: dict[str, str]
    is_final: bool
    state: State = State.DISPATCHED
    stopped_at: datetime | None = None
    paused_until: datetime | None = None
    carried_at: datetime | None = None
    look_at: datetime | None = None
    ended_at: datetime | None = None
    marks: dict[str, datetime] = field(default_factory=dict)

    @property
    def standing(self) -> Standing:
        """What the case's stage asks of this task."""
        return Standing(self.tie, self.state, self.round, self.parent_suffix, self.carried_at is not None)


@dataclass(slots=True)
class Asked:
    """A request as its events tell it."""

    kind: str
    suffix: int | None
    asked: int
    facts: dict[str, Any]
    ruled: int | None = None
    granted: bool | None = None
    closed_at: datetime | None = None


@dataclass(slots=True)
class Replayed:
    """A case as its events tell it, and what in them the table does not allow."""

    stage: Stage = Stage.REGISTERED
    decided: Stage | None = None
    completed_at: datetime | None = None
    due_at: datetime | None = None
    round: int = 1
    facts: dict[str, Any] = field(default_factory=dict)
    place: tuple[int, str] = (0, "")  # the event that last told the place, and its digest
    tasks: dict[int, Task] = field(default_factory=dict)
    requests: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, event: Event, what: str) -> None:
        """Note what is wrong with an event."""
        self.faults.append(f"seq {event.seq}: {event.verb} {what}")


def replay(events: Iterable[Event]) -> Replayed:
    """Walk the events in order of seq. Illegal moves are listed as faults; the walk goes on."""
    told = Replayed()
    before: Event | None = None
    for event in events:
        move = MOVES.get(event.verb)
        if move is None:
            told.fault(event, "is no move of the table")
        elif not isinstance(event.data, dict):
            told.fault(event, "tells nothing that can be read")
        elif move.hands_down:
            _hand_down(told, move, event, before)
        elif move.at == At.ASSIGNMENT:
            _step_task(told, move, event)
        else:
            _step_case(told, move, event)
        _settle(told, event)
        _expect(told, event, "to", event.to_state, _standing(told, event))
        before = event
    return told


def _hand_down(told: Replayed, move: Move, event: Event, before: Event | None) -> None:
    """A task as its event tells it; what an altered event no longer tells is a fault, never a crash."""
    goes_on = before is not None and (before.verb, before.at, before.by_id) == (event.verb, event.at, event.by_id)
    parent = told.tasks.get(event.data.get("parent") or 0)
    standing = parent.state if parent else told.stage
    if goes_on:  # one move with several tasks: the first event took it from where the table allows
        _expect(told, event, "from", event.from_state, standing)
    else:
        _allow(told, move, event, standing, parent)
        told.round += move.verb in NEW_ROUND
    told.decided = told.decided if parent else None
    try:
        task = _task(told, event)
    except (KeyError, TypeError, ValueError):
        told.fault(event, "does not tell its task")
        return
    told.tasks[task.suffix] = task
    told.due_at = told.due_at or task.due_at


def _task(told: Replayed, event: Event) -> Task:
    data = event.data
    said: dict[str, Any] = {name: data[name] for name in ("unit", "from_unit", "tie", "rule")}
    dues: dict[str, Any] = {name: moment(data.get(name)) for name in DUES}
    return Task(
        **said, **dues | {"due_at": datetime.fromisoformat(data["due_at"])}, suffix=_suffix(event),
        dispatched_at=event.at, round=told.round, parent_suffix=data.get("parent"),
        limits=data.get("limits", {}), is_final=bool(data.get("is_final")),
    )  # fmt: skip


def moment(written: str | None) -> datetime | None:
    """A moment as `recording.iso` wrote it."""
    return datetime.fromisoformat(written) if written else None


def _step_task(told: Replayed, move: Move, event: Event) -> None:
    task = told.tasks.get(_suffix(event))
    if task is None:
        told.fault(event, "is made on a task that was never handed down")
        return
    _allow(told, move, event, task.state, task)
    if _has_effect(told, move, event, task.suffix):
        _advance(told, move, event, task)
    elif move.rules == "object":
        task.is_final = True


def _advance(told: Replayed, move: Move, event: Event, task: Task) -> None:
    task.state = State(move.to) if move.to else task.state
    task.ended_at = event.at if move.to in VOID_STATES else task.ended_at
    if move.clock != Clock.NONE:
        task.stopped_at = lifecycle.stopped_at(move.clock, task.stopped_at, event.at)
    if marked := lifecycle.marks(move, event.data):
        task.marks.setdefault(marked, event.at)
    for name, value in lifecycle.span(move.verb, {**_asked_for(told, event), **event.data}, event.at).items():
        setattr(task, name, value)
    if move.shifts:
        _shift(told, event, task, event.data)


def _asked_for(told: Replayed, event: Event) -> dict[str, Any]:
    """What was asked that this event grants: rulings from before they told it again grant it all the same."""
    return next((one.facts for one in told.requests if one.ruled == event.seq), {})


def _shift(told: Replayed, event: Event, task: Task, facts: Mapping[str, Any]) -> None:
    was = task.due_at
    task.limits = facts.get("limits", task.limits)
    for name in DUES:
        if name in facts:
            setattr(task, name, moment(facts[name]))
    if task.parent_suffix is None and task.tie in lifecycle.LEADING:
        others = [other for other in told.tasks.values() if other is not task]
        beside = [other.due_at for other in others if lifecycle.carries_case(other.standing, told.round)]
        told.due_at = lifecycle.total_due_at(event.verb, told.due_at, was, task.due_at, beside)


def _step_case(told: Replayed, move: Move, event: Event) -> None:
    if move.from_:
        _allow(told, move, event, told.stage)
    elif event.seq != 1:
        told.fault(event, "comes after the first event")
    if not _has_effect(told, move, event, None):
        return
    if move.to:
        told.decided = Stage(move.to)
    if move.closes:
        _take_back(told, event)
    names = move.sets if move.from_ else FACTS
    told.facts |= {name: event.data[name] for name in names if name in event.data and name != "place"}
    if "due_at" in move.sets and "due_at" in event.data:
        told.due_at = moment(event.data["due_at"])
    if "place" in event.data:
        told.place = (event.pk, event.data["place"])


def _take_back(told: Replayed, event: Event) -> None:
    found = [task for task in told.tasks.values() if task.state in OPEN_STATES]
    for task in found:
        _shift(told, event, task, event.data.get(SHIFTED, {}).get(str(task.suffix), {}))
    for task in found:
        task.state, task.ended_at = State.RECALLED, event.at


def _has_effect(told: Replayed, move: Move, event: Event, suffix: int | None) -> bool:
    """Keep what was asked and ruled; False for a ruling that did not grant."""
    if move.asks:
        told.requests.append(Asked(move.verb, suffix, event.seq, event.data))
    if not move.rules:
        return True
    found = [one for one in told.requests if (one.kind, one.suffix, one.closed_at) == (move.rules, suffix, None)]
    if not found:
        told.fault(event, "rules on what was not asked")
        return False
    found[0].ruled, found[0].granted, found[0].closed_at = event.seq, bool(event.data.get("granted")), event.at
    return found[0].granted


def _allow(told: Replayed, move: Move, event: Event, standing: Stage | State, task: Task | None = None) -> None:
    if standing not in move.from_ or (task and move.ties and task.tie not in move.ties):
        told.fault(event, f"is not allowed from {standing}")
    if task and guards.broken(move, Scene(task, list(told.tasks.values()), told.requests, event.at)):
        told.fault(event, "is not allowed: a guard of the table does not hold")
    _expect(told, event, "from", event.from_state, standing)


def _settle(told: Replayed, event: Event) -> None:
    told.stage = lifecycle.stage(told.decided, told.round, [task.standing for task in told.tasks.values()])
    told.completed_at = lifecycle.completed_at(told.stage, told.completed_at, event.at)
    for request in told.requests:
        if request.closed_at is None and _is_over(told, request):
            request.closed_at = event.at


def _is_over(told: Replayed, request: Asked) -> bool:
    if not request.suffix:
        return lifecycle.is_over(request.kind, told.stage)
    task = told.tasks[request.suffix]
    return lifecycle.is_over(request.kind, task.state, carried=task.carried_at is not None)


def _expect(told: Replayed, event: Event, which: str, written: str, is_really: str) -> None:
    if written != is_really:
        told.fault(event, f"says {which} {written or '-'}, replay says {is_really}")


def _standing(told: Replayed, event: Event) -> str:
    task = told.tasks.get(_suffix(event)) if event.assignment_id else None
    return task.state if task else told.stage


def _suffix(event: Event) -> int:
    return event.assignment.suffix if event.assignment else 0
