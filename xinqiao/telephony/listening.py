"""Takes events in as long as it is asked to; what is away is waited for and said once, and once when it is back."""

import logging
import threading
from pathlib import Path

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from xinqiao.telephony import cel

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.1
RETRY_SECONDS = 1


def listen(events: Path, stop: threading.Event) -> None:
    """Read the event file until `stop` is set. Nothing is lost by waiting: the file keeps what comes."""
    trouble = ""
    while not stop.is_set():
        found = _hindrance(events)
        pause = RETRY_SECONDS if found else IDLE_SECONDS
        if not found:
            try:
                busy = cel.take_in(events, now=timezone.now())
                pause = 0 if busy else IDLE_SECONDS
            except (Error, OSError) as error:
                connection.close()
                found, pause = f"calls wait in their file: {type(error).__name__}: {error}".strip(), RETRY_SECONDS
        trouble = _tell(trouble, found)
        close_old_connections()
        stop.wait(pause)


def _hindrance(events: Path) -> str:
    if events.parent.is_dir():
        return ""
    return f"{events.parent} is not there: Asterisk writes no record without it; make it for Asterisk's account"


def _tell(before: str, now: str) -> str:
    """Log what changed. Its first line counts: what follows may differ at each attempt."""
    line = now.partition("\n")[0]
    if line and line != before:
        log.error("phone: %s", line)
    elif before and not line:
        log.warning("phone: calls are recorded again")
    return line
