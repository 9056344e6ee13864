"""What the worker does for sign-in and the access log by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.people import brakes, limits, sealing
from xinqiao.people.sessions import SessionStore


@app.periodic(cron="30 17 * * *", periodic_id="sessions")  # 01:30 in Shanghai; cron counts in UTC
@app.task(queueing_lock="sessions")
def forget_sessions(timestamp: int) -> int:
    """Remove sessions that have ended and tries that count no more. Returns how many tries."""
    SessionStore.clear_expired()
    limits.forget(now=timezone.now())
    return brakes.forget(now=timezone.now())


@app.periodic(cron="*/10 * * * *", periodic_id="seal_audit")
@app.task(queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> int:
    """Seal what the access log has got since the last time. Returns how many rows."""
    made = sealing.seal(now=timezone.now())
    return made.count if made else 0
