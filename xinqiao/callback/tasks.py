"""What the worker does for callbacks by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.callback import actions


@app.periodic(cron="* * * * *", periodic_id="open_expired_callbacks")
@app.task(queueing_lock="open_expired_callbacks")
def open_expired(timestamp: int) -> int:
    """Open a callback for every citizen whose limit has run out (floor rule 21). Returns how many."""
    return len(actions.open_expired(now=timezone.now()))


@app.periodic(cron="45 17 * * *", periodic_id="file_uncalled")  # 01:45 in Shanghai; cron counts in UTC
@app.task(queueing_lock="file_uncalled")
def file_uncalled(timestamp: int) -> int:
    """See to it that no completed case stays unfiled: give up what nobody has called back for a month, plan what was
    missed. Returns how many."""
    now = timezone.now()
    return len(actions.file_uncalled(now=now)) + actions.plan_missed(now=now)
