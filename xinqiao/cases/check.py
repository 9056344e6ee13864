"""`check`: every history is replayed, its chain recomputed, and both are compared with the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from xinqiao.cases import chain
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event
from xinqiao.cases.replay import Replayed, Task, replay
from xinqiao.cases.transition import chain_facts

BATCH = 500
MARKS = sorted({move.marks for move in MOVES.values() if move.marks})

# What a row says now, and what the events say it must.
Pairs = dict[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the events say; `case` is a number, never a person."""

    case: str
    what: str


def check_all() -> Iterator[tuple[Case, list[Fault]]]:
    """Every case with its faults, oldest first; six queries for five hundred cases."""
    enclosures = Prefetch("enclosures", queryset=Enclosure.objects.select_related("file"))
    events = Event.objects.select_related("assignment").prefetch_related(enclosures).order_by("case_id", "seq")
    texts = CaseText.objects.all()
    cases = (
        Case.objects.select_related("category", "area", "source")
        .order_by("pk")
        .prefetch_related(
            Prefetch("events", queryset=events),
            Prefetch("assignments", queryset=Assignment.objects.select_related("unit", "dispatched_by_unit")),
            Prefetch("texts", queryset=texts),
            "foreign_numbers",
        )
    )
    for case in cases.iterator(chunk_size=BATCH):
        yield case, check_case(case)


def check_case(case: Case) -> list[Fault]:
    """The faults of one case whose events, assignments and texts are at hand."""
    events = sorted(case.events.all(), key=lambda event: event.seq)
    try:
        return [Fault(case.number, what) for what in _faults(case, events)]
    except Exception as error:  # an altered row may hold anything; the other cases are still to be checked
        return [Fault(case.number, f"cannot be replayed ({type(error).__name__}): a row was altered")]


def _faults(case: Case, events: list[Event]) -> list[str]:
    told = replay(events)
    return [
        *_chain_faults(case, events),
        *told.faults,
        *_row_faults(case, told),
        *_register_faults(case, events),
        *_text_faults(case, events),
        *_file_faults(events),
    ]


def _chain_faults(case: Case, events: list[Event]) -> Iterator[str]:
    before = chain.ROOT
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            yield f"seq {expected} is missing"
            return
        if event.assignment and event.assignment.case_id != case.pk:
            yield f"seq {event.seq}: the event was altered (a task of another case)"
            return
        before = chain.link(before, chain_facts(case.number, event))
        if before != bytes(event.hash):
            yield f"seq {event.seq}: the event was altered (hash)"
            return
    if len(events) != case.seq or before != bytes(case.head):
        yield f"the history ends at seq {len(events)}, the case knows {case.seq} (cut tail)"


def _row_faults(case: Case, told: Replayed) -> Iterator[str]:
    yield from _differences("", _case_pairs(case, told))
    rows = {assignment.suffix: assignment for assignment in case.assignments.all()}
    for suffix in rows.keys() ^ told.tasks.keys():
        yield f"task {suffix} is in {'the rows' if suffix in rows else 'the events'} only"
    for suffix in rows.keys() & told.tasks.keys():
        yield from _differences(f"task {suffix}: ", _task_pairs(rows[suffix], told.tasks[suffix]))


def _case_pairs(case: Case, told: Replayed) -> Pairs:
    return {
        "stage": (case.stage, told.stage),
        "decided": (case.decided, told.decided or ""),
        "completed_at": (case.completed_at, told.completed_at),
        "round": (case.round, told.round),
    }


def _task_pairs(row: Assignment, task: Task) -> Pairs:
    names = ("tie", "rule", "state", "due_at", "sign_due_at", "contact_due_at", "dispatched_at", "stopped_at", "round")
    return {
        "unit": (row.unit.code, task.unit),
        "dispatched_by_unit": (row.dispatched_by_unit.code, task.from_unit),
        **{name: (getattr(row, name), getattr(task, name)) for name in names},
        **{name: (getattr(row, name), task.marks.get(name)) for name in MARKS},
    }


def _differences(where: str, pairs: Pairs) -> Iterator[str]:
    for name, (is_now, should_be) in pairs.items():
        if is_now != should_be:
            yield f"{where}{name} is {is_now or '-'}, replay says {should_be or '-'}"


def _register_faults(case: Case, events: list[Event]) -> Iterator[str]:
    """What was registered must stand in the case as its first event tells it."""
    if not events:
        return
    first = _data(events[0])
    told = {name: first.get(name, "") for name in ("case_type", "urgency", "confidentiality")}
    told |= {"registered_at": events[0].at, "registered_by_id": events[0].by_id}
    yield from _differences("", {name: (getattr(case, name), said) for name, said in told.items()})
    for name in ("category", "area", "source"):
        coded = getattr(case, name)
        yield from _differences("", {name: (coded.code if coded else "", first.get(name, ""))})
    numbers = [(number.system, number.number) for number in case.foreign_numbers.all()]
    said = [(first["system"], first["foreign_number"])] if first.get("foreign_number") else []
    yield from _differences("", {"foreign number": (numbers, said)})
    yield from _words_faults(case, events[0], first)


def _words_faults(case: Case, event: Event, first: dict[str, Any]) -> Iterator[str]:
    """Title and place stand in the case as they were said; both are covered by digests of the first event."""
    for text in case.texts.all():
        if text.event_id != event.pk or text.erased_at:
            continue
        if text.title != case.title:
            yield "the title is not the one that was registered"
        if first.get("place", "") != (chain.digest(bytes(text.salt), case.place) if case.place else ""):
            yield "the place is not the one that was registered"


def _text_faults(case: Case, events: list[Event]) -> Iterator[str]:
    """A text must match its event's digest; one that was erased has no salt left and cannot be compared."""
    digests = {event.pk: _data(event)["text"] for event in events if "text" in _data(event)}
    texts = {text.event_id: text for text in case.texts.all()}
    for event_id in digests.keys() ^ texts.keys():
        yield f"event {event_id}: text and digest do not belong together"
    for event_id, text in texts.items():
        if text.erased_at and (text.title or text.body or bytes(text.salt)):
            yield f"event {event_id}: the text is called erased and is not"
        if event_id not in digests or text.erased_at:
            continue
        if chain.digest(bytes(text.salt), text.title, text.body) != digests[event_id]:
            yield f"event {event_id}: the text was altered (digest)"


def _file_faults(events: list[Event]) -> Iterator[str]:
    """The files of an event must be those it names; their contents lie in the store under these very names."""
    for event in events:
        named = _data(event).get("files", [])
        kept = [enclosure.file.sha256 for enclosure in event.enclosures.all()]
        if not isinstance(named, list) or sorted(map(str, named)) != sorted(kept):
            yield f"seq {event.seq}: the files are not those of the event"


def _data(event: Event) -> dict[str, Any]:
    """What an event tells; nothing when somebody made it something else, which its hash shows."""
    return event.data if isinstance(event.data, dict) else {}
