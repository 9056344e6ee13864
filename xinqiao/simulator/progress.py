"""How far a play is, told while it goes on."""

import time
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from xinqiao.simulator.tally import Tally

TOLD_EVERY: Final = 2.0  # seconds


class Progress:
    """Tells it on a stream, every few seconds."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.told_at = stream, time.monotonic()

    def __call__(self, tally: Tally, now: datetime) -> None:
        if time.monotonic() - self.told_at > TOLD_EVERY:
            self.told_at = time.monotonic()
            self.stream.write(f"{timezone.localtime(now):%Y-%m-%d %H:%M}  {tally}")
