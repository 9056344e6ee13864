"""The daily anchor: an HMAC over all hashes recorded on a day and the anchor before it.

It shows a tail that was cut together with its head. Each anchor is also written to a file outside the database, so that
removing anchors shows as well.
"""

import hmac
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from xinqiao.cases.models import Anchor, Event


def anchor_days(*, now: datetime) -> list[Anchor]:
    """Seal every past day that has events and no anchor yet. A day with a transaction still open waits."""
    last = Anchor.objects.order_by("-on").first()
    first = Event.objects.order_by("recorded_at").first()
    if first is None:
        return []
    on = last.on + timedelta(days=1) if last else timezone.localdate(first.recorded_at)
    made = []
    while on < min(timezone.localdate(now), _oldest_open_on(now)):
        count, seal = _seal(on, bytes(last.seal) if last else b"")
        last = Anchor.objects.create(on=on, count=count, seal=seal)
        made.append(last)
        on += timedelta(days=1)
    transaction.on_commit(lambda: _write_down(made))
    return made


def faults() -> Iterator[str]:
    """What no longer matches its anchor, and anchors that are gone."""
    before, known = b"", set()
    for anchor in Anchor.objects.order_by("on"):
        count, seal = _seal(anchor.on, before)
        if not hmac.compare_digest(seal, bytes(anchor.seal)):
            yield f"anchor of {anchor.on}: {anchor.count} events were sealed, {count} are there or some were altered"
        before = bytes(anchor.seal)
        known.add(_line(anchor))
    for line in _written_down():
        if line not in known:
            yield f"anchor of {line.split()[0]}: written down outside the database, not or otherwise in it"


def _write_down(made: list[Anchor]) -> None:
    path = Path(settings.ANCHOR_FILE)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a") as file:
        file.writelines(f"{_line(anchor)}\n" for anchor in made)


def _written_down() -> list[str]:
    path = Path(settings.ANCHOR_FILE)
    return path.read_text().splitlines() if path.exists() else []


def _line(anchor: Anchor) -> str:
    return f"{anchor.on} {anchor.count} {bytes(anchor.seal).hex()}"


def _seal(on: date, before: bytes) -> tuple[int, bytes]:
    """Count and HMAC of the day's hashes after the anchor `before`; ordered by hash, which no restore changes."""
    start = timezone.make_aware(datetime.combine(on, time.min))
    hashes = Event.objects.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    mac, count = hmac.new(settings.ANCHOR_KEY.encode(), str(on).encode() + before, sha256), 0
    for value in hashes.order_by("hash").values_list("hash", flat=True).iterator():
        mac.update(bytes(value))
        count += 1
    return count, mac.digest()


def _oldest_open_on(now: datetime) -> date:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(xact_start) FROM pg_stat_activity WHERE datname = current_database()")
        oldest = cursor.fetchone()[0]
    return timezone.localdate(oldest or now)
