"""What the worker does for sign-in by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.people import brakes
from xinqiao.people.sessions import SessionStore


@app.periodic(cron="30 17 * * *", periodic_id="sessions")  # 01:30 in Shanghai; cron counts in UTC
@app.task(queueing_lock="sessions")
def forget_sessions(timestamp: int) -> int:
    """Remove sessions that have ended and tries that count no more. Returns how many tries."""
    SessionStore.clear_expired()
    return brakes.forget(now=timezone.now())
