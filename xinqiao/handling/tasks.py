"""What the worker does for units by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.cases.refusal import Refused
from xinqiao.handling import actions
from xinqiao.handling.queries import unsigned


@app.periodic(cron="* * * * *", periodic_id="auto_sign")
@app.task(queueing_lock="auto_sign")
def sign_overdue(timestamp: int) -> int:
    """Sign for every unit whose limit has passed (floor rule 5); costs what is due, not what is open. Returns how
    many."""
    now, signed = timezone.now(), 0
    for task in unsigned(now):
        try:
            actions.auto_sign(task, now=now)
        except Refused:  # the unit, or the dispatcher, was quicker
            continue
        signed += 1
    return signed
