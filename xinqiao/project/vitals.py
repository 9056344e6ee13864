"""Signs of life that the doctor and /metrics share: outbox, jobs, workers, sweeps. Cheap: each reads few rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from croniter import croniter
from django.db import connection
from procrastinate.contrib.django import app

STALLED_AFTER = timedelta(seconds=30)  # three missed heartbeats of a worker

OUTBOX = """
    SELECT count(*), min(enqueued_at) FILTER (WHERE parked_at IS NULL), count(*) FILTER (WHERE parked_at IS NOT NULL)
    FROM outbox_row
"""
JOBS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status"
STALLED = """
    SELECT count(*) FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND coalesce(worker.last_heartbeat < %s, true)
"""
SUCCEEDED = """
    SELECT job.task_name, max(event.at) FROM procrastinate_jobs job
    JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'succeeded'
    WHERE job.task_name = ANY(%s) GROUP BY job.task_name
"""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Rows that wait, the parked ones included; since when the oldest that is not parked waits."""

    rows: int
    oldest_at: datetime | None
    parked: int

    def waits(self, now: datetime) -> float:
        """Seconds that the oldest row has waited."""
        return (now - self.oldest_at).total_seconds() if self.oldest_at else 0.0


def outbox() -> Outbox:
    """How the outbox stands."""
    return Outbox(*_rows(OUTBOX)[0])


def jobs() -> dict[str, int]:
    """Number of jobs by the library's states."""
    return dict(_rows(JOBS))


def stalled(now: datetime) -> int:
    """Jobs in the hands of a worker that no longer lives."""
    found: int = _rows(STALLED, now - STALLED_AFTER)[0][0]
    return found


def worker_seen_at() -> datetime | None:
    """When a worker last reported."""
    found: datetime | None = _rows("SELECT max(last_heartbeat) FROM procrastinate_workers")[0][0]
    return found


def sweep_lags(now: datetime) -> dict[str, timedelta | None]:
    """Sweep -> how long ago it should have succeeded again; None for one that never did."""
    sweeps = {key[0]: (key[1], entry.cron) for key, entry in app.periodic_registry.periodic_tasks.items()}
    succeeded = dict(_rows(SUCCEEDED, list(sweeps)))
    return {name: _lag(cron, succeeded.get(task), now) for task, (name, cron) in sweeps.items()}


def _lag(cron: str, succeeded_at: datetime | None, now: datetime) -> timedelta | None:
    if succeeded_at is None:
        return None
    due_at: datetime = croniter(cron, succeeded_at.astimezone(UTC)).get_next(datetime)
    return max(now - due_at, timedelta(0))


def _rows(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values or None)
        return cursor.fetchall()
