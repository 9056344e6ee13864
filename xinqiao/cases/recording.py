"""Writing down what happened: the next link of a case's chain, the words and files that came with it, the outbox row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.utils import timezone

from xinqiao.cases import chain
from xinqiao.cases.lifecycle import Move
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event
from xinqiao.files.models import StoredFile
from xinqiao.outbox.put import put
from xinqiao.people.models import Staff

# Facts of a case that events tell and replay follows, by the field that holds them. The place is personal: its event
# keeps a digest.
FACTS: Final = (
    "case_type", "urgency", "confidentiality", "category", "area", "source", "accused", "earlier", "merged_into",
    "flag", "problem", "upper_due_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move: plain facts for the event; words and files that may be personal and stay erasable; new
    values of fields of the case."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    title: str = ""
    text: str = ""
    place: str = ""
    files: Sequence[StoredFile] = ()
    sets: Mapping[str, Any] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """True when what the table's `needs` call so was really given."""
        texts = {"title": self.title, "text": self.text, "reason": self.text}
        return any(not _is_blank(given.get(name)) for given in (texts, self.facts, self.sets))


def _is_blank(value: object) -> bool:
    return not value.strip() if isinstance(value, str) else value in (None, [])


def told(value: object) -> Any:
    """A value as an event tells it: a row by its code or number, a moment with the zone of the platform."""
    match value:
        case None:
            return ""
        case Case():
            return value.number
        case datetime():
            return iso(value)
        case models.Model():
            return value.code  # type: ignore[attr-defined]
        case _:
            return value


def iso(moment: datetime | None) -> str | None:
    """A moment as events write it; None stays None."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat() if moment else None


@dataclass(slots=True)
class Entry:
    """An event as it goes into the chain, before it is a row: both writers make theirs of it. `id` and `case_id` are
    given by who draws them ahead."""

    seq: int
    verb: str
    at: datetime
    recorded_at: datetime
    by: Staff | None
    assignment: Assignment | None
    from_state: str
    to_state: str
    data: dict[str, Any]
    salt: bytes
    hash: bytes = b""
    id: int = 0
    case_id: int = 0

    @property
    def by_id(self) -> int | None:
        """The id of who made the move."""
        return self.by.pk if self.by else None

    @property
    def assignment_id(self) -> int | None:
        """The id of the task that it was made on."""
        return self.assignment.pk if self.assignment else None


def link(
    case: Case, move: Move, given: Given, *, by: Staff | None, now: datetime, to_state: str,
    from_state: str = "", assignment: Assignment | None = None,
) -> Entry:  # fmt: skip
    """Build the next event of the chain and move the case's head to it; `record` writes it."""
    salt = chain.salt() if given.text else b""
    data = {**given.facts, **{name: told(value) for name, value in given.sets.items() if name != "place"}}
    if given.text:
        data["text"] = chain.digest(salt, given.title, given.text)
    if given.place or "place" in given.sets:
        place = given.place or given.sets["place"]
        data["place"] = chain.digest(salt, place) if place else ""
    if given.files:
        data["files"] = [file.sha256 for file in given.files]
    case.seq += 1
    entry = Entry(
        seq=case.seq, verb=move.verb, at=now, recorded_at=timezone.now(), by=by, assignment=assignment,
        from_state=from_state, to_state=to_state, data=data, salt=salt,
    )  # fmt: skip
    entry.hash = case.head = chain.link(bytes(case.head), chain_facts(case.number, entry))
    return entry


def chain_facts(case_number: str, event: Event | Entry) -> dict[str, Any]:
    """The facts of an event that its hash covers."""
    return {
        "case": case_number,
        "seq": event.seq,
        "verb": event.verb,
        "at": chain.plain(event.at),
        "recorded_at": chain.plain(event.recorded_at),
        "by": event.by_id,
        "assignment": event.assignment.suffix if event.assignment else None,
        "from": event.from_state,
        "to": event.to_state,
        "data": event.data,
    }


def record(case: Case, entry: Entry, given: Given) -> Event:
    """Write event, words, files and outbox row."""
    event = Event.objects.create(
        case=case, seq=entry.seq, verb=entry.verb, at=entry.at, recorded_at=entry.recorded_at, by=entry.by,
        assignment=entry.assignment, from_state=entry.from_state, to_state=entry.to_state, data=entry.data,
        hash=entry.hash,
    )  # fmt: skip
    if given.text:
        CaseText.objects.create(event=event, case=case, title=given.title, body=given.text, salt=entry.salt)
    if given.files:
        Enclosure.objects.bulk_create(Enclosure(event=event, file=file) for file in given.files)
    put(subject=f"case:{case.pk}", verb=event.verb, ref=event.pk, now=event.recorded_at)
    return event
