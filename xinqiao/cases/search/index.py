"""Keeping what is searched: the texts of new events are copied behind them, batch by batch, by the worker.

Whoever registers a case pays nothing for it, and whatever wrote the events, the door, an import or a simulation, their
texts are found. What an amendment changes (the place) and what erasing takes away comes right by itself.
"""

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction

from xinqiao.cases.bulk import copy
from xinqiao.cases.models import CaseText
from xinqiao.cases.search.ends import end_keys
from xinqiao.cases.search.models import Indexed, Searchable
from xinqiao.cases.settled import settled
from xinqiao.text.masking import mask_free_text
from xinqiao.text.pairs import keys, searchable

BATCH: Final = 2_000
AMENDING: Final = ("amend", "wrap_up")
_NEXT: Final = """
    SELECT id, tx, verb, case_id FROM cases_event
    WHERE (tx, id) > (%s, %s) AND tx < %s ORDER BY tx, id LIMIT %s
"""
_BEHIND: Final = """
    SELECT extract(epoch FROM now() - event.recorded_at) FROM cases_event event
    WHERE (tx, id) > (SELECT coalesce(max(tx), 0), coalesce(max(event), 0) FROM cases_indexed) ORDER BY tx, id LIMIT 1
"""


def follow(*, most: int = 0) -> int:
    """Copy the texts of events that came since the last time, at most so many batches (0: all there are). Returns how
    many events were read; whoever is killed on the way goes on where he was."""
    read = done = 0
    while count := _batch():
        read, done = read + count, done + 1
        if count < BATCH or done == most:
            break
    return read


@transaction.atomic
def _batch() -> int:
    known, below = _held(), settled()
    if known.tx > below:  # the log of another server: from the beginning
        known.tx = known.event = 0
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [known.tx, known.event, below, BATCH])
        found = cursor.fetchall()
    if found:
        write([pk for pk, *_ in found], amended=[case for _, _, verb, case in found if verb in AMENDING])
        known.event, known.tx = found[-1][:2]
        known.save()
    return len(found)


def _held() -> Indexed:
    """The place in the ledger; held, nobody else writes or takes away what is searched."""
    return Indexed.objects.select_for_update().get_or_create(pk=1)[0]


def write(events: Iterable[int], *, amended: Iterable[int] = ()) -> None:
    """Copy the texts of these events, and the requests of cases that were amended, as they are now."""
    of_cases = CaseText.objects.filter(case__in=list(amended), event__seq=1).values_list("pk", flat=True)
    pks = {*events, *of_cases}
    Searchable.objects.filter(pk__in=pks).delete()
    texts = CaseText.objects.filter(pk__in=pks, erased_at=None).select_related("case", "event")
    copy((Searchable, _row(text)) for text in texts)


def _row(text: CaseText) -> Searchable:
    said = searchable("\n".join(map(mask_free_text, parts(text))))
    registered_at, found_by = text.case.registered_at, keys(said)
    if text.event.seq == 1:
        found_by += end_keys(text.case.number)
    return Searchable(event_id=text.pk, case_id=text.case_id, registered_at=registered_at, text=said, keys=found_by)


def parts(text: CaseText) -> list[str]:
    """What is read as the words of the text: of a request also its title and place."""
    asked = [text.case.title, text.case.place] if text.event.seq == 1 else []
    return [part for part in (*asked, text.body) if part]


def forget(case_id: int) -> None:
    """Take away the words of a case that is being erased; within the transaction that erases them."""
    _held()
    Searchable.objects.filter(case=case_id).delete()


@transaction.atomic
def start_anew() -> None:
    """Forget everything and begin with the first event when it is followed next."""
    _held()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {Searchable._meta.db_table}")
    Indexed.objects.update(tx=0, event=0)


def behind() -> float:
    """Seconds since the oldest event was recorded that has not been read yet; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND)
        found = cursor.fetchone()
    return float(found[0]) if found else 0.0
