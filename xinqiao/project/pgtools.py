"""Running pg_dump and pg_restore against the platform's database, whichever server that is."""

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from xinqiao.project import postgres
from xinqiao.project.embedded import SUPERUSER, Embedded
from xinqiao.project.postgres import PostgresError

# Schema public is there already, with the rights of the server it is on.
NOT_OURS = (" SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")


def connect(**changes: Any) -> psycopg.Connection:
    """A plain connection to the platform's database, beside Django's."""
    settings = connection.get_connection_params()
    kept = {name: value for name, value in settings.items() if name not in {"cursor_factory", "context"}}
    return psycopg.connect(**kept | changes)


def connect_as_superuser() -> psycopg.Connection:
    """A connection that may switch triggers off: the embedded database's superuser, else the configured role."""
    return connect() if os.environ.get("DATABASE_URL") else Embedded.here().connect(role=SUPERUSER)


def dump(server: psycopg.Connection, snapshot: str, target: Path) -> None:
    """Dump what the exported snapshot sees into `target`, in pg_dump's own format."""
    _run(server, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}", "--schema=public")


def restore(server: psycopg.Connection, source: Path) -> None:
    """Bring the dump into the empty schema public, all or nothing. Rights and owners become the target's."""
    listing = _run(server, "pg_restore", "--list", str(source), connects=False)
    wanted = "".join(f"{line}\n" for line in listing.splitlines() if not any(part in line for part in NOT_OURS))
    with tempfile.NamedTemporaryFile("w", suffix=".list") as contents:
        contents.write(wanted)
        contents.flush()
        options = ("--no-owner", "--no-acl", "--exit-on-error", "--single-transaction")
        _run(server, "pg_restore", *options, f"--use-list={contents.name}", str(source))


def _run(server: psycopg.Connection, program: str, *options: str, connects: bool = True) -> str:
    programs = postgres.for_dump(server.info.server_version // 10000)
    command, environment = [str(programs.bin / program), *options], dict(os.environ)
    if connects:
        given, own = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
        *place, name = given[1:]
        command[1:1] = [*place, f"--dbname={name}", "--no-password"]
        environment |= own or {}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        # The first line only: what follows may quote rows.
        raise PostgresError(f"{program}: {lines[0]}")
    return done.stdout
