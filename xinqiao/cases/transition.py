"""THE DOOR: the only writer of live moves.

Every move: lock the case, check the table, the actor and what must be given, write state, clock and stage, append
the event, add the outbox row - in one transaction. Stages' actions call it; views and API call actions.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from xinqiao.cases import actors, chain, lifecycle
from xinqiao.cases.lifecycle import MOVES, Move, Stage, State, Tie, Who
from xinqiao.cases.models import Appellant, Assignment, Case, CaseText, Enclosure, Event
from xinqiao.cases.number import next_number
from xinqiao.cases.refusal import Conflict, Incomplete, NotYours
from xinqiao.files.models import StoredFile
from xinqiao.outbox.put import put
from xinqiao.people.models import Staff, Unit


@dataclass(frozen=True, slots=True)
class Task:
    """What one unit is handed: its tie and the limits that hold for it."""

    unit: Unit
    tie: Tie
    rule: str
    due_at: datetime
    sign_due_at: datetime | None = None
    contact_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move: plain facts for the event; words and files that may be personal and stay erasable."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    text: str = ""
    place: str = ""
    files: Sequence[StoredFile] = ()

    def names(self) -> set[str]:
        """The names of what was really given, for the table's `needs`."""
        texts = {"title": self.title, "text": self.text, "reason": self.text}
        return {name for name, value in (*self.facts.items(), *texts.items()) if not _is_blank(value)}


def _is_blank(value: object) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, [])


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
    case.seq, case.head, case.stage, case.decided = 0, chain.ROOT, lifecycle.stage(None, ()), ""
    event = _event(case, move, given, by=by, now=now, to_state=case.stage)
    case.save(force_insert=True)
    return _record(case, event, given)


@transaction.atomic
def hand_down(
    verb: str, on: Case, tasks: Sequence[Task], given: Given, *, by: Staff | None, now: datetime
) -> list[Assignment]:
    """Make a move that gives tasks to units; one event for each. Returns the new assignments, lead first.

    Raises Conflict, NotYours or Incomplete; nothing is written then.
    """
    move, case = MOVES[verb], _lock(on.pk)
    _check_standing(move, case, Stage(case.stage))
    _check_actor(move, by)
    if not tasks:
        raise Incomplete(move, ["unit"])
    leading, taken = _standings(case)
    from_unit = actors.platform()
    made = []
    for suffix, task in enumerate(tasks, start=taken + 1):
        assignment = _assign(case, task, suffix, from_unit, now)
        leading |= {assignment.pk: State(assignment.state)} if task.tie != Tie.ASSISTING else {}
        facts = {**given.facts, **_task_facts(assignment, from_unit)}
        before = case.stage
        _settle(case, leading.values(), now)
        event = _event(case, move, Given(facts, text=given.text), by=by, now=now, assignment=assignment,
                       from_state=before, to_state=assignment.state)  # fmt: skip
        _record(case, event, given)
        made.append(assignment)
    _write(case)
    return made


@transaction.atomic
def make(verb: str, on: Case | Assignment, given: Given, *, by: Staff | None, now: datetime) -> Event:
    """Make a move on a case or an assignment. `on` is brought up to date in place.

    Raises Conflict (the table does not allow it from where it now stands), NotYours or Incomplete.
    """
    move = MOVES[verb]
    case = _lock(on.case_id if isinstance(on, Assignment) else on.pk)
    if isinstance(on, Assignment):
        event = _make_on_assignment(move, case, on, given, by, now)
    else:
        event = _make_on_case(move, case, given, by, now)
        on.refresh_from_db(fields=["stage", "decided", "completed_at", "seq", "head"])
    return event


def _make_on_assignment(move: Move, case: Case, on: Assignment, given: Given, by: Staff | None, now: datetime) -> Event:
    on.refresh_from_db(fields=["state", "round", "stopped_at", "signed_at", "contacted_at", "completed_at"])
    on.case = case
    before = State(on.state)
    _check_standing(move, on, before)
    _check_actor(move, by, on)
    _check_needs(move, given)
    _advance(move, on, now)
    leading, _ = _standings(case)
    if on.pk in leading:
        leading[on.pk] = State(on.state)
    _settle(case, leading.values(), now)
    event = _event(case, move, given, by=by, now=now, assignment=on, from_state=before, to_state=on.state)
    _write(case)
    return _record(case, event, given)


def _make_on_case(move: Move, case: Case, given: Given, by: Staff | None, now: datetime) -> Event:
    before = Stage(case.stage)
    _check_standing(move, case, before)
    _check_actor(move, by)
    _check_needs(move, given)
    if move.to:
        case.decided = move.to
        case.stage = move.to
    event = _event(case, move, given, by=by, now=now, from_state=before, to_state=case.stage)
    _write(case)
    return _record(case, event, given)


def _lock(case_id: int) -> Case:
    return Case.objects.select_for_update().get(pk=case_id)


def _check_standing(move: Move, on: Case | Assignment, standing: Stage | State) -> None:
    if standing not in move.from_:
        raise Conflict(move, on, standing)


