"""Evaluating indicators over cases, assignments, callbacks and ratings - for the platform and unit by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from xinqiao.assessment.facts import Rows, rows_of
from xinqiao.assessment.indicators import INDICATORS, Indicator, Source
from xinqiao.cases.models import Request

UNIT_SOURCES = frozenset({Source.ASSIGNMENTS, Source.RATINGS})


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, not including, `until`; what is still open is judged as of `now`."""

    since: datetime
    until: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator's value with what it was made of; `unit_id` None is the whole platform."""

    indicator: Indicator
    numerator: int
    denominator: int
    excluded: int
    unit_id: int | None = None

    @property
    def is_share(self) -> bool:
        """False for a plain count, whose value is its denominator."""
        return bool(self.indicator.numerator)

    @property
    def percent(self) -> float | None:
        """The share in percent; None for a count and for an empty denominator."""
        return 100 * self.numerator / self.denominator if self.is_share and self.denominator else None


def platform(period: Period, indicators: Iterable[Indicator] = INDICATORS.values()) -> list[Figure]:
    """Every indicator for the whole platform, in the order given; one query each."""
    return [_figure(indicator, _aggregate(indicator, period)) for indicator in indicators]


def unit_indicators() -> list[Indicator]:
    """The indicators whose rows belong to a unit."""
    return [indicator for indicator in INDICATORS.values() if indicator.source in UNIT_SOURCES]


def by_unit(period: Period) -> dict[int, dict[str, Figure]]:
    """Unit id -> indicator code -> figure, for `unit_indicators`; one query each."""
    found: dict[int, dict[str, Figure]] = {}
    for indicator in unit_indicators():
        rows = rows_of(indicator.source, period.now)
        unit = f"{rows.unit}_id"
        for counts in _within(indicator, rows, period).values(unit).annotate(**_counts(indicator, rows)):
            figure = _figure(indicator, counts, counts[unit])
            found.setdefault(counts[unit], {})[indicator.code] = figure
    return found


def traced(indicator: Indicator, period: Period, part: str, unit_id: int | None = None) -> QuerySet[Any]:
    """The ids of the cases behind a figure's `part` (numerator, denominator, excluded), each once.

    Not read yet: as the subquery of a page they stay in the database.
    """
    rows = rows_of(indicator.source, period.now)
    within = _within(indicator, rows, period).filter(_parts(indicator, rows)[part])
    of_unit = unit_id is not None and rows.unit
    within = within.filter(Q(**{f"{rows.unit}_id": unit_id}) if of_unit else rows.of_platform)
    return within.order_by().values_list(rows.case, flat=True).distinct()


def _aggregate(indicator: Indicator, period: Period) -> Mapping[str, int]:
    rows = rows_of(indicator.source, period.now)
    return _within(indicator, rows, period).filter(rows.of_platform).aggregate(**_counts(indicator, rows))


def _within(indicator: Indicator, rows: Rows, period: Period) -> QuerySet[Any]:
    moment = rows.windows[indicator.window]
    within = Q(**{f"{moment}__gte": period.since, f"{moment}__lt": period.until})
    return rows.model._default_manager.filter(rows.counted & within)


def _counts(indicator: Indicator, rows: Rows) -> dict[str, Count]:
    return {part: Count("pk", filter=condition) for part, condition in _parts(indicator, rows).items()}


def _parts(indicator: Indicator, rows: Rows) -> dict[str, Q]:
    """The conditions of numerator, denominator and excluded."""
    excluded = rows.facts[indicator.excluded] if indicator.excluded else Q(pk__in=[])
    if indicator.source == Source.ASSIGNMENTS:
        excluded |= _ruled_out(indicator)
    denominator = _all_of(rows, indicator.denominator) & ~excluded
    return {
        "numerator": denominator & _all_of(rows, indicator.numerator),
        "denominator": denominator,
        "excluded": excluded,
    }


def _ruled_out(indicator: Indicator) -> Q:
    """Tasks that a ruling has taken out of this indicator (剔除, floor rule 24)."""
    asked = Request.objects.filter(kind="exclude", granted=True, assignment=OuterRef("pk"))
    return Q(Exists(asked.filter(asked__data__indicator=indicator.code)))


def _all_of(rows: Rows, names: tuple[str, ...]) -> Q:
    condition = Q()
    for name in names:
        condition &= rows.facts[name]
    return condition


def _figure(indicator: Indicator, counts: Mapping[str, int], unit_id: int | None = None) -> Figure:
    numerator = counts["numerator"] if indicator.numerator else counts["denominator"]
    return Figure(indicator, numerator, counts["denominator"], counts["excluded"], unit_id)
