"""Figures from a standby: a real one, that follows the database by its log, lags, and goes away."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bench.installation import ROOT, Installation
from xinqiao.project import directories, postgres
from xinqiao.project.embedded import SUPERUSER, Embedded
from xinqiao.project.processes import wait_until

SMALL = {"shared_buffers": "16MB"}


@pytest.fixture
def database() -> Iterator[tuple[Installation, Embedded]]:
    """A platform, and its database."""
    with Installation.prepared() as own:
        server = Embedded(own.data, own.data / "run", SMALL)
        with server.attached():
            installation = replace(own, extra={"DATABASE_URL": url(server)})
            installation.run("city", "apply", str(ROOT / "cities" / "minimal"))
            yield installation, server


@pytest.fixture
def standby(database: tuple[Installation, Embedded]) -> Iterator[Embedded]:
    """A copy of that database that follows it."""
    _, server = database
    with Installation.temporary() as place:
        directories.prepare(place.data)
        owner = postgres.account()
        directories.own(place.data / "db", owner)
        programs = postgres.reachable(postgres.for_server(server.directory), owner, server.data / "postgresql")
        copied = [
            programs.bin / "pg_basebackup", "--host", server.sockets, "--username", SUPERUSER, "--pgdata",
            place.data / "db", "--write-recovery-conf", "--checkpoint=fast",
        ]  # fmt: skip
        subprocess.run(copied, check=True, capture_output=True, **postgres.as_account(owner))
        follower = Embedded(place.data, place.data / "run", SMALL | {"hot_standby_feedback": "on"})
        with follower.attached():
            yield follower


def url(server: Embedded) -> str:
    return f"postgresql://xinqiao@/xinqiao?host={server.sockets}"


def accepted(installation: Installation) -> int:
    """How many cases its figures tell."""
    told = json.loads(installation.run("figures", "--format", "json"))["figures"]
    return next((one["denominator"] for one in told if one["code"] == "accepted"), 0)


def some_cases_more(installation: Installation, seed: str) -> None:
    """As a day's histories; the figures follow."""
    installation.run("simulate", "--days", "1", "--bulk", "--on-real-data", "--seed", seed)
    installation.run("figures", "refresh")


def await_standby(server: Embedded, follower: Embedded) -> None:
    reached = ask(server, "SELECT pg_current_wal_lsn()::text")
    assert wait_until(lambda: ask(follower, f"SELECT pg_last_wal_replay_lsn() >= '{reached}'"), 60)


def ask(server: Embedded, question: str) -> Any:
    with server.connect(role=SUPERUSER) as connection:
        return connection.execute(question).fetchone()[0]


def finding(installation: Installation) -> str:
    return next(line for line in installation.ask("doctor").stdout.splitlines() if "standby" in line)


def test_figures_are_read_from_the_standby_and_from_the_database_when_it_is_silent(
    database: tuple[Installation, Embedded], standby: Embedded
):
    alone, server = database
    reading = replace(alone, extra=alone.extra | {"XINQIAO_STANDBY_URL": url(standby)})
    some_cases_more(alone, "1")
    await_standby(server, standby)
    before = accepted(alone)
    assert accepted(reading) == before > 0
    assert "ok" in finding(reading)

    ask(standby, "SELECT pg_wal_replay_pause()::text")
    some_cases_more(reading, "2")
    after = accepted(alone)
    assert accepted(reading) == before < after, "the figures were not read from the standby"

    standby.stop()
    assert accepted(reading) == after
    assert "silent" in finding(reading)
