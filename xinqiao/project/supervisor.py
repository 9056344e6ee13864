"""One process that keeps the platform's processes running: starts, watches, restarts, ends. No Django here.

A part that dies is started again after a pause that doubles from half a second to five; a part that ran for half
a minute is forgiven its past. Children lead sessions of their own, so that what they started ends with them.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import FrameType

from xinqiao.project.processes import die_with_parent

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 5.0
FORGIVEN_AFTER = 30.0
GRACE_SECONDS = 10.0
TICK_SECONDS = 0.2


@dataclass
class Part:
    """A command that must always run."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = SHORTEST_PAUSE
    next_at: float = 0.0

    def tend(self, now: float) -> None:
        """Notice a death, start again when its pause is over. `now` is time.monotonic()."""
        if self.process is None:
            if now >= self.next_at:
                self._start(now)
        elif self.process.poll() is not None:
            self._bury(now)
        elif now - self.started_at > FORGIVEN_AFTER:
            self.pause = SHORTEST_PAUSE

    def _start(self, now: float) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"XINQIAO_SUPERVISED": "1"} | dict(self.environment),
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
        self.started_at = now

    def _bury(self, now: float) -> None:
        assert self.process is not None  # noqa: S101 - the caller asked
        report(f"{self.name} ended ({self.process.returncode}); starting it again in {self.pause:g} s")
        self.kill()
        self.process = None
        self.next_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """Send SIGTERM; the part finishes what it has in hand."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def kill(self) -> None:
        """End the part and everything it started, now: a dead server's workers would keep its port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def lives(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None


@dataclass
class Supervisor:
    """Keeps `parts` running and calls `tend_ground` (the database) before them in every round."""

    parts: list[Part]
    tend_ground: Callable[[], None] = lambda: None
    ending: bool = False

    def run(self) -> int:
        """Work until SIGINT, SIGTERM or SIGHUP, then end all parts. Returns the exit code: 0."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end_soon)
        try:
            while not self.ending:
                self.tend_ground()
                for part in self.parts:
                    part.tend(time.monotonic())
                time.sleep(TICK_SECONDS)
        finally:
            self.end()
        return 0

    def _end_soon(self, number: int, frame: FrameType | None) -> None:
        if self.ending:
            raise KeyboardInterrupt  # asked twice: do not wait for a database that is starting
        self.ending = True

    def end(self) -> None:
        """Ask every part to end, wait, kill what did not listen."""
        for part in self.parts:
            part.ask_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        while any(part.lives() for part in self.parts) and time.monotonic() < deadline:
            time.sleep(0.05)
        for part in self.parts:
            part.kill()
            if part.process:
                part.process.wait()


def report(line: str) -> None:
    """Tell the operator, on the error stream, with the time of day."""
    print(f"{time.strftime('%H:%M:%S')} xinqiao: {line}", file=sys.stderr, flush=True)  # noqa: T201
