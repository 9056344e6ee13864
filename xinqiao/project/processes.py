"""Processes of Linux: children that end with their parent, and who works in a directory."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """What a child runs between fork and exec to get `sign` when its parent dies, however that dies.

    Use it from the main thread: the kernel counts the death of the thread that forked.
    """
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), sign)

    return ask


def living_in(directory: Path) -> list[int]:
    """The processes whose working directory is this one, as far as this user may know."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cwd"):
        with contextlib.suppress(OSError):
            if place.readlink() == directory:
                found.append(int(place.parent.name))
    return found


def wait_until(is_done: Callable[[], bool], seconds: float) -> bool:
    """Ask until it is so, at most that long; what the last answer was."""
    deadline = time.monotonic() + seconds
    while not (done := is_done()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return done
