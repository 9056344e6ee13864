"""What the worker does for the house as a whole by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.project import retention


@app.periodic(cron="30 18 * * *", periodic_id="retention")  # 02:30 in Shanghai; cron counts in UTC
@app.task(queueing_lock="retention")
def apply_retention(timestamp: int) -> int:
    """Remove what has been kept long enough. Returns how many rows and files."""
    return sum(one.count for one in retention.apply(now=timezone.now()))
