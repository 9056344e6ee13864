"""What the worker does for the ledger and for what is searched by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from xinqiao.cases import anchors
from xinqiao.cases.search import index

BATCHES = 20  # in a minute; a database that was just filled is caught up with bit by bit


@app.periodic(cron="15 17 * * *", periodic_id="anchor")  # 01:15 in Shanghai; cron counts in UTC
@app.task(queueing_lock="anchor")
def anchor_days(timestamp: int) -> int:
    """Seal the days that have ended; a day that was missed is sealed with the next. Returns how many."""
    return len(anchors.anchor_days(now=timezone.now()))


@app.periodic(cron="* * * * *", periodic_id="index_words")
@app.task(queueing_lock="index_words", lock="index_words")
def index_words(timestamp: int) -> int:
    """Copy the texts of new events to where they are searched. Returns how many events were read."""
    return index.follow(most=BATCHES)
