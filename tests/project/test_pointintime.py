"""Back to the moment before a mistake: a real server that archives its log, a base, and what came after it."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xinqiao.project.embedded import SUPERUSER, Embedded

Run = Callable[..., subprocess.CompletedProcess[str]]


class Server(Embedded):
    """A PostgreSQL server of one's own, reached by DATABASE_URL like any other."""

    @property
    def url(self) -> str:
        return f"postgresql://xinqiao@/xinqiao?host={self.sockets}"

    def say(self, statement: str) -> list[tuple[object, ...]]:
        with self.connect(role=SUPERUSER) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture
def log(place: Path) -> Path:
    (place / "log").mkdir()
    (place / "log").chmod(0o777)
    return place / "log"


@pytest.fixture
def server(place: Path, log: Path) -> Iterator[Server]:
    archiving = {
        "shared_buffers": "16MB", "wal_level": "replica", "archive_mode": "on",
        "archive_command": f'test ! -f "{log}/%f" && cp "%p" "{log}/%f"',
    }  # fmt: skip
    server = Server(place / "server", place / "server" / "run", archiving)
    with server.attached():
        server.say("ALTER ROLE xinqiao REPLICATION")
        yield server


@pytest.fixture
def platform(server: Server, place: Path, own_environment: dict[str, str], xinqiao: Run) -> Path:
    """The data directory of a platform on that server, with a file."""
    own_environment["DATABASE_URL"] = server.url
    done = xinqiao("migrate", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    server.say("CREATE TABLE memory (word text)")
    server.say("INSERT INTO memory VALUES ('before the base')")
    (place / "data" / "files").mkdir()
    (place / "data" / "files" / "photo").write_text("照片")
    (place / "bases").mkdir()
    return place / "data"


def now() -> str:
    return datetime.now(UTC).isoformat()


def test_the_moment_before_a_mistake_comes_back(
    server: Server, platform: Path, place: Path, log: Path, own_environment: dict[str, str], xinqiao: Run
):
    done = xinqiao("base", place / "bases")
    assert done.returncode == 0, done.stderr
    server.say("INSERT INTO memory VALUES ('after the base')")
    moment = now()
    server.say("DELETE FROM memory")
    server.say("INSERT INTO memory VALUES ('the mistake')")
    server.say("SELECT pg_switch_wal()")
    server.stop()
    del own_environment["DATABASE_URL"]

    done = xinqiao("recover", place / "bases", "--log", log, "--to", moment, "--into", place / "new")
    assert done.returncode == 0, done.stderr
    recovered = Embedded(place / "new", place / "new" / "run", {"shared_buffers": "16MB"})
    with recovered.attached(), recovered.connect(role="postgres") as connection:
        words = connection.execute("SELECT word FROM memory ORDER BY 1").fetchall()
    assert words == [("after the base",), ("before the base",)]
    assert (place / "new" / "files" / "photo").read_text() == "照片"
    assert (place / "new" / "keys" / "keyring.json").read_bytes() == (platform / "keys" / "keyring.json").read_bytes()
    assert xinqiao("check", data=place / "new").returncode == 0

    done = xinqiao("recover", place / "bases", "--log", log, "--to", "latest", "--into", place / "latest")
    latest = Embedded(place / "latest", place / "latest" / "run", {"shared_buffers": "16MB"})
    with latest.attached(), latest.connect(role="postgres") as connection:
        assert connection.execute("SELECT word FROM memory").fetchall() == [("the mistake",)]
    latest.stop()

    for words in (
        ("--to", "2020-01-01T00:00:00", "--into", place / "old"),
        ("--to", "latest", "--into", place / "new"),
    ):
        refused = xinqiao("recover", place / "bases", "--log", log, *words)
        assert (refused.returncode, "nothing was recovered" in refused.stderr) == (1, True)


def test_older_bases_and_the_log_before_them_go(server: Server, platform: Path, place: Path, log: Path, xinqiao: Run):
    for _ in range(2):
        server.say("INSERT INTO memory VALUES ('more'); SELECT pg_switch_wal()")
        done = xinqiao("base", place / "bases", "--keep", "1", "--log", log)
        assert done.returncode == 0, done.stderr
    [kept] = (place / "bases").iterdir()
    first = (kept / "db" / "backup_label").read_text().partition("(file ")[2][:24]
    assert min(path.name for path in log.iterdir() if len(path.name) == 24) >= first


def test_a_damaged_base_is_not_used(server: Server, platform: Path, place: Path, log: Path, xinqiao: Run):
    assert xinqiao("base", place / "bases").returncode == 0
    [base] = (place / "bases").iterdir()
    with (base / "db" / "global" / "1262").open("ab") as file:
        file.write(b"damage")
    done = xinqiao("recover", place / "bases", "--log", log, "--to", "latest", "--into", place / "new")
    assert (done.returncode, "pg_verifybackup" in done.stderr) == (1, True)


def test_it_is_for_a_server_of_ones_own(xinqiao: Run, migrated: Path, place: Path):
    assert "use xinqiao backup" in xinqiao("base", place).stderr
