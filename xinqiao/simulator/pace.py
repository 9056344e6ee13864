"""Which time it is for a live player: the play's own, run through as fast as wanted, or the platform's."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from django.utils import timezone


class Pace(Protocol):
    """`when` a step of a life that stands at `since` is due on the player's clock; `reach` waits until then and returns
    the moment that the step is made at. `is_alone`: no worker runs, the player makes sweeps and reactions itself."""

    is_alone: bool

    def when(self, at: datetime, since: datetime) -> datetime: ...
    def reach(self, at: datetime) -> datetime: ...


@dataclass
class OwnTime:
    """The play's own clock; `speed` seconds of it pass in one real second, 0: as fast as can be."""

    speed: float = 0
    is_alone: bool = True
    _begun: tuple[float, datetime] | None = field(default=None)

    def when(self, at: datetime, since: datetime) -> datetime:
        """As it was planned."""
        return at

    def reach(self, at: datetime) -> datetime:
        """Let the real time pass that lies between the first moment and this one."""
        if self.speed:
            begun, first = self._begun = self._begun or (time.monotonic(), at)
            time.sleep(max(0.0, begun + (at - first).total_seconds() / self.speed - time.monotonic()))
        return at


@dataclass
class RealTime:
    """The platform's clock, beside its worker; what would take `speed` seconds takes one."""

    speed: float = 1
    is_alone: bool = False

    def when(self, at: datetime, since: datetime) -> datetime:
        """So much sooner than planned."""
        return timezone.localtime() + max(at - since, timedelta()) / self.speed

    def reach(self, at: datetime) -> datetime:
        """Wait until it is so late."""
        time.sleep(max(0.0, (at - timezone.now()).total_seconds()))
        return timezone.localtime()
