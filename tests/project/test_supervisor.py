"""The supervisor: what dies is started again, what it started ends with it."""

import itertools
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.failure.family import kill
from xinqiao.project.processes import living_in, wait_until
from xinqiao.project.supervisor import LONGEST_PAUSE, Part

# Each part works in a directory of its own, by which the test finds its processes.
CALM = "import os, sys, time; os.chdir(sys.argv[1]); time.sleep(600)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + CALM
WITH_CHILD = "import os, sys, subprocess; os.chdir(sys.argv[1]); subprocess.run(['sleep', '600'])"
SUPERVISE = """
    import sys
    from xinqiao.project import supervisor
    supervisor.GRACE_SECONDS = 1
    command = [sys.executable, "-c", *sys.argv[1:]]
    sys.exit(supervisor.Supervisor([supervisor.Part("part", command)]).run())
"""


@contextmanager
def supervising(program: str, directory: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", textwrap.dedent(SUPERVISE), program, str(directory)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as supervisor:
        try:
            assert wait_until(lambda: bool(living_in(directory)), 20)
            yield supervisor
        finally:
            supervisor.kill()
            kill(living_in(directory))


def test_a_killed_part_is_started_again(tmp_path: Path) -> None:
    with supervising(CALM, tmp_path):
        [first] = living_in(tmp_path)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: living_in(tmp_path) not in ([], [first]), 20)


def test_what_a_dead_part_had_started_does_not_outlive_it(tmp_path: Path) -> None:
    with supervising(WITH_CHILD, tmp_path):
        assert wait_until(lambda: len(living_in(tmp_path)) == 2, 20)
        first = sorted(living_in(tmp_path))
        os.kill(first[0], signal.SIGKILL)
        assert wait_until(lambda: len(living_in(tmp_path)) == 2 and not set(first) & set(living_in(tmp_path)), 20)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_end_it_ends_all_and_exits_0(tmp_path: Path, sign: signal.Signals) -> None:
    with supervising(CALM, tmp_path) as supervisor:
        supervisor.send_signal(sign)
        assert supervisor.wait(20) == 0
        assert living_in(tmp_path) == []


def test_a_part_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    with supervising(STUBBORN, tmp_path) as supervisor:
        supervisor.send_signal(signal.SIGINT)
        assert supervisor.wait(20) == 0
        assert living_in(tmp_path) == []


def test_parts_do_not_outlive_a_killed_supervisor(tmp_path: Path) -> None:
    with supervising(CALM, tmp_path) as supervisor:
        supervisor.kill()
        assert wait_until(lambda: living_in(tmp_path) == [], 20)


def test_a_part_that_keeps_dying_is_started_less_and_less_often() -> None:
    part, now = Part("part", ["false"]), 0.0
    starts: list[float] = []
    while now < 60:
        part.tend(now)
        if part.process and (not starts or part.started_at != starts[-1]):
            starts.append(part.started_at)
            part.process.wait()
        now += 0.25
    pauses = [later - earlier for earlier, later in itertools.pairwise(starts)]
    assert pauses == sorted(pauses)
    assert max(pauses) <= LONGEST_PAUSE + 1


def test_a_part_that_ran_for_long_is_forgiven_its_past() -> None:
    part = Part("part", ["sleep", "600"], pause=LONGEST_PAUSE)
    part.tend(time.monotonic())
    try:
        part.tend(time.monotonic() + 31)
        assert part.pause < 1
    finally:
        part.kill()
