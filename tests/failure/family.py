"""The processes that a running `up` started, found by descent; nothing else is ever killed."""

import contextlib
import os
import signal
from pathlib import Path


def tree(process: int) -> list[int]:
    """The process and all its descendants, ancestors first."""
    found = [process]
    for child in children(process):
        found += tree(child)
    return found


def children(process: int) -> list[int]:
    """The processes that this one started and that still live."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return found


def part(up: int, name: str) -> int | None:
    """The child of `up` that is the part `name`: serve, worker, live or database. None while it is away."""
    return next((child for child in children(up) if name == _name(child)), None)


def _name(process: int) -> str:
    """What a child of `up` is, by its command line."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
    except OSError:
        return ""
    if words[0].endswith("/postgres"):
        return "database"
    return next((word for word in ("serve", "worker", "live") if word in words), "")


def lives(process: int) -> bool:
    """Whether it is there and more than an entry that its parent has not read yet."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def kill(processes: list[int]) -> None:
    """kill -9, in the order given; one may be gone already, as its fellows end with the one killed before it."""
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
