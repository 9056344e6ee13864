"""How much a piece of work adds to PostgreSQL's write-ahead log."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg

from xinqiao.project import postgres


def written(dsn: str, cluster: Path | None, run: Callable[[], object]) -> dict[str, int]:
    """Bytes of log that `run` adds: in all and, where the cluster's directory is ours, without full-page images.

    Images depend on when the last checkpoint was, records do not.
    """
    with psycopg.connect(dsn, autocommit=True) as connection:
        start = _position(connection)
        run()
        end = _position(connection)
        row = connection.execute("SELECT %s::pg_lsn - %s::pg_lsn", [end, start]).fetchone()
    assert row is not None
    in_all = {"wal_bytes_with_images": int(row[0])}
    return in_all | ({"wal_bytes": _records(cluster, start, end)} if cluster else {})


def _position(connection: psycopg.Connection) -> str:
    row = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
    assert row is not None
    return str(row[0])


def _records(cluster: Path, start: str, end: str) -> int:
    programs = postgres.for_server(cluster)
    command: list[str | Path] = [
        programs.bin / "pg_waldump",
        "--stats",
        "--path",
        cluster / "pg_wal",
        "--start",
        start,
        "--end",
        end,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^Total\s+\d+\s+(\d+)", done.stdout, re.MULTILINE)
    assert found, done.stdout
    return int(found.group(1))
