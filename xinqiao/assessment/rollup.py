"""Keeping the daily rollup: stale days are counted anew from the facts, each day wholly or not at all."""

from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any, Final

from django.db import transaction

from xinqiao.assessment import stale
from xinqiao.assessment.indicators import INDICATORS, Indicator, Source
from xinqiao.assessment.models import Cut, DayFigure, Refreshed, StaleDay
from xinqiao.assessment.periods import Span, begin
from xinqiao.assessment.questions import Period
from xinqiao.assessment.tally import Parts, count

# What a row of each cut is told apart by, and the fields that hold it.
COLUMNS: Final[dict[Cut, tuple[str, ...]]] = {
    Cut.UNIT: ("unit", "above"), Cut.CHANNEL: ("channel",), Cut.CATEGORY: ("category",), Cut.CASE_TYPE: ("case_type",),
}  # fmt: skip
FIELDS: Final = {name: f"{name}_id" for name in ("unit", "above", "channel", "category")}
NOTHING: Final = Parts()
Row = tuple[Cut, tuple[tuple[str, Any], ...], str]  # cut, its columns with their values, indicator


def refresh(*, now: datetime) -> int:
    """Bring the rollup up to date. Returns how many days were stale.

    The days to count are written down first; each week's are then counted in one transaction, so that whoever is
    killed in the middle leaves a whole rollup, and the rest of the days to the next one.
    """
    stale.note(now)
    days = sorted({*StaleDay.objects.values_list("day", flat=True)})
    for _, week in groupby(days, partial(begin, Span.WEEK)):
        first, *more = week
        recount(first, more[-1] if more else first)
    return len(days)


@transaction.atomic
def recount(first: date, last: date) -> None:
    """Count these days anew, as of when the rollup was last brought up to date."""
    known = Refreshed.objects.select_for_update().get()
    days = {"day__range": (first, last)}
    seen = list(StaleDay.objects.filter(**days).values_list("pk", flat=True))
    DayFigure.objects.filter(**days).delete()
    counted = facts_of(first, last, known.as_of).items()
    DayFigure.objects.bulk_create(
        (_figure(day, row, parts) for day, figures in counted for row, parts in figures.items()), batch_size=2000
    )
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
        values = tuple((name, getattr(figure, FIELDS.get(name, name))) for name in COLUMNS[cut])
        parts = Parts(figure.numerator, figure.denominator, figure.excluded)
        found.setdefault(figure.day, {})[cut, values, figure.indicator] = parts
    return found


def _figure(day: date, row: Row, parts: Parts) -> DayFigure:
    cut, values, code = row
    named = {FIELDS.get(name, name): value for name, value in values}
    return DayFigure(day=day, cut=cut, indicator=code, **named, **parts._asdict())
