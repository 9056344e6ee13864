"""The rows of the call log: a call and its segments, written from the events that are known of it."""

from collections.abc import Collection

from xinqiao.catalogue.models import Hotline
from xinqiao.telephony.models import Call, CallSegment, OpenEvent, Queue
from xinqiao.telephony.record import CallRecord, segments
from xinqiao.telephony.rows import read
from xinqiao.text.phone import NotAPhone, normalise
from xinqiao.vault.index import blind_index


def ended(linkedids: Collection[str]) -> set[str]:
    """Which of these calls have ended: their record is fixed, events that come again are no news."""
    return set(Call.objects.filter(linkedid__in=linkedids, ended_at__isnull=False).values_list("linkedid", flat=True))


def write(linkedid: str) -> None:
    """Write the call of this name as its events tell it now; when it has ended, let its events go."""
    events = OpenEvent.objects.filter(linkedid=linkedid)
    record = segments(read(event.line) for event in events)
    call, _ = Call.objects.update_or_create(linkedid=linkedid, defaults=_columns(record))
    call.segments.all().delete()
    CallSegment.objects.bulk_create(_segments(call, record))
    if record.ended_at:
        events.delete()


def _columns(record: CallRecord) -> dict[str, object]:
    phone = _phone(record.phone)
    return {
        "direction": record.direction,
        "hotline": Hotline.objects.filter(number=record.dialled).first(),
        "queue": Queue.objects.filter(code=record.queue).first(),
        "phone": phone,
        "phone_index": blind_index("phone", phone) if phone else "",
        "began_at": record.began_at,
        "entered_at": record.entered_at,
        "answered_at": record.answered_at,
        "ended_at": record.ended_at,
        "seat": record.seat,
        "hung_up_by": record.hung_up_by,
        "rating": record.rating,
    }


def _phone(raw: str) -> str:
    """The number in its one form; empty when it was withheld or is none."""
    try:
        return normalise(raw)
    except NotAPhone:
        return ""


def _segments(call: Call, record: CallRecord) -> list[CallSegment]:
    told = [
        CallSegment(
            call=call, kind=part.kind, began_at=part.began_at, ended_at=part.ended_at, seat=part.seat,
            detail=part.detail[:200], outcome=part.outcome[:32],
        )
        for part in record.segments
    ]  # fmt: skip
    told += [
        CallSegment(
            call=call, kind=CallSegment.Kind.RECORDING, began_at=at, ended_at=record.ended_at, detail=name[:200]
        )
        for at, name in record.recordings
    ]
    for position, segment in enumerate(told):
        segment.position = position
    return told
