"""What the worker does for figures by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.assessment import rollup


@app.periodic(cron="* * * * *", periodic_id="refresh_figures")
@app.task(queueing_lock="refresh_figures", lock="refresh_figures")
def refresh_figures(timestamp: int) -> int:
    """Count anew the days that have become stale. Returns how many."""
    return rollup.refresh(now=timezone.now())
