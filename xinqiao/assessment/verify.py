"""Comparing the rollup with the facts, number by number."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from xinqiao.assessment.indicators import INDICATORS
from xinqiao.assessment.models import DayFigure, Refreshed
from xinqiao.assessment.periods import Span, after
from xinqiao.assessment.rollup import NOTHING, Row, facts_of, stored
from xinqiao.assessment.tally import Parts
from xinqiao.cases.models import Assignment, Event
from xinqiao.catalogue.models import CaseType, Category, Source
from xinqiao.people.models import Unit
from xinqiao.telephony.models import Call


@dataclass(frozen=True, slots=True)
class Difference:
    """A number of the rollup that the facts do not confirm."""

    day: date
    row: Row
    stored: Parts
    counted: Parts


@contextmanager
def still() -> Iterator[None]:
    """Everything read inside is of one moment, while the platform goes on. Waits for a refresh that is under way.

    Only outside of any transaction.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        # Before anything is read, so that what is then read is what the refresh left.
        cursor.execute(f"LOCK TABLE {Refreshed._meta.db_table} IN EXCLUSIVE MODE")
        yield


def counted_days() -> tuple[date, date] | None:
    """The first and the last day on which anything can be counted; None before the first event."""
    moments = [
        *Event.objects.aggregate(Min("at"), Max("at")).values(),
        *Assignment.objects.aggregate(Min("due_at"), Max("due_at")).values(),
        *Call.objects.aggregate(Min("entered_at"), Max("entered_at")).values(),
    ]
    days = [timezone.localdate(moment) for moment in moments if moment]
    days += [day for day in DayFigure.objects.aggregate(Min("day"), Max("day")).values() if day]
    return (min(days), max(days)) if days else None


def differences(first: date, last: date) -> Iterator[Difference]:
    """Every number of these days in which rollup and facts differ, as of the last refresh. A month at a time."""
    as_of = Refreshed.objects.get().as_of
    while first <= last:
        until = min(last, after(Span.MONTH, first) - timedelta(days=1))
        kept, counted = stored(first, until), facts_of(first, until, as_of)
        for day in sorted(kept.keys() | counted.keys()):
            yield from _of_day(day, kept.get(day, {}), counted.get(day, {}))
        first = until + timedelta(days=1)


def _of_day(day: date, kept: Mapping[Row, Parts], counted: Mapping[Row, Parts]) -> Iterator[Difference]:
    for row in sorted(kept.keys() | counted.keys(), key=str):
        if kept.get(row, NOTHING) != counted.get(row, NOTHING):
            yield Difference(day, row, kept.get(row, NOTHING), counted.get(row, NOTHING))


def told(found: Iterable[Difference]) -> Iterator[str]:
    """Each difference by name: day, whose number, which indicator, what the rollup holds and what the facts say."""
    names = {model: dict(model._default_manager.values_list("pk", "name")) for model in (Unit, Source, Category)}
    for one in found:
        cut, values, code = one.row
        whose = " ← ".join(str(_NAMES[name](names, value)) for name, value in values if value is not None) or "—"
        numbers = _("汇总 %(stored)s，事实 %(counted)s") % {
            "stored": " / ".join(map(str, one.stored)), "counted": " / ".join(map(str, one.counted))
        }  # fmt: skip
        yield f"{one.day} {cut.label} {whose} {_(INDICATORS[code].label)}: {numbers}"


_NAMES: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "unit": lambda names, pk: names[Unit][pk],
    "above": lambda names, pk: names[Unit][pk],
    "channel": lambda names, pk: names[Source][pk],
    "category": lambda names, pk: names[Category][pk],
    "case_type": lambda names, word: CaseType(word).label,
}
