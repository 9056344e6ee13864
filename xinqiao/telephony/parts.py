"""The parts of a call, each told from its events: menu, queue, ring of a seat, talk, transfer, conference. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from xinqiao.telephony.rows import Row

BUSY = {"17"}  # Q.850
TRANSFERS = {"BLINDTRANSFER": "blind", "ATTENDEDTRANSFER": "attended"}


@dataclass(frozen=True)
class Segment:
    """One part; `detail` is the key, the queue or the kind of transfer, `outcome` how it ended ("" while it runs)."""

    kind: str
    began_at: datetime
    ended_at: datetime | None
    seat: str = ""
    detail: str = ""
    outcome: str = ""


def parts(events: Sequence[Row]) -> Iterator[Segment]:
    """All parts of a call from its events in order of time."""
    yield from _menus(events)
    yield from _waits(events)
    yield from _rings(events)
    yield from _talks(events)
    yield from _conferences(events)
    for row in events:
        if row.event in TRANSFERS:
            yield Segment("transfer", row.at, row.at, row.seat, TRANSFERS[row.event])


def _menus(events: Sequence[Row]) -> Iterator[Segment]:
    began = events[0].at
    for row in events:
        if row.event == "IvrChoice":
            yield Segment("ivr", began, row.at, detail=row.value)
            began = row.at


def _waits(events: Sequence[Row]) -> Iterator[Segment]:
    """From joining a queue to the seat's voice, to the end of waiting, or to giving up."""
    for place, row in enumerate(events):
        if row.event != "QueueJoin":
            continue
        end, outcome = None, ""
        for later in events[place + 1 :]:
            if later.event == "BRIDGE_ENTER" and later.seat:
                end, outcome = later.at, "answered"
            elif later.uniqueid != row.uniqueid:
                continue
            elif later.event == "QueueLeave":
                end, outcome = later.at, later.value.lower() or "left"
            elif later.event == "HANGUP":
                end, outcome = later.at, "abandoned"
            if end:
                break
        yield Segment("queue", row.at, end, detail=row.value, outcome=outcome)


def _rings(events: Sequence[Row]) -> Iterator[Segment]:
    """From a seat's ring to its answer or its end.."""
    for place, row in enumerate(events):
        if row.event != "CHAN_START" or not row.seat:
            continue
        ends = (later for later in events[place + 1 :] if later.uniqueid == row.uniqueid)
        end = next((later for later in ends if later.event in {"ANSWER", "HANGUP"}), None)
        yield Segment("ring", row.at, end.at if end else None, row.seat, outcome=_answer(end))


def _answer(end: Row | None) -> str:
    if end is None:
        return ""
    if end.event == "ANSWER":
        return "answered"
    return "busy" if end.extra.get("hangupcause") in BUSY else "unanswered"


def _talks(events: Sequence[Row]) -> Iterator[Segment]:
    """A seat's time in a bridge with others."""
    yield from _spans("talk", [row for row in events if row.seat], "BRIDGE_ENTER", "BRIDGE_EXIT")


def _conferences(events: Sequence[Row]) -> Iterator[Segment]:
    rooms = [row for row in events if row.application == "ConfBridge"]
    yield from _spans("conference", rooms, "APP_START", "APP_END")


def _spans(kind: str, events: Sequence[Row], opening: str, closing: str) -> Iterator[Segment]:
    """From each opening event of a channel to its next closing one, or to the channel's end."""
    for place, row in enumerate(events):
        if row.event == opening:
            same = (later for later in events[place + 1 :] if later.uniqueid == row.uniqueid)
            end = next((later.at for later in same if later.event in {closing, "HANGUP"}), None)
            yield Segment(kind, row.at, end, row.seat)
