"""What database and disk tell about the whole platform: the same from whichever process is asked."""

import shutil
import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.models import Count
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from xinqiao.cases.lifecycle import OPEN_STAGES
from xinqiao.cases.models import Case
from xinqiao.cases.search import index
from xinqiao.project import records, vitals

KEPT_SECONDS = 5.0

CONNECTIONS = """
    SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1
"""
SIZE = "SELECT pg_database_size(current_database())"


class Told:
    """A collector whose answer is kept for some seconds: however often it is asked, the database works once."""

    def __init__(self) -> None:
        self._kept: tuple[float, list[Metric]] | None = None
        self._lock = threading.Lock()

    def describe(self) -> list[Metric]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterable[Metric]:
        """All figures; of an unreachable database only that it is so."""
        with self._lock:
            if self._kept is None or time.monotonic() - self._kept[0] > KEPT_SECONDS:
                self._kept = (time.monotonic(), list(_all()))
            return self._kept[1]


def _all() -> Iterable[Metric]:
    yield from _of_disk()
    yield from _of_records()
    try:
        found = [*_of_queues(), *_of_database(), _of_cases()]
    except Error:
        found = []
    yield _one("database_up", "1 while the database answers.", float(bool(found)))
    yield from found


def _of_disk() -> Iterable[Metric]:
    usage = shutil.disk_usage(settings.DATA_DIR)
    yield _one("disk_free_bytes", "Room below the data directory.", usage.free)
    yield _one("disk_bytes", "Size of the disk of the data directory.", usage.total)


def _of_records() -> Iterable[Metric]:
    for name, about in (("backup", "newest backup"), ("drill", "last restore drill that found everything equal")):
        if record := records.recall(name):
            age = (timezone.now() - record.at).total_seconds()
            yield _one(f"{name}_age_seconds", f"Age of the {about} of this machine.", age)


def _of_queues() -> Iterable[Metric]:
    now, outbox, seen_at = timezone.now(), vitals.outbox(), vitals.worker_seen_at()
    yield _one("outbox_rows", "Rows of the outbox, the parked ones included.", outbox.rows)
    yield _one("outbox_oldest_seconds", "How long the oldest row that is not parked has waited.", outbox.waits(now))
    yield _one("outbox_parked", "Rows that wait for a person.", outbox.parked)
    yield _many("jobs", "Jobs by state; those that succeeded are kept for a week.", "state", vitals.jobs())
    yield _one("jobs_stalled", "Jobs in the hands of a worker that no longer lives.", vitals.stalled(now))
    if seen_at:
        yield _one("worker_seen_seconds", "Since a worker last reported.", (now - seen_at).total_seconds())
    lags = {name: lag.total_seconds() for name, lag in vitals.sweep_lags(now).items() if lag is not None}
    yield _one("search_behind_seconds", "Since the oldest event that words are not found of yet.", index.behind())
    yield _many("sweep_lag_seconds", "How late a sweep is; 0 while it is not due again.", "sweep", lags)


def _of_database() -> Iterable[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        by_state = dict(cursor.fetchall())
        cursor.execute(SIZE)
        size = cursor.fetchone()[0]
    yield _many("database_connections", "Connections to the platform's database.", "state", by_state)
    yield _one("database_bytes", "Size of the platform's database.", size)


def _of_cases() -> Metric:
    counted = Case.objects.filter(stage__in=OPEN_STAGES).values_list("stage").annotate(Count("pk"))
    return _many("cases", "Open cases by stage.", "stage", dict.fromkeys(sorted(OPEN_STAGES), 0) | dict(counted))


def _one(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(f"xinqiao_{name}", about, value=value)


def _many(name: str, about: str, label: str, values: Mapping[Any, float]) -> Metric:
    family = GaugeMetricFamily(f"xinqiao_{name}", about, labels=[label])
    for key, value in values.items():
        family.add_metric([str(key)], value)
    return family
