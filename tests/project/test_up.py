"""The whole platform by one command, and what is done to it while it runs."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.failure.family import kill
from xinqiao.project import preparation
from xinqiao.project.embedded import Embedded
from xinqiao.project.processes import living_in, wait_until

ROOT = Path(__file__).parents[2]
PATIENCE = 60

Run = Callable[..., subprocess.CompletedProcess[str]]


def free_port() -> int:
    """A port that is free, with a free neighbour."""
    while True:
        with socket.socket() as probe, socket.socket() as neighbour:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
            try:
                neighbour.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


class Platform:
    """A platform that runs on a data directory and port of its own."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.database, self.port = Embedded(data, data / "run"), free_port()
        command = [sys.executable, "-m", "xinqiao.project.cli", "up", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT)

    def answers(self) -> bool:
        """Whether a page comes, whichever."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5):
                return True
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def children(self, name: str = "") -> list[int]:
        """The processes that run one part (all parts), by its command."""
        place = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = [int(word) for word in place.read_text().split()]
        commands = {process: Path(f"/proc/{process}/cmdline").read_text().split("\0") for process in found}
        return [process for process, command in commands.items() if not name or name in command]

    def jobs_are_worked_on(self) -> bool:
        """Whether a worker reported in the last seconds."""
        with self.database.connect() as connection:
            row = connection.execute(
                "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '12 s'"
            ).fetchone()
        return row != (0,)


@pytest.fixture
def platform(migrated: Path, own_environment: dict[str, str]) -> Iterator[Platform]:
    running = Platform(migrated, own_environment)
    try:
        assert wait_until(running.answers, PATIENCE)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(30)


def test_killed_parts_come_back(platform: Platform) -> None:
    before = {part: platform.children(part) for part in ("serve", "worker", "live")}
    kill([process for process in platform.children() if [process] in before.values()])

    def all_are_new() -> bool:
        return all(platform.children(part) not in ([], gone) for part, gone in before.items())

    assert wait_until(all_are_new, PATIENCE)
    assert wait_until(platform.answers, PATIENCE)


def test_a_killed_database_comes_back_and_all_goes_on(platform: Platform) -> None:
    kill(living_in(platform.database.directory))
    assert wait_until(lambda: not platform.database.answers(), PATIENCE)
    assert wait_until(platform.database.answers, PATIENCE)
    assert wait_until(platform.answers, PATIENCE)
    assert wait_until(platform.jobs_are_worked_on, PATIENCE)


def test_ctrl_c_ends_all_it_started(platform: Platform) -> None:
    children = platform.children()
    platform.process.send_signal(signal.SIGINT)
    assert platform.process.wait(30) == 0
    assert living_in(platform.database.directory) == []
    assert not [process for process in children if Path(f"/proc/{process}").exists()]
    assert not platform.answers()


def test_nothing_outlives_a_killed_supervisor(platform: Platform) -> None:
    children = platform.children()
    platform.process.kill()
    platform.process.wait()
    assert wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in children), PATIENCE)
    assert wait_until(lambda: living_in(platform.database.directory) == [], PATIENCE)


def test_a_second_platform_on_the_same_data_is_refused(xinqiao: Run, place: Path) -> None:
    with preparation.only_one(place / "data"):
        done = xinqiao("up", "--port", str(free_port()))
    assert done.returncode == 1
    assert f"in use by a running platform (process {os.getpid()})" in done.stderr


def test_a_taken_port_is_named(xinqiao: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = xinqiao("up", "--port", str(port))
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "--port" in done.stderr


def test_a_demo_without_a_city_says_what_to_add(migrated: Path, xinqiao: Run) -> None:
    done = xinqiao("up", "--demo", "--port", str(free_port()))
    assert done.returncode == 1
    assert "--city minimal" in done.stderr
    assert "Traceback" not in done.stderr
