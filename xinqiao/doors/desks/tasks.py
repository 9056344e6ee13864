"""What the worker does for the desks: writing exports, removing old ones, moves on whole lists."""

import logging

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xinqiao.doors.desks import batching, exporting
from xinqiao.files.models import Export

log = logging.getLogger(__name__)


@app.task
def write_export(pk: int) -> int:
    """Write an export's file. Returns how many rows; a failure shows at the export and is not tried again."""
    export = Export.objects.select_related("by").get(pk=pk)
    try:
        return exporting.write(export)
    except Exception as error:
        Export.objects.filter(pk=pk).update(failed_at=timezone.now())
        # Its name alone: what a failed row says may hold what the row holds.
        log.error("export %s failed: %s", export.number, type(error).__name__)
        return 0


@app.periodic(cron="20 17 * * *", periodic_id="exports")  # 01:20 in Shanghai; cron counts in UTC
@app.task(queueing_lock="exports")
def remove_exports(timestamp: int) -> int:
    """Remove the files of old exports. Returns how many."""
    return exporting.remove_old(now=timezone.now())


@app.task(retry=RetryStrategy(max_attempts=20, wait=5, retry_exceptions={OperationalError, InterfaceError}))
def run_batch(pk: int) -> None:
    """Make a move on the rows of a batch; begun a second time it goes on where it was."""
    batching.run(pk)
