"""Keeping the daily rollup: stale days are counted anew from the facts, each day wholly or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from xinqiao.assessment import stale
from xinqiao.assessment.indicators import INDICATORS, Indicator, Source
from xinqiao.assessment.models import Cut, DayFigure, Refreshed, StaleDay
from xinqiao.assessment.questions import Period
from xinqiao.assessment.tally import Parts, count

# What a row of each cut is told apart by, and the fields that hold it.
COLUMNS: Final[dict[Cut, tuple[str, ...]]] = {
    Cut.UNIT: ("unit", "above"), Cut.CHANNEL: ("channel",), Cut.CATEGORY: ("category",), Cut.CASE_TYPE: ("case_type",),
}  # fmt: skip
FIELDS: Final = {name: f"{name}_id" for name in ("unit", "above", "channel", "category")} | {"case_type": "case_type"}
NOTHING: Final = Parts()
NEAR, MOST = timedelta(days=3), timedelta(days=30)
Row = tuple[Cut, tuple[tuple[str, Any], ...], str]  # cut, its columns with their values, indicator


def refresh(*, now: datetime) -> int:
    """Bring the rollup up to date. Returns how many days were stale.

    The days to count are written down first; then days that lie together are counted in one transaction, so that
    whoever is killed in the middle leaves a whole rollup, and the rest of the days to the next one.
    """
    stale.note(now)
    days = sorted({*StaleDay.objects.values_list("day", flat=True)})
    for first, last in runs(days):
        recount(first, last)
    return len(days)


def runs(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    """First and last of the days that lie together, in their order: a question for a few days more costs less than
    another question, and none takes in more than `MOST`."""
    first, *rest = [*days, date.max] if days else [date.max]
    last = first
    for day in rest:
        if day - last > NEAR or day - first > MOST:
            yield first, last
            first = day
        last = day


@transaction.atomic
def recount(first: date, last: date) -> None:
    """Count these days anew, as of when the rollup was last brought up to date."""
    known = Refreshed.objects.select_for_update().get()
    days = {"day__range": (first, last)}
    seen = list(StaleDay.objects.filter(**days).values_list("pk", flat=True))
    DayFigure.objects.filter(**days).delete()
    keep(facts_of(first, last, known.as_of))
    StaleDay.objects.filter(pk__in=seen).delete()


def facts_of(first: date, last: date, as_of: datetime) -> dict[date, dict[Row, Parts]]:
    """What the rollup of these days must hold, counted from the facts; nothing is kept of what is all zero."""
    found: dict[date, dict[Row, Parts]] = {}
    period = Period.of_days(first, last, as_of)
    for cut, columns in COLUMNS.items():
        asked = [one for one in INDICATORS.values() if _has(one, cut)]
        for one in count(asked, period, "day", *columns, whole=cut == Cut.UNIT):
            day, *values = one.key
            if one.parts != NOTHING:
                row = cut, tuple(zip(columns, values, strict=True)), one.code
                found.setdefault(day, {})[row] = one.parts
    return found


def _has(indicator: Indicator, cut: Cut) -> bool:
    """Whether the indicator's rows can be divided so. Calls know no case: they are counted beside the case types."""
    if cut == Cut.UNIT:
        return indicator.by_unit
    return indicator.source != Source.CALLS or cut == Cut.CASE_TYPE


def stored(first: date, last: date) -> dict[date, dict[Row, Parts]]:
    """What the rollup holds of these days."""
    found: dict[date, dict[Row, Parts]] = {}
    for figure in DayFigure.objects.filter(day__range=(first, last)).iterator():
        cut = Cut(figure.cut)
        values = tuple((name, getattr(figure, FIELDS[name])) for name in COLUMNS[cut])
        parts = Parts(figure.numerator, figure.denominator, figure.excluded)
        found.setdefault(figure.day, {})[cut, values, figure.indicator] = parts
    return found


def keep(counted: Mapping[date, Mapping[Row, Parts]]) -> None:
    """Write the rows of these days, by COPY: a day of a large city has thousands."""
    columns = ("day", "cut", *FIELDS.values(), "indicator", *Parts._fields)
    statement = f"COPY {DayFigure._meta.db_table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for day, figures in counted.items():
            for (cut, values, code), parts in figures.items():
                named = dict(values)
                copy.write_row((day, cut.value, *(named.get(name) for name in FIELDS), code, *parts))
