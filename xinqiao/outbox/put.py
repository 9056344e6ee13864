"""Writing an outbox row, within the transaction of the move it follows."""

from datetime import datetime

from xinqiao.outbox.models import Row


def put(*, subject: str, verb: str, ref: int, now: datetime) -> Row:
    """Ask for the reactions of `verb` on `subject` ("case:17"); `ref` is the event's id."""
    return Row.objects.create(subject=subject, verb=verb, ref=ref, enqueued_at=now)
