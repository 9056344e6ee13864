"""An installation of its own, for a benchmark or a test: a data directory, commands run in it, what it serves."""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from xinqiao.project.processes import die_with_parent

ROOT = Path(__file__).resolve().parents[1]
COLLECT = "from xinqiao.project.preparation import collect_static; collect_static()"
MADE = ROOT / "var" / "prepared"
START_SECONDS = 180
STOP_SECONDS = 60


class CommandFailed(Exception):
    """A command of the platform ended with another code than 0; the text holds what it told."""


@dataclass(frozen=True)
class Installation:
    """The data directory `data`, worked on by the program that lies in `source`."""

    data: Path
    source: Path = ROOT
    extra: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    @contextlib.contextmanager
    def temporary(cls, extra: Mapping[str, str] | None = None) -> Iterator["Installation"]:
        """One in a directory that is removed at the end; `extra` goes into the environment of its commands."""
        directory = tempfile.mkdtemp(prefix="xinqiao-own-")
        try:
            yield cls(Path(directory), extra=extra or {})
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    @classmethod
    @contextlib.contextmanager
    def prepared(cls, extra: Mapping[str, str] | None = None) -> Iterator["Installation"]:
        """A temporary one whose database stands already, empty; whoever says DATABASE_URL prepares that himself."""
        with cls.temporary(extra) as installation:
            if "DATABASE_URL" in installation.extra:
                installation.run("migrate")
            else:
                fill(installation.data)
            yield installation

    @property
    def environment(self) -> dict[str, str]:
        """What its commands see: nothing of another installation, nor of the session that runs the tests."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XINQIAO_", "DATABASE_URL"))}
        return kept | {"XINQIAO_DATA": str(self.data), "PYTHONPATH": str(self.source)} | dict(self.extra)

    @property
    def log(self) -> Path:
        """What the serving command told, beside the data directory for as long as it runs."""
        return self.data.with_name(f"{self.data.name}.log")

    def last_words(self, most: int = 3000) -> str:
        """The end of what the serving command told, but for what is in order."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(line for line in lines if '"level": "info"' not in line)[-most:]

    def command(self, *arguments: str) -> list[str]:
        """The command line of `xinqiao ARGUMENTS`."""
        return [sys.executable, "-m", "xinqiao.project.cli", "--data", str(self.data), *arguments]

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; its code, its output and its errors."""
        command = self.command(*arguments)
        return subprocess.run(command, cwd=self.source, env=self.environment, capture_output=True, text=True)

    def run(self, *arguments: str) -> str:
        """Run a command to its end; what it printed. Raises CommandFailed."""
        done = self.ask(*arguments)
        if done.returncode:
            told = (done.stdout + done.stderr).strip()[-2000:]
            raise CommandFailed(f"xinqiao {' '.join(arguments)} ended with {done.returncode}:\n{told}")
        return done.stdout

    @contextlib.contextmanager
    def serving(self, *arguments: str, port: int, path: str = "/sign-in/") -> Iterator[subprocess.Popen[bytes]]:
        """Run a command that listens on `port` for as long as the block runs; yields when `path` answers."""
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                self.command(*arguments, "--port", str(port)),
                cwd=self.source,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        try:
            _await_answer(process, port, path, self.log)
            yield process
        finally:
            _end(process)
            self.log.unlink()


def fill(data: Path) -> None:
    """Make `data` a data directory as `migrate` and the first start leave it: the database without rows, static files."""
    shutil.rmtree(data, ignore_errors=True)
    _copy(_prepared(), data)


def _prepared() -> Path:
    """The one that is copied, made once for each state of the program."""
    MADE.mkdir(parents=True, exist_ok=True)
    sources = sorted([*(ROOT / "xinqiao").rglob("*.py"), *(ROOT / "requirements").glob("*.txt")])
    place = MADE / sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    with (MADE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists():
            for old in MADE.glob("*/"):
                shutil.rmtree(old)
            with Installation.temporary() as installation:
                installation.run("migrate")
                installation.run("shell", "--no-imports", "--command", COLLECT)
                draft = MADE / "draft"
                _copy(installation.data, draft)
            draft.rename(place)
    return place


def _copy(source: Path, to: Path) -> None:
    """All but the sockets and locks of the commands that worked on it; owners and modes are kept."""
    subprocess.run(["cp", "--archive", source, to], check=True)
    for name in ("run", "db.lock", "db.users"):
        shutil.rmtree(to / name) if (to / name).is_dir() else (to / name).unlink(missing_ok=True)


def _await_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not answers(port, path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise CommandFailed(f"{path} does not answer on port {port}:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)


def answers(port: int, path: str) -> bool:
    """Whether the address answers with success."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10):
            return True
    except (OSError, urllib.error.HTTPError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; one that does not listen is killed with what it started."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def free_port() -> int:
    """A port that is free together with the next one, where `up` puts the live stream."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            with contextlib.suppress(OSError):
                second.bind(("127.0.0.1", port + 1))
                return port
