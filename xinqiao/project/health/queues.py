"""What works behind the pages: reactions, jobs, sweeps."""

from datetime import timedelta

from django.utils import timezone

from xinqiao.cases.search import index
from xinqiao.project import vitals
from xinqiao.project.health.finding import Finding, fail, ok, warn

OLD_ROW = timedelta(minutes=1)
LATE_SWEEP = timedelta(minutes=3)
OLD_WORDS = timedelta(minutes=5)
START = "run: xinqiao up, or xinqiao worker"


def outbox() -> Finding:
    """Reactions are run soon after their moves, and none waits for a person."""
    outbox = vitals.outbox()
    if outbox.parked:
        advice = "run: xinqiao outbox list; mend the cause; run: xinqiao outbox retry"
        return fail("outbox", f"{outbox.parked} parked rows", advice)
    waits = outbox.waits(timezone.now())
    detail = f"{outbox.rows} rows, the oldest waits {waits:.0f} s"
    if waits > OLD_ROW.total_seconds():
        return warn("outbox", detail, "look whether the worker runs")
    return ok("outbox", detail)


def worker() -> Finding:
    """A job worker reported within the last half minute."""
    seen_at = vitals.worker_seen_at()
    if seen_at is None or timezone.now() - seen_at > vitals.STALLED_AFTER:
        last = f"last seen {timezone.localtime(seen_at):%F %T}" if seen_at else "never seen"
        return warn("worker", last, START)
    return ok("worker", "reported within 30 s")


def jobs() -> Finding:
    """No job failed for good, none is stuck in dead hands."""
    by_state, stalled = vitals.jobs(), vitals.stalled(timezone.now())
    if stalled:
        return warn("jobs", f"{stalled} in the hands of a dead worker", f"a running worker takes them back: {START}")
    if failed := by_state.get("failed", 0):
        return warn("jobs", f"{failed} failed", "read their errors in the worker's log; a sweep runs again by itself")
    return ok("jobs", f"{by_state.get('todo', 0)} waiting, {by_state.get('doing', 0)} in hand, none failed")


def sweeps() -> Finding:
    """What is done by the clock is done on time; what has never been due yet is not late."""
    late = {name: lag for name, lag in vitals.sweep_lags(timezone.now()).items() if lag and lag > LATE_SWEEP}
    if late:
        named = ", ".join(f"{name} by {lag.total_seconds() / 60:.0f} min" for name, lag in sorted(late.items()))
        return warn("sweeps", f"late: {named}", START)
    return ok("sweeps", "on time")


def search() -> Finding:
    """What was said is found by its words soon after."""
    behind = index.behind()
    if behind > OLD_WORDS.total_seconds():
        return warn(
            "search", f"{behind / 60:.0f} min behind", "it catches up by itself; at once: xinqiao search refresh"
        )
    return ok("search", f"{behind:.0f} s behind")
