"""Events of calls as Asterisk writes them, one line each: what a citizen, the system and a seat did."""

import json
from dataclasses import dataclass, field

CITIZEN = "PJSIP/trunk-00000001"
QUEUE = "Queue"


@dataclass
class Happening:
    """A call told in the order of its events; `tenths` of a second after nine o'clock."""

    linkedid: str = "1795318977.1"
    phone: str = "13800005678"
    dialled: str = "12345"
    lines: list[str] = field(default_factory=list)

    def citizen(self, tenths: int, event: str, **extra: object) -> "Happening":
        return self._add(tenths, event, CITIZEN, self.linkedid, self.phone, extra)

    def seat(self, tenths: int, event: str, seat: str = "8001", **extra: object) -> "Happening":
        return self._add(tenths, event, f"PJSIP/{seat}-00000002", f"17953189{seat}.2", "", extra)

    def rings(self) -> "Happening":
        return self.citizen(0, "CHAN_START").citizen(0, "ANSWER")

    def asks_for(self, queue: str, *, tenths: int) -> "Happening":
        return self.citizen(tenths, "QueueJoin", extra=queue)

    def is_answered(self, tenths: int, seat: str = "8001") -> "Happening":
        return self.seat(tenths, "ANSWER", seat).seat(tenths, "BRIDGE_ENTER", seat).citizen(tenths, "BRIDGE_ENTER")

    def parts(self, tenths: int, seat: str = "8001") -> "Happening":
        return self.seat(tenths, "BRIDGE_EXIT", seat).citizen(tenths, "BRIDGE_EXIT")

    def ends(self, tenths: int, source: str = CITIZEN) -> "Happening":
        self.citizen(tenths, "HANGUP", hangupcause=16, hangupsource=source)
        return self.citizen(tenths, "CHAN_END").citizen(tenths, "LINKEDID_END")

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def _add(
        self, tenths: int, event: str, channel: str, uniqueid: str, caller: str, extra: dict[str, object]
    ) -> "Happening":
        at = f"2026-11-22T09:00:{tenths // 10:02}.{tenths % 10}00+0800"
        cells = [event, at, caller, self.dialled, "hall", channel, "", "", uniqueid, self.linkedid, "", ""]
        told = json.dumps(extra) if extra else ""
        self.lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in [*cells, told]))
        return self


def answered_call() -> Happening:
    """Menu at 2 s, seat rings at 3 s, talk from 8 to 20 s, the seat hangs up, the citizen presses 4."""
    call = Happening().rings().citizen(20, "IvrChoice", extra="1").citizen(21, "Recording", extra="/rec/a.wav")
    call.asks_for("general", tenths=21).seat(30, "CHAN_START").is_answered(80).parts(200)
    call.citizen(200, "QueueLeave", extra="CONTINUE")
    call.seat(200, "HANGUP", hangupcause=16, hangupsource="PJSIP/8001-00000002")
    return call.citizen(250, "Rating", extra="4").ends(260, source="PJSIP/8001-00000002")
