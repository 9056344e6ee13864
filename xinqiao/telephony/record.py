"""What one call was, told from its events: pure, and the same however often it is asked.

The events are those of Asterisk (CHAN_START, ANSWER, BRIDGE_ENTER, ...) and of our dialplan (IvrChoice, QueueJoin,
QueueLeave, Recording, Rating). A call that still runs gives what is known by now: open ends are None.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from xinqiao.telephony.parts import Segment, parts
from xinqiao.telephony.rows import Row, in_order

INBOUND, OUTBOUND = "inbound", "outbound"
CITIZEN, AGENT, SYSTEM = "citizen", "agent", "system"


@dataclass(frozen=True)
class CallRecord:
    """One call. `dialled` is the number that the citizen rang; `entered_at` is when he asked for a person."""

    linkedid: str
    direction: str
    phone: str
    dialled: str
    queue: str
    seat: str
    began_at: datetime
    entered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    hung_up_by: str
    rating: int | None
    recordings: tuple[tuple[datetime, str], ...]  # since when, and the file's name
    segments: tuple[Segment, ...]


def segments(rows: Iterable[Row]) -> CallRecord:
    """The call of these events, all of one Linkedid, in any order. Raises ValueError for none."""
    events = in_order(rows)
    if not events:
        raise ValueError("a call without events")
    first = events[0]
    outbound = bool(first.seat)
    found = tuple(sorted(parts(events), key=lambda part: (part.began_at, part.kind)))
    talked = [part for part in found if part.kind == "talk"]
    joined = _of(events, "QueueJoin")
    return CallRecord(
        linkedid=first.linkedid,
        direction=OUTBOUND if outbound else INBOUND,
        phone=_citizen(events, outbound=outbound),
        dialled="" if outbound else first.extension,
        queue=joined[-1].value if joined else "",
        seat=first.seat if outbound else talked[0].seat if talked else "",
        began_at=first.at,
        entered_at=None if outbound or not joined else joined[0].at,
        answered_at=talked[0].began_at if talked else None,
        ended_at=next((row.at for row in _of(events, "LINKEDID_END")), None),
        hung_up_by=_ender(events),
        rating=_rating(events),
        recordings=tuple((row.at, PurePosixPath(row.value).name) for row in _of(events, "Recording")),
        segments=found,
    )


def _of(events: Sequence[Row], event: str) -> list[Row]:
    return [row for row in events if row.event == event]


def _citizen(events: Sequence[Row], *, outbound: bool) -> str:
    """The citizen's number: who rang, or who was rung (the dial command knows him before he answers)."""
    if not outbound:
        return events[0].caller
    dialled = (row.argument for row in _of(events, "APP_START") if row.application == "Dial")
    return next((target.partition("/")[2].partition("@")[0] for target in dialled if "@" in target), "")


def _ender(events: Sequence[Row]) -> str:
    """Who ended the call: the source that the first channel's end names, the system where none is named."""
    ends = [row for row in _of(events, "HANGUP") if row.uniqueid == events[0].uniqueid]
    if not ends:
        return ""
    channels = {row.channel: row for row in events}
    source = channels.get(ends[-1].extra.get("hangupsource", ""))
    if source is None:
        return SYSTEM
    return AGENT if source.seat else CITIZEN


def _rating(events: Sequence[Row]) -> int | None:
    return next(reversed(list(_stars(events))), None)


def _stars(events: Sequence[Row]) -> Iterator[int]:
    return (int(row.value) for row in _of(events, "Rating") if row.value in {"1", "2", "3", "4", "5"})
