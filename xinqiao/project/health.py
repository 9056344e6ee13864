"""What `doctor` looks at. Each check returns findings: what was looked at, how it is, what to do."""

import os
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xinqiao.deadlines.models import CalendarYear
from xinqiao.outbox.models import Row
from xinqiao.project import postgres, seals
from xinqiao.vault.errors import VaultError

GIGABYTE = 10**9


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table."""

    state: State
    what: str
    detail: str
    advice: str = ""


def examine() -> Iterable[Finding]:
    """All findings, one by one. A check that cannot be made is a failure of its own, never the end."""
    for check in CHECKS:
        try:
            yield check()
        except DatabaseError as error:
            detail = str(error).partition("\n")[0]
            yield Finding(State.FAIL, _title(check), detail, "see the database's finding")


def _title(check: Callable[[], Finding]) -> str:
    return check.__name__.replace("_", " ")


def database() -> Finding:
    """Reachable, and of a supported version."""
    connection.ensure_connection()
    major = connection.cursor().connection.info.server_version // 10000
    detail = f"PostgreSQL {major}"
    if major < postgres.OLDEST_MAJOR:
        return Finding(State.FAIL, "database", detail, f"use PostgreSQL {postgres.OLDEST_MAJOR} or newer")
    return Finding(State.OK, "database", detail)


def migrations() -> Finding:
    """Every migration applied."""
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        return Finding(State.FAIL, "migrations", f"{missing} not applied", "run: xinqiao migrate")
    return Finding(State.OK, "migrations", "all applied")


def disk_space() -> Finding:
    """Room for database, recordings and backups."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    detail = f"{usage.free / GIGABYTE:.1f} GB free below {settings.DATA_DIR}"
    advice = "free some space, or move the data directory to a larger disk"
    if usage.free < GIGABYTE:
        return Finding(State.FAIL, "disk space", detail, advice)
    if usage.free < 10 * GIGABYTE or usage.free < usage.total / 20:
        return Finding(State.WARN, "disk space", detail, advice)
    return Finding(State.OK, "disk space", detail)


def data_directory() -> Finding:
    """Ours, and closed to others: they may at most pass through (root's database is another account's)."""
    kept = settings.DATA_DIR.stat()
    mode = kept.st_mode & 0o777
    detail = f"{settings.DATA_DIR} {mode:o}"
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return Finding(State.FAIL, "data directory", detail, "make it writable for the platform's user")
    if mode & 0o066:
        state = State.FAIL if mode & 0o022 else State.WARN
        return Finding(state, "data directory", detail, f"run: chmod go-rw {settings.DATA_DIR}")
    return Finding(State.OK, "data directory", detail)


def keyring() -> Finding:
    """The keys of appellants' data: without them the data cannot be read."""
    mode = settings.KEYRING.stat().st_mode & 0o777 if settings.KEYRING.exists() else 0
    if mode & 0o077:
        return Finding(State.FAIL, "keyring", f"open to others ({mode:o})", f"run: chmod 600 {settings.KEYRING}")
    if not mode and not seals.anything_sealed():
        return Finding(State.WARN, "keyring", f"{settings.KEYRING} is missing", "run: xinqiao migrate")
    try:
        seals.require_keys()
    except VaultError as error:
        return Finding(State.FAIL, "keyring", str(error), "put back keys/keyring.json of a backup")
    if lost := seals.lost_indexes():
        detail = f"index key {lost} is missing: those citizens are not found by number or name"
        return Finding(State.WARN, "keyring", detail, "run: xinqiao keys renew")
    return Finding(State.OK, "keyring", "opens what is sealed, its user's alone")


def outbox() -> Finding:
    """Reactions are run soon after their moves, and none waits for a person."""
    parked = Row.objects.filter(parked_at__isnull=False).count()
    if parked:
        advice = "run: xinqiao outbox list; mend the cause; run: xinqiao outbox retry"
        return Finding(State.FAIL, "outbox", f"{parked} parked rows", advice)
    oldest = Row.objects.order_by("id").values_list("enqueued_at", flat=True).first()
    age = timezone.now() - oldest if oldest else timedelta(0)
    if age > timedelta(minutes=1):
        return Finding(State.WARN, "outbox", f"oldest row waits {age.seconds} s", "look whether the worker runs")
    return Finding(State.OK, "outbox", f"oldest row waits {age.seconds} s")


def worker() -> Finding:
    """A job worker reported within the last half minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        seen: datetime | None = cursor.fetchone()[0]
    if seen is None or timezone.now() - seen > timedelta(seconds=30):
        last = f"last seen {seen:%F %T}" if seen else "never seen"
        return Finding(State.WARN, "worker", last, "run: xinqiao up, or xinqiao worker")
    return Finding(State.OK, "worker", "reported within 30 s")


def calendar() -> Finding:
    """Holidays of this year are known, and from November on those of the next."""
    today = timezone.localdate()
    known = set(CalendarYear.objects.values_list("year", flat=True))
    if today.year not in known:
        return Finding(State.FAIL, "calendar", f"{today.year} is missing", "enter the published holidays")
    if today.year + 1 not in known:
        state = State.WARN if today >= date(today.year, 11, 15) else State.OK
        return Finding(state, "calendar", f"{today.year + 1} is not published yet", "enter it when it is")
    return Finding(State.OK, "calendar", f"{today.year} and {today.year + 1} known")


def clock() -> Finding:
    """Our clock and the database server's agree: deadlines are counted by both."""
    before = time.time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        apart = abs(float(cursor.fetchone()[0]) - (before + time.time()) / 2)
    if apart > 2:
        return Finding(State.FAIL, "clock", f"{apart:.0f} s apart from the database's", "set up time synchronisation")
    return Finding(State.OK, "clock", f"{timezone.localtime():%F %T %Z}, the database agrees")


CHECKS: tuple[Callable[[], Finding], ...] = (
    database,
    migrations,
    disk_space,
    data_directory,
    keyring,
    outbox,
    worker,
    calendar,
    clock,
)
