"""The record of calls: reads Asterisk's event file by offset and writes calls, all or nothing for each piece.

What was read and how far stand in one transaction: after a crash, a lost database or a file read twice, the calls are
the same. While a call runs its events are kept; once it has ended its record is fixed and they go.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from xinqiao.telephony import callog
from xinqiao.telephony.models import EventFile, OpenEvent, StrangeLine
from xinqiao.telephony.rows import UnreadableLine, read
from xinqiao.telephony.tail import Piece, next_piece


def take_in(path: Path, *, now: datetime) -> int:
    """Read the next piece of the event file into calls. Returns its bytes: 0 when nothing new stands there.

    A database that is away raises OperationalError and leaves everything as it was: ask again later.
    """
    with transaction.atomic():
        inode = path.stat().st_ino if path.exists() else 0
        EventFile.objects.bulk_create([EventFile(path=str(path), inode=inode)], ignore_conflicts=True)
        known = EventFile.objects.select_for_update().get(path=str(path))
        piece = next_piece(path, inode=known.inode, offset=known.offset)
        for linkedid in _keep(piece, now):
            callog.write(linkedid)
        if (piece.inode, piece.end) != (known.inode, known.offset):
            EventFile.objects.filter(pk=known.pk).update(inode=piece.inode, offset=piece.end)
        return len(piece.content)


def _keep(piece: Piece, now: datetime) -> list[str]:
    """Put the events of a piece beside those of their calls. Returns the calls that are to be told anew."""
    events: list[OpenEvent] = []
    strange: list[StrangeLine] = []
    for line in piece.lines():
        try:
            events.append(OpenEvent(linkedid=read(line).linkedid, digest=_digest(line), line=line))
        except UnreadableLine as error:
            strange.append(StrangeLine(digest=_digest(line), line=line, reason=str(error), read_at=now))
    StrangeLine.objects.bulk_create(strange, ignore_conflicts=True)
    fixed = callog.ended({event.linkedid for event in events})
    fresh = [event for event in events if event.linkedid not in fixed]
    OpenEvent.objects.bulk_create(fresh, ignore_conflicts=True)
    return list(_once(event.linkedid for event in fresh))


def _once(names: Iterable[str]) -> Iterator[str]:
    return iter(dict.fromkeys(names))


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
