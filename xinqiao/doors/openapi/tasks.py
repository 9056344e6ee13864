"""What the worker does for the API by the clock."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.doors.openapi.models import Repeat

KEPT = timedelta(days=7)


@app.periodic(cron="45 17 * * *", periodic_id="repeats")  # 01:45 in Shanghai; cron counts in UTC
@app.task(queueing_lock="repeats")
def forget_repeats(timestamp: int) -> int:
    """Forget Idempotency-Keys that nobody will send again. Returns how many."""
    return Repeat.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
