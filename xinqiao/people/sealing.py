"""Seals of the access log: an HMAC over the rows since the last seal and that seal, under a key outside the database.

Who can write to the table can change, insert or remove rows; not so that the seals still fit. Each seal is also written to
a file outside the database, so that removed seals show too. Rows younger than a minute, or beside a transaction that is
still open, wait for the next seal.
"""

import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from xinqiao.people.locks import queue_for
from xinqiao.people.models import Audit, AuditSeal

SETTLED: Final = timedelta(minutes=1)
BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)
FIELDS: Final = ("id", "at", "staff_id", "what", "subject", "reason", "address")


@transaction.atomic
def seal(*, now: datetime) -> AuditSeal | None:
    """Seal what has been written since the last seal and can no longer change. None when that is nothing."""
    queue_for("seal of the access log")  # two that seal at once come one after the other
    last = AuditSeal.objects.last()
    since, until = last.until if last else BEGINNING, min(now - SETTLED, _oldest_open() or now)
    if until <= since:
        return None
    count, digest = _digest(since, until)
    if not count:
        return None
    made = AuditSeal.objects.create(
        until=until, count=count, digest=digest, seal=_seal(until, digest, bytes(last.seal) if last else b"")
    )
    transaction.on_commit(lambda: _write_down(made))
    return made


def faults() -> Iterator[str]:
    """What no longer fits its seal, and seals that are gone."""
    since, before, known = BEGINNING, b"", set()
    for one in AuditSeal.objects.all():
        digest = bytes(one.digest)
        if not hmac.compare_digest(_seal(one.until, digest, before), bytes(one.seal)):
            yield f"access log: the seal of {one.until:%F %T} does not follow from the one before"
        if one.forgotten_at is None and _digest(since, one.until)[1] != digest:
            count = _between(since, one.until).count()
            yield f"access log: {one.count} rows until {one.until:%F %T} were sealed, {count} are there or some were altered"
        since, before = one.until, bytes(one.seal)
        known.add(_line(one))
    for line in _written_down():
        if line not in known:
            yield f"access log: the seal of {line.partition(' ')[0]} is written down outside the database and not in it"


@transaction.atomic
def forget(*, before: datetime, now: datetime) -> int:
    """Remove the rows of all seals that end before that moment; the seals stay. Returns how many rows."""
    since, removed = BEGINNING, 0
    for one in AuditSeal.objects.filter(until__lte=before):
        if one.forgotten_at is None:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL xinqiao.forgets = 'people_audit'")  # what the table's trigger asks for
            removed += _between(since, one.until).delete()[0]
            AuditSeal.objects.filter(pk=one.pk).update(forgotten_at=now)
        since = one.until
    return removed


def old(*, before: datetime) -> int:
    """How many rows `forget` would remove."""
    last = AuditSeal.objects.filter(until__lte=before).last()
    return Audit.objects.filter(at__lte=last.until).count() if last else 0


def _between(since: datetime, until: datetime) -> QuerySet[Audit]:
    return Audit.objects.filter(at__gt=since, at__lte=until)


def _digest(since: datetime, until: datetime) -> tuple[int, bytes]:
    digest, count = sha256(), 0
    for row in _between(since, until).order_by("id").values_list(*FIELDS).iterator():
        digest.update(json.dumps(row, default=_plain, separators=(",", ":")).encode() + b"\n")
        count += 1
    return count, digest.digest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _seal(until: datetime, digest: bytes, before: bytes) -> bytes:
    told = f"audit {until.astimezone(UTC).isoformat()} ".encode()
    return hmac.digest(settings.ANCHOR_KEY.encode(), told + digest + before, "sha256")


def _oldest_open() -> datetime | None:
    """Since when the oldest transaction of others is open: it may still write a row of then. None when none is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        oldest: datetime | None = cursor.fetchone()[0]
    return oldest


def _file() -> Path:
    return Path(settings.ANCHOR_FILE).with_name("audit-seals")


def _write_down(made: AuditSeal) -> None:
    _file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _file().open("a") as file:
        file.write(f"{_line(made)}\n")


def _written_down() -> list[str]:
    return _file().read_text().splitlines() if _file().exists() else []


def _line(one: AuditSeal) -> str:
    return f"{one.until.astimezone(UTC).isoformat()} {one.count} {bytes(one.seal).hex()}"
