"""What the worker does for the ledger by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.cases import anchors


@app.periodic(cron="15 17 * * *", periodic_id="anchor")  # 01:15 in Shanghai; cron counts in UTC
@app.task(queueing_lock="anchor")
def anchor_days(timestamp: int) -> int:
    """Seal the days that have ended; a day that was missed is sealed with the next. Returns how many."""
    return len(anchors.anchor_days(now=timezone.now()))
