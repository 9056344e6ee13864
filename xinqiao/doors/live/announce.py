"""Telling the live process what changed, by NOTIFY; delivered when the transaction commits."""

import json

from django.db import connection

from xinqiao.cases.models import Event
from xinqiao.doors.live.topics import touched_by

CHANNEL = "xinqiao_live"


def tell(event: Event) -> None:
    """Announce the topics that an event touches. It carries no data of the case: pages ask for what they may see."""
    if not (topics := touched_by(event)):
        return
    payload = json.dumps({"id": event.pk, "topics": topics})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