def _check_actor(move: Move, by: Staff | None, task: Assignment | None = None) -> None:
    """The system moves what is the system's, a person what is his."""
    if move.who != Who.SYSTEM if by is None else not actors.may(by, move, task):
        raise NotYours(move)


def _check_needs(move: Move, given: Given) -> None:
    names = given.names()
    missing = [name for name in move.needs if name not in names]
    if missing:
        raise Incomplete(move, missing)


def _standings(case: Case) -> tuple[dict[int, State], int]:
    """The states of the case's own lead and co-lead assignments, and the highest suffix in use."""
    leading: dict[int, State] = {}
    highest = 0
    for pk, suffix, parent, tie, state in case.assignments.values_list("pk", "suffix", "parent", "tie", "state"):
        highest = max(highest, suffix)
        if parent is None and tie != Tie.ASSISTING:
            leading[pk] = State(state)
    return leading, highest


def _assign(case: Case, task: Task, suffix: int, from_unit: Unit, now: datetime) -> Assignment:
    return Assignment.objects.create(
        case=case, suffix=suffix, unit=task.unit, dispatched_by_unit=from_unit, tie=task.tie, rule=task.rule,
        state=State.DISPATCHED, dispatched_at=now, sign_due_at=task.sign_due_at,
        contact_due_at=task.contact_due_at, due_at=task.due_at,
    )  # fmt: skip


def _task_facts(assignment: Assignment, from_unit: Unit) -> dict[str, Any]:
    """What an event tells of a new task; replay rebuilds the row from it."""
    return {
        "unit": assignment.unit.code,
        "from_unit": from_unit.code,
        "tie": assignment.tie,
        "rule": assignment.rule,
        "due_at": _iso(assignment.due_at),
        "sign_due_at": _iso(assignment.sign_due_at),
        "contact_due_at": _iso(assignment.contact_due_at),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(timezone.get_default_timezone()).isoformat() if moment else None


def _advance(move: Move, assignment: Assignment, now: datetime) -> None:
    """Write what a move does to a task: its state, its clock, the moments that figures ask for."""
    if move.to:
        assignment.state = move.to
    assignment.stopped_at = lifecycle.stopped_at(move.clock, assignment.stopped_at, now)
    if move.marks and getattr(assignment, move.marks) is None:
        setattr(assignment, move.marks, now)
    assignment.save(update_fields=["state", "stopped_at", "signed_at", "contacted_at", "completed_at"])


def _settle(case: Case, leading: Iterable[State], now: datetime) -> None:
    """Let the case's stage follow from its assignments."""
    case.stage = lifecycle.stage(Stage(case.decided) if case.decided else None, leading)
    if case.stage == Stage.COMPLETED and case.completed_at is None:
        case.completed_at = now
    elif case.stage == Stage.IN_HAND:
        case.completed_at = None


def _write(case: Case) -> None:
    case.save(update_fields=["stage", "decided", "completed_at", "seq", "head"])


def _event(
    case: Case, move: Move, given: Given, *, by: Staff | None, now: datetime, to_state: str,
    from_state: str = "", assignment: Assignment | None = None,
) -> Event:  # fmt: skip
    """Build the next event of the chain and move the case's head to it; `_record` writes it."""
    salt = chain.salt() if given.text else b""
    data = dict(given.facts)
    if given.text:
        data["text"] = chain.digest(salt, given.title, given.text)
    if given.place:
        data["place"] = chain.digest(salt, given.place)
    if given.files:
        data["files"] = [file.sha256 for file in given.files]
    case.seq += 1
    event = Event(
        seq=case.seq, verb=move.verb, at=now, recorded_at=timezone.now(), by=by, assignment=assignment,
        from_state=from_state, to_state=to_state, data=data,
    )  # fmt: skip
    event.hash = case.head = chain.link(bytes(case.head), chain_facts(case.number, event))
    event._salt = salt  # type: ignore[attr-defined]
    return event


def chain_facts(case_number: str, event: Event) -> dict[str, Any]:
    """The facts of an event that its hash covers."""
    return {
        "case": case_number,
        "seq": event.seq,
        "verb": event.verb,
        "at": event.at,
        "recorded_at": event.recorded_at,
        "by": event.by_id,
        "assignment": event.assignment.suffix if event.assignment else None,
        "from": event.from_state,
        "to": event.to_state,
        "data": event.data,
    }


def _record(case: Case, event: Event, given: Given) -> Event:
    """Write event, words, files and outbox row."""
    event.case = case
    event.save(force_insert=True)
    if given.text:
        CaseText.objects.create(
            event=event,
            case=case,
            title=given.title,
            body=given.text,
            salt=event._salt,  # type: ignore[attr-defined]
        )
    if given.files:
        Enclosure.objects.bulk_create(Enclosure(event=event, file=file) for file in given.files)
    put(subject=f"case:{case.pk}", verb=event.verb, ref=event.pk, now=event.recorded_at)
    return event
