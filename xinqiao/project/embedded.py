"""The embedded PostgreSQL of one data directory: made, started, asked whether it lives, stopped. No Django.

Whether it lives is asked of its socket; a process id in a file proves nothing. File locks in the data
directory let several commands start, share and leave one server. As root, another account runs it.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from pwd import struct_passwd

import psycopg

from xinqiao.project import directories, places, postgres
from xinqiao.project.postgres import PostgresError, Programs
from xinqiao.project.processes import die_with_parent, living_in, wait_until

NAME = "xinqiao"  # of the role and of its database
SUPERUSER = "postgres"
START_SECONDS = 300  # recovery after a crash replays the log
STOP_SECONDS = 30

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "jit": "off",  # costs more than it gives on short statements
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # one file a weekday, overwritten after a week
    "log_rotation_age": "1d",
    "log_truncate_on_rotation": "on",
    "log_checkpoints": "off",
}


@dataclass
class Embedded:
    """The server of the directory `data`, its socket in `sockets`; `settings` add to SETTINGS or replace."""

    data: Path
    sockets: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    patience: float = START_SECONDS
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    def here(cls, **settings: str) -> "Embedded":
        """The server of this installation's data directory."""
        return cls(places.data_dir(), places.socket_dir(), settings)

    @property
    def directory(self) -> Path:
        """Where PostgreSQL keeps the database itself."""
        return self.data.resolve() / "db"

    @property
    def log(self) -> Path:
        """Where the server writes its log."""
        return self.data / "log" / "postgresql"

    def connect(self, name: str = NAME, role: str = NAME) -> psycopg.Connection:
        """A connection in autocommit. Raises psycopg.OperationalError when nobody answers."""
        return psycopg.connect(host=str(self.sockets), dbname=name, user=role, autocommit=True, connect_timeout=5)

    def answers(self) -> bool:
        """Whether the server does a piece of work now."""
        try:
            with self.connect(SUPERUSER, SUPERUSER) as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def listens(self) -> bool:
        """Whether somebody is at the socket: a server that starts, ends or is busy may not answer yet."""
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(5)
            try:
                knock.connect(str(self.sockets / ".s.PGSQL.5432"))
            except TimeoutError:
                return True
            except OSError:
                return False
        return True

    def start(self, *, mortal: bool = False) -> bool:
        """Have the server answer, with role and database. True when this call started it, False when it ran.

        `mortal`: the server ends with this process, even when that is killed. Raises PostgresError.
        """
        directories.prepare(self.data)
        with directories.locked(self.data / "db.lock", fcntl.LOCK_EX):
            runs = self._runs()
            if not runs:
                self._start(mortal=mortal)
            self._ensure_database()
            return not runs

    def _runs(self) -> bool:
        wait_until(lambda: self.answers() or not self.listens(), self.patience)
        return self.answers()

    def _start(self, *, mortal: bool) -> None:
        owner = postgres.account()
        directories.check_passage(self.data, owner)
        programs = postgres.reachable(postgres.for_server(self.directory), owner, self.data / "postgresql")
        directories.own(self.sockets, owner)
        directories.own(self.log, owner)
        if not self.directory.exists():
            self._create(programs, owner)
        self._clear_remains()
        self._launch(programs, owner, mortal=mortal)
        self._await_answer()

    def _create(self, programs: Programs, owner: struct_passwd | None) -> None:
        """Run initdb aside and move the result into place: an interrupted one leaves nothing behind."""
        draft = self.directory.with_name("db.new")
        shutil.rmtree(draft, ignore_errors=True)
        directories.own(draft, owner)
        command: list[str | Path] = [
            programs.bin / "initdb",
            "--pgdata",
            draft,
            "--username",
            SUPERUSER,
            "--encoding",
            "UTF8",
        ]
        command += [
            "--locale",
            "C.UTF-8",
            "--auth-local",
            "trust",
            "--auth-host",
            "reject",
            "--data-checksums",
        ]
        if self.settings.get("fsync") == "off":
            command.append("--no-sync")
        rights = postgres.as_account(owner)
        done = subprocess.run(command, capture_output=True, text=True, env=_environment(), **rights)
        if done.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise PostgresError(f"no database could be made in {self.directory}: {_reason(done.stderr)}")
        draft.rename(self.directory)

    def _clear_remains(self) -> None:
        """After a crash: end what is left of the old server, forget process ids that now mean another."""
        for sign in (signal.SIGTERM, signal.SIGQUIT, signal.SIGKILL):
            for process in living_in(self.directory):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, sign)
            if wait_until(lambda: not living_in(self.directory), 10):
                break
        (self.directory / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _launch(self, programs: Programs, owner: struct_passwd | None, *, mortal: bool) -> None:
        own = {"unix_socket_directories": str(self.sockets), "log_directory": str(self.log)}
        command: list[str | Path] = [programs.bin / "postgres", "-D", self.directory]
        for name, value in (SETTINGS | own | dict(self.settings)).items():
            command += ["-c", f"{name}={value}"]
        with directories.explained(self.log), (self.log.parent / "start.log").open("wb") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(),
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT) if mortal else None,
                **postgres.as_account(owner),
            )

    def _await_answer(self) -> None:
        started = told = time.monotonic()
        while not self.answers():
            if self.process and self.process.poll() is not None:
                raise PostgresError(f"the database in {self.directory} does not start: {self._last_words()}")
            if time.monotonic() - started > self.patience:
                raise PostgresError(f"the database in {self.directory} is silent after {self.patience:.0f} s")
            if time.monotonic() - told > 2:
                print("waiting for the database …", file=sys.stderr)  # noqa: T201
                told = time.monotonic()
            time.sleep(0.05)

    def _last_words(self) -> str:
        """Why the server ended, from its own logs."""
        logs = [self.log.parent / "start.log", *self.log.glob("*.log")]
        newest = sorted(logs, key=lambda log: log.stat().st_mtime)[-2:]
        text = "\n".join(log.read_text(errors="replace")[-5000:] for log in newest)
        return f"{_reason(text)} (more in {self.log.parent})"

    def _ensure_database(self) -> None:
        with self.connect(SUPERUSER, SUPERUSER) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE ROLE {NAME} LOGIN")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    def stop(self) -> None:
        """End the server in order and wait for it; nothing to do when none runs."""
        with directories.locked(self.data / "db.lock", fcntl.LOCK_EX):
            for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10)):
                if (postmaster := self._postmaster()) is not None:
                    os.kill(postmaster, sign)
                    wait_until(lambda: self._postmaster() is None, seconds)
        if self.process:
            self.process.wait(timeout=5)

    def _postmaster(self) -> int | None:
        """The server's first process: the one in postmaster.pid, if it really lives in this directory."""
        try:
            told = int((self.directory / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return None
        return told if told in living_in(self.directory) else None

    @contextlib.contextmanager
    def attached(self, *, mortal: bool = False) -> Iterator["Embedded"]:
        """Have the server for as long as the block runs. Whoever leaves last ends it, whoever started it."""
        directories.prepare(self.data)
        with directories.locked(self.data / "db.users", fcntl.LOCK_SH) as users:
            self.start(mortal=mortal)
            try:
                yield self
            finally:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    self.stop()


def _environment() -> dict[str, str]:
    """The server's environment: English messages, and no PG* variable that would redirect it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def _reason(text: str) -> str:
    """The telling line of PostgreSQL's output."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in ("FATAL:", "PANIC:", "error:", "No space left"))]
    return (telling or lines or ["no message"])[-1]
