"""`check`: every history is replayed, its chain recomputed, and both are compared with the rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from xinqiao.cases import chain
from xinqiao.cases.lifecycle import MOVES, OPEN_STATES
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event, Request
from xinqiao.cases.recording import FACTS, chain_facts
from xinqiao.cases.recording import told as told_value
from xinqiao.cases.replay import DUES, Replayed, Task, replay

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
    """Every case with its faults, oldest first; seven queries for five hundred cases."""
    enclosures = Prefetch("enclosures", queryset=Enclosure.objects.select_related("file"))
    events = Event.objects.select_related("assignment").prefetch_related(enclosures).order_by("case_id", "seq")
    texts = CaseText.objects.all()
    tasks = Assignment.objects.select_related("unit", "dispatched_by_unit", "parent")
    asked = Request.objects.select_related("asked", "ruled", "assignment")
    cases = (
        Case.objects.select_related("category", "area", "source", "accused", "earlier", "merged_into")
        .order_by("pk")
        .prefetch_related(
            Prefetch("events", queryset=events),
            Prefetch("assignments", queryset=tasks),
            Prefetch("requests", queryset=asked),
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
        *_request_faults(case, told),
        *_strangers(case),
        *_register_faults(case, events),
        *_fact_faults(case, told),
        *_place_faults(case, told),
        *_route_faults(case),
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
    open_requests = sum(request.closed_at is None for request in told.requests)
    return {
        "stage": (case.stage, told.stage),
        "decided": (case.decided, told.decided or ""),
        "completed_at": (case.completed_at, told.completed_at),
        "due_at": (case.due_at, told.due_at),
        "round": (case.round, told.round),
        "open_requests": (case.open_requests, open_requests),
    }


def _task_pairs(row: Assignment, task: Task) -> Pairs:
    names = (
        "tie", "rule", "limits", "is_final", "state", "round", "parent_suffix", "dispatched_at", "stopped_at",
        "paused_until", "carried_at", "look_at", "ended_at", *DUES,
    )  # fmt: skip
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


def _request_faults(case: Case, told: Replayed) -> Iterator[str]:
    """What was asked and how it was ruled must stand in the rows as the events tell it."""
    rows = {request.asked.seq: request for request in case.requests.all()}
    said = {request.asked: request for request in told.requests}
    for seq in rows.keys() ^ said.keys():
        yield f"the request of seq {seq} is in {'the rows' if seq in rows else 'the events'} only"
    for seq in rows.keys() & said.keys():
        row, one = rows[seq], said[seq]
        pairs: Pairs = {name: (getattr(row, name), getattr(one, name)) for name in _ASKED}
        yield from _differences(f"request of seq {seq}: ", pairs | {"ruled": (row.ruled and row.ruled.seq, one.ruled)})


_ASKED = ("kind", "suffix", "granted", "closed_at")


def _strangers(case: Case) -> Iterator[str]:
    """What hangs together is of one case; suffixes and numbers in a row are the same in many."""
    for task in case.assignments.all():
        if task.parent and task.parent.case_id != case.pk:
            yield f"task {task.suffix}: parent is a task of another case"
    for request in case.requests.all():
        for name in ("assignment", "asked", "ruled"):
            found = getattr(request, name)
            if found and found.case_id != case.pk:
                yield f"request of seq {request.asked.seq}: {name} is of another case"


def _register_faults(case: Case, events: list[Event]) -> Iterator[str]:
    """Who registered, when, under which words: as the first event tells it. Other numbers: as their events do."""
    if not events:
        return
    told = {"registered_at": events[0].at, "registered_by_id": events[0].by_id}
    yield from _differences("", {name: (getattr(case, name), said) for name, said in told.items()})
    numbers = sorted((number.system, number.number) for number in case.foreign_numbers.all())
    facts = [_data(event) for event in events]
    said = sorted((one.get("system", ""), one["foreign_number"]) for one in facts if one.get("foreign_number"))
    yield from _differences("", {"foreign number": (numbers, said)})
    for text in case.texts.all():
        if text.event_id == events[0].pk and not text.erased_at and text.title != case.title:
            yield "the title is not the one that was registered"


def _fact_faults(case: Case, told: Replayed) -> Iterator[str]:
    """What the case says of itself must be what it was registered with and amended to."""
    yield from _differences("", {name: (told_value(getattr(case, name)), told.facts.get(name, "")) for name in FACTS})


def _place_faults(case: Case, told: Replayed) -> Iterator[str]:
    """The place is covered by a digest of the event that told it last."""
    event_id, digest = told.place
    if not event_id and case.place:
        yield "the place is not the one that was registered"
    for text in case.texts.all():
        if text.event_id != event_id or text.erased_at:
            continue
        if digest != (chain.digest(bytes(text.salt), case.place) if case.place else ""):
            yield "the place is not the one that was registered"


def _route_faults(case: Case) -> Iterator[str]:
    """Floor rule 16: no open task of a case lies with the unit that it accuses, or below. Who is accused only afterwards
    may have had one."""
    for task in case.assignments.all():
        if case.accuses(task.unit) and task.state in OPEN_STATES:
            yield f"task {task.suffix} lies with the unit that the case accuses"


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
