"""One line of the telephone system's event file (CEL by cel_custom), read strictly. Pure."""

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

COLUMNS = 13  # as the mapping of cel_custom.conf has them
NAME = re.compile(r"[\w.:-]{1,64}", re.ASCII)
SEAT = re.compile(r"PJSIP/(\d{1,16})-[0-9a-f]+", re.ASCII)  # trunks have names, seats have numbers


class UnreadableLine(ValueError):
    """A line that is no event. The message does not repeat it: it may hold a caller's number."""


@dataclass(frozen=True)
class Row:
    """One event of one channel; `linkedid` names the whole call, `extra` is what the event adds."""

    event: str
    at: datetime
    caller: str
    extension: str
    channel: str
    application: str
    argument: str
    uniqueid: str
    linkedid: str
    extra: dict[str, str]

    @property
    def seat(self) -> str:
        """The seat whose channel this is, empty for everybody outside."""
        match = SEAT.fullmatch(self.channel)
        return match[1] if match else ""

    @property
    def value(self) -> str:
        """What our own dialplan said with the event, for instance the key that was pressed."""
        return self.extra.get("extra", "")


def read(line: str) -> Row:
    """The event of a line without its line break. Raises UnreadableLine."""
    try:
        (cells,) = csv.reader([line], strict=True)
        if len(cells) != COLUMNS:
            raise UnreadableLine(f"{len(cells)} columns, expected {COLUMNS}")
        event, at, caller, extension, _, channel, application, argument, uniqueid, linkedid, _, _, extra = cells
        row = Row(
            event, _moment(at), caller, extension, channel, application, argument, uniqueid, linkedid, _extra(extra)
        )
    except UnreadableLine:
        raise
    except (ValueError, csv.Error) as error:
        raise UnreadableLine(f"no event: {type(error).__name__}") from None
    if not (row.event and NAME.fullmatch(uniqueid) and NAME.fullmatch(linkedid)):
        raise UnreadableLine("no event: it names no call")
    return row


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows by time; those of the same millisecond stay as they came."""
    return sorted(rows, key=lambda row: row.at)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise UnreadableLine("no event: its time has no zone")
    return moment


def _extra(text: str) -> dict[str, str]:
    told = json.loads(text) if text else {}
    if not isinstance(told, dict):
        raise UnreadableLine("no event: what it adds has no names")
    return {name: str(value) for name, value in told.items()}
