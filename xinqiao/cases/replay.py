"""Replay: what the events of a case say it must look like now. `check` compares it with the rows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from xinqiao.cases import lifecycle
from xinqiao.cases.lifecycle import MOVES, At, Clock, Move, Stage, State, Tie
from xinqiao.cases.models import Event


@dataclass(slots=True)
class Task:
    """An assignment as its events tell it."""

    unit: str
    from_unit: str
    tie: str
    rule: str
    due_at: datetime | None
    sign_due_at: datetime | None
    contact_due_at: datetime | None
    dispatched_at: datetime
    state: State = State.DISPATCHED
    round: int = 1
    stopped_at: datetime | None = None
    marks: dict[str, datetime] = field(default_factory=dict)


@dataclass(slots=True)
class Replayed:
    """A case as its events tell it, and what in them the table does not allow."""

    stage: Stage = Stage.REGISTERED
    decided: Stage | None = None
    completed_at: datetime | None = None
    round: int = 1
    tasks: dict[int, Task] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def replay(events: Iterable[Event]) -> Replayed:
    """Walk the events in order of seq. Illegal moves are listed as faults; the walk goes on."""
    told = Replayed()
    before: Event | None = None
    for event in events:
        move = MOVES.get(event.verb)
        if move is None:
            told.faults.append(f"seq {event.seq}: no such move {event.verb}")
        elif move.hands_down:
            _hand_down(told, move, event, before)
        elif move.at == At.ASSIGNMENT:
            _step_task(told, move, event)
        else:
            _step_case(told, move, event)
        _settle(told, event.at)
        _expect(told, event, "to", event.to_state, _standing(told, event))
        before = event
    return told


def _hand_down(told: Replayed, move: Move, event: Event, before: Event | None) -> None:
    """A task as its event tells it; what an altered event no longer tells is a fault, never a crash."""
    goes_on = before is not None and (before.verb, before.at, before.by_id) == (event.verb, event.at, event.by_id)
    if goes_on:  # one move with several tasks: the first event took it from where the table allows
        _expect(told, event, "from", event.from_state, told.stage)
    else:
        _allow(told, move, event, told.stage)
    try:
        said: dict[str, Any] = {name: event.data[name] for name in ("unit", "from_unit", "tie", "rule")}
        said |= {name: _moment(event.data[name]) for name in ("due_at", "sign_due_at", "contact_due_at")}
        told.tasks[_suffix(event)] = Task(**said, dispatched_at=event.at)
    except (KeyError, TypeError, ValueError):
        told.faults.append(f"seq {event.seq}: {event.verb} does not tell its task")


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _step_task(told: Replayed, move: Move, event: Event) -> None:
    task = told.tasks.get(_suffix(event))
    if task is None:
        told.faults.append(f"seq {event.seq}: {event.verb} on a task that was never handed down")
        return
    _allow(told, move, event, task.state)
    task.state = State(move.to) if move.to else task.state
    if move.clock != Clock.NONE:
        task.stopped_at = lifecycle.stopped_at(move.clock, task.stopped_at, event.at)
    if move.marks:
        task.marks.setdefault(move.marks, event.at)


def _step_case(told: Replayed, move: Move, event: Event) -> None:
    if move.from_:
        _allow(told, move, event, told.stage)
    elif event.seq != 1:
        told.faults.append(f"seq {event.seq}: {event.verb} after the first event")
    if move.to:
        told.decided = Stage(move.to)


def _allow(told: Replayed, move: Move, event: Event, standing: Stage | State) -> None:
    if standing not in move.from_:
        told.faults.append(f"seq {event.seq}: {event.verb} is not allowed from {standing}")
    _expect(told, event, "from", event.from_state, standing)


def _settle(told: Replayed, at: datetime) -> None:
    told.stage = lifecycle.stage(told.decided, _leading(told))
    if told.stage == Stage.COMPLETED and told.completed_at is None:
        told.completed_at = at
    elif told.stage == Stage.IN_HAND:
        told.completed_at = None


def _expect(told: Replayed, event: Event, which: str, written: str, is_really: str) -> None:
    if written != is_really:
        told.faults.append(f"seq {event.seq}: {event.verb} says {which} {written or '-'}, replay says {is_really}")


def _standing(told: Replayed, event: Event) -> str:
    task = told.tasks.get(_suffix(event)) if event.assignment_id else None
    return task.state if task else told.stage


def _leading(told: Replayed) -> list[State]:
    return [task.state for task in told.tasks.values() if task.tie != Tie.ASSISTING]


def _suffix(event: Event) -> int:
    return event.assignment.suffix if event.assignment else 0
