"""The database: there, of a supported version, safe against a power cut, up to date, and of one mind about the time."""

import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, OperationalError, connection
from django.db import connections as databases
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xinqiao.assessment.standby import STANDBY
from xinqiao.project import postgres
from xinqiao.project.health.finding import Finding, fail, ok, warn

# Without these a power cut may cost confirmed cases.
SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": ("on", "local", "remote_write", "remote_apply")}
FULL_SHARE = 0.8
CLOCK_SECONDS = 2
FAR_BEHIND_BYTES = 64_000_000  # four files of log


def reachable() -> Finding:
    """There, of a supported version, in UTF-8."""
    connection.ensure_connection()
    major = connection.cursor().connection.info.server_version // 10000
    encoding, kind, size = _row(
        "SELECT pg_encoding_to_char(encoding), datctype, pg_database_size(oid) FROM pg_database"
        " WHERE datname = current_database()"
    )
    detail = f"PostgreSQL {major}, {encoding} {kind}, {size / 1e9:.2f} GB"
    if major < postgres.OLDEST_MAJOR:
        return fail("database", detail, f"use PostgreSQL {postgres.OLDEST_MAJOR} or newer")
    if encoding != "UTF8":
        return fail("database", detail, "make a database with ENCODING 'UTF8' and restore a backup into it")
    if kind in {"C", "POSIX"}:
        return warn("database", detail, "make a database with LC_CTYPE 'C.UTF-8': searches miss Chinese in this one")
    return ok("database", detail)


def safe_settings() -> Finding:
    """What it has confirmed survives a power cut."""
    wrong = [name for name, good in SAFE.items() if _row(f"SHOW {name}")[0] not in good]
    if wrong:
        return fail(
            "database safety", f"{', '.join(wrong)} off", "set them to on in postgresql.conf: cases can be lost"
        )
    archives = _row("SHOW archive_mode")[0] != "off"
    if archives and (failed := _row("SELECT last_failed_wal FROM pg_stat_archiver WHERE last_failed_time >"
                                    " coalesce(last_archived_time, '-infinity')")):  # fmt: skip
        return fail("database safety", f"the log {failed[0]} is not archived", "look at archive_command and its disk")
    return ok("database safety", f"survives a power cut; log archive {'on' if archives else 'off'}")


def connections() -> Finding:
    """Room for more connections."""
    used, most = _row("SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity")
    detail = f"{used} of {most} in use"
    if used > most * FULL_SHARE:
        return warn("connections", detail, "raise max_connections, or put pgBouncer before it (docs/operate.md)")
    return ok("connections", detail)


def standby() -> Finding:
    """The standby for figures, if one is named: it follows, and closely."""
    if STANDBY not in databases.settings:
        return ok("standby", "none; figures are read from the database itself")
    try:
        follows, reached = _row("SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()::text", of=STANDBY)
    except OperationalError:
        return warn("standby", "silent", "start it; until then figures are read from the database itself")
    if not follows:
        return fail("standby", "follows no database", "let XINQIAO_STANDBY_URL name one that does, or leave it out")
    (behind,) = _row(f"SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '{reached}')")
    detail = f"{behind / 1_000_000:.1f} MB of log behind"
    if behind > FAR_BEHIND_BYTES:
        return warn("standby", detail, "figures are old: look at its log and at pg_stat_replication")
    return ok("standby", detail)


def migrations() -> Finding:
    """Every migration applied."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return fail("migrations", f"{missing} not applied", "run: xinqiao migrate")
    return ok("migrations", "all applied")


def clock() -> Finding:
    """Our clock and the database server's agree: deadlines are counted by both."""
    before = time.time()
    apart = abs(float(_row("SELECT extract(epoch FROM clock_timestamp())")[0]) - (before + time.time()) / 2)
    if apart > CLOCK_SECONDS:
        return fail("clock", f"{apart:.0f} s apart from the database's", "set up time synchronisation (chrony)")
    return ok("clock", f"{timezone.localtime():%F %T %Z}, the database agrees")


def _row(question: str, of: str = DEFAULT_DB_ALIAS) -> tuple[Any, ...]:
    with databases[of].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone() or ()
