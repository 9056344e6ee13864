"""Announcing what many ask about, and ending it. Pages that show announcements hear of both."""

from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.knowledge.models import Announcement
from xinqiao.outbox.put import put
from xinqiao.people import audit
from xinqiao.people.models import Staff


@transaction.atomic
def announce(*, by: Staff, now: datetime, **said: Any) -> Announcement:
    """Make it known at once; `said` are the columns of an announcement up to `parent_number`, and `ends_at`."""
    made = Announcement.objects.create(announced_by=by, announced_at=now, **said)
    return _told(made, "announce", by, now)


@transaction.atomic
def end_announcement(announcement: Announcement, *, by: Staff, now: datetime) -> Announcement:
    """It holds no longer. One that is over stays as it ended."""
    held = Announcement.objects.select_for_update().get(pk=announcement.pk)
    if held.ends_at <= now:
        return held
    held.ends_at, held.ended_by = now, by
    held.save(update_fields=["ends_at", "ended_by"])
    return _told(held, "end_announcement", by, now)


def _told(announcement: Announcement, verb: str, by: Staff, now: datetime) -> Announcement:
    audit.note(what=verb, by=by, subject=announcement.title)
    put(subject=f"announcement:{announcement.pk}", verb=verb, ref=announcement.pk, now=now)
    return announcement
