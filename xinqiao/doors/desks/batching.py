"""Making a move on up to a thousand rows: each in a transaction of its own with its result, so that a worker that is killed
leaves no row half made, and the next one goes on where it was."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext

from xinqiao.cases.forms import REFUSALS
from xinqiao.cases.lifecycle import MOVES, At
from xinqiao.cases.pages import find
from xinqiao.doors.desks.batch_moves import BATCHABLE, Given
from xinqiao.doors.desks.models import Batch, BatchRow
from xinqiao.people import audit
from xinqiao.people.models import Staff, Unit
from xinqiao.people.paging import MOST_COUNTED

MOST: Final = MOST_COUNTED  # of a longer list the page says so, and offers the oldest
log = logging.getLogger(__name__)

Chosen = tuple[int, str, str]
Outcome = tuple[bool, str]


def begin(
    verb: str, filters: Mapping[str, str], *, unit: Unit | None, note: str, by: Staff, request: HttpRequest | None,
    now: datetime,
) -> Batch | None:  # fmt: skip
    """Keep which rows the list holds at this moment, the oldest first, MOST at the most. It leaves a row in the access log.
    None where the list is empty."""
    chosen = _chosen(verb, filters, by)
    if not chosen:
        return None
    with transaction.atomic():
        batch = Batch.objects.create(
            by=by, verb=verb, unit=unit, note=note, language=translation.get_language() or "", begun_at=now
        )
        BatchRow.objects.bulk_create(
            BatchRow(batch=batch, place=place, key=key, case_number=case, number=number)
            for place, (key, case, number) in enumerate(chosen)
        )
        audit.note(what="batch", by=by, subject=batch.number, reason=f"{verb} × {len(chosen)}", request=request)
    return batch


def _chosen(verb: str, filters: Mapping[str, str], by: Staff) -> list[Chosen]:
    found = BATCHABLE[verb].chosen(by, filters)
    if MOVES[verb].at == At.CASE:
        return [(pk, number, number) for pk, number in found.values_list("pk", "number")[:MOST]]
    rows = found.values_list("pk", "case__number", "suffix")[:MOST]
    return [(pk, number, f"{number}-{suffix}") for pk, number, suffix in rows]


def cancel(batch: Batch, *, request: HttpRequest | None, now: datetime) -> bool:
    """Try no further row; what is made stays made. False where it has ended already, or was cancelled."""
    with transaction.atomic():
        stopped = Batch.objects.filter(pk=batch.pk, ended_at=None, cancelled_at=None).update(cancelled_at=now)
        if stopped:
            audit.note(what="cancel_batch", by=batch.by, subject=batch.number, request=request)
    return bool(stopped)


def run(pk: int) -> None:
    """Make the move on every row that was not tried yet, until there is none or the batch is cancelled."""
    while _go_on(pk):
        pass


@transaction.atomic
def _go_on(pk: int) -> bool:
    """Make the move on the next row and write down what became of it, together; False at the end. The lock lets a
    second worker, which was given the same batch, wait for its turn."""
    batch = Batch.objects.select_for_update(of=("self",)).select_related("by", "unit").get(pk=pk)
    row = None if batch.cancelled_at else batch.rows.filter(is_made=None).first()
    if row is None:
        batch.note, batch.ended_at = "", batch.ended_at or timezone.now()
        batch.save(update_fields=["note", "ended_at"])
        return False
    with translation.override(batch.language):
        row.is_made, row.told = _tried(batch, row)
    row.save(update_fields=["is_made", "told"])
    return True


def _tried(batch: Batch, row: BatchRow) -> Outcome:
    """What became of one row. The person was read anew with the batch: what he may not do any more is refused."""
    now, by = timezone.now(), batch.by
    if not by.is_active:
        return False, gettext("您的账号已停用")
    if not by.sessions.filter(expire_date__gt=now).exists():
        return False, gettext("您已退出登录")
    move = MOVES[batch.verb]
    which = {"number": row.number} if move.at == At.CASE else {"pk": row.key}
    try:
        with transaction.atomic():
            on = find(by, move, **which)
            return True, BATCHABLE[batch.verb].make(on, Given(batch.unit, batch.note, by, now))
    except Http404:
        return False, gettext("您的岗位现在不能办理此件")
    except REFUSALS as error:
        return False, str(error)
    except (OperationalError, InterfaceError):
        raise  # the database went away: the worker tries this row again
    except Exception as error:
        # Its name alone: what a failed row says may hold what the row holds.
        log.error("batch %s: %s failed: %s", batch.number, row.number, type(error).__name__)
        return False, gettext("系统出错，没有办理；请打开后再试")
