"""What the worker does for the house as a whole by the clock."""

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from xinqiao.project import retention

KEPT_HOURS = 7 * 24


@app.periodic(cron="0 18 * * *", periodic_id="forget_jobs")  # 02:00 in Shanghai; cron counts in UTC
@app.task(queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Remove jobs that ended well a week ago; what failed stays for a person to see."""
    await context.app.job_manager.delete_old_jobs(KEPT_HOURS, include_cancelled=True, include_aborted=True)


@app.periodic(cron="30 18 * * *", periodic_id="retention")  # 02:30 in Shanghai
@app.task(queueing_lock="retention")
def apply_retention(timestamp: int) -> int:
    """Remove what has been kept long enough. Returns how many rows and files."""
    return sum(one.count for one in retention.apply(now=timezone.now()))
