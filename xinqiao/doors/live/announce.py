"""Telling the live process what changed, by NOTIFY; delivered when the transaction commits."""

import json
from collections.abc import Mapping

from django.db import connection

from xinqiao.cases.actors import platform
from xinqiao.cases.models import Event
from xinqiao.doors.live.topics import BESIDES, touched_by

CHANNEL = "xinqiao_live"


def tell(event: Event) -> None:
    """Announce the topics that an event touches. It carries no data of the case: pages ask for what they may see."""
    _notify(event.pk, touched_by(event))


def tell_besides(verb: str) -> None:
    """Announce the topics of what is no event of a case."""
    _notify(0, {topic: [platform().path] for topic in BESIDES[verb]})


def _notify(event_id: int, topics: Mapping[str, list[str]]) -> None:
    if not topics:
        return
    payload = json.dumps({"id": event_id, "topics": topics})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
