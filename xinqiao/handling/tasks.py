"""What the worker does for units by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.handling import actions


@app.periodic(cron="* * * * *", periodic_id="auto_sign")
@app.task(queueing_lock="auto_sign")
def sign_overdue(timestamp: int) -> int:
    """Sign for every unit whose limit has passed (floor rule 5). Returns how many."""
    return actions.sign_overdue(now=timezone.now())
