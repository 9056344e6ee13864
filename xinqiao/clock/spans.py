"""What moves a running clock: times in which it stands still, and more time that was granted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from xinqiao.clock.limit import Limit


@dataclass(frozen=True)
class Span:
    """A time in which the clock stands still, from `start` until before `end`; no end while it goes on."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"a pause cannot end ({self.end}) before it starts ({self.start})")

    def has_ended_by(self, moment: datetime) -> bool:
        """True when it was over at that moment."""
        return self.end is not None and self.end <= moment


@dataclass(frozen=True)
class Extension:
    """More time, counted from the due moment as it stood when it was granted."""

    granted_at: datetime
    limit: Limit


def closed(pauses: Iterable[Span], since: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses that have an end, cut at `since`, in order, those that overlap or touch made one."""
    merged: list[tuple[datetime, datetime]] = []
    for span in sorted(pauses, key=lambda span: span.start):
        if span.end is None or span.end <= since:
            continue
        began, ended = max(span.start, since), span.end
        if merged and began <= merged[-1][1]:
            began, ended = merged[-1][0], max(ended, merged.pop()[1])
        merged.append((began, ended))
    return merged
