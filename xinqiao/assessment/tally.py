"""Counting indicators over the facts, grouped by the dimensions that are asked for. One query for each source and
window, whatever the number of indicators."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate

from xinqiao.assessment.facts import Rows, left_out, rows_of
from xinqiao.assessment.indicators import Indicator, Part
from xinqiao.assessment.questions import Period, Where

Key = tuple[Any, ...]


class Parts(NamedTuple):
    """What a figure is made of."""

    numerator: int = 0
    denominator: int = 0
    excluded: int = 0

    def __add__(self, other: tuple[int, ...]) -> "Parts":  # type: ignore[override]
        return Parts(*(one + more for one, more in zip(self, other, strict=True)))


Tally = dict[Key, dict[str, Parts]]


class Counted(NamedTuple):
    """The values of the dimensions asked for, an indicator's code, and what was counted there."""

    key: Key
    code: str
    parts: Parts


def summed(counted: Iterable[Counted]) -> Tally:
    """What was counted, by key and code."""
    found: Tally = defaultdict(dict)
    for key, code, parts in counted:
        found[key][code] = found[key].get(code, Parts()) + parts
    return found


def count(
    indicators: Iterable[Indicator], period: Period, *dimensions: str, where: Where | None = None, whole: bool = False
) -> Iterator[Counted]:
    """Every indicator whose rows can be narrowed as `where` says, for each value of the dimensions; `day` is one too.

    A dimension that a source's rows do not have is None there. `whole`: every unit's rows, delegated ones included;
    otherwise what counts for the platform, or for the unit of `where`, each piece of work once.
    """
    where, out = where or Where(), left_out()
    ordered = sorted(indicators, key=lambda one: (one.source, one.window))
    for _, group in groupby(ordered, key=lambda one: (one.source, one.window)):
        alike = list(group)
        rows = rows_of(alike[0].source, period.now)
        if not where.dimensions - {*rows.paths}:
            found = within(rows, alike[0], period).filter(scope(rows, where, whole))
            yield from _counted(found, rows, alike, dimensions, out)


def _counted(
    found: QuerySet[Any], rows: Rows, alike: list[Indicator], dimensions: Key, out: Mapping[str, list[int]]
) -> Iterator[Counted]:
    moment = {"_day": TruncDate(rows.windows[alike[0].window])} if "day" in dimensions else {}
    groups = {f"_{name}": F(path) for name in dimensions if (path := rows.paths.get(name))} | moment
    counts = {
        f"{one.code}__{part}": Count("pk", filter=asks) for one in alike for part, asks in parts(one, rows, out).items()
    }
    if groups:
        lines: Iterable[Mapping[str, Any]] = found.order_by().values(**groups).annotate(**counts)
    else:
        lines = [found.order_by().aggregate(**counts)]
    for line in lines:
        key = tuple(line.get(f"_{name}") for name in dimensions)
        for one in alike:
            yield Counted(key, one.code, _parts_in(line, one))


def _parts_in(line: Mapping[str, Any], one: Indicator) -> Parts:
    numerator, denominator, excluded = (line[f"{one.code}__{part}"] for part in Part)
    return Parts(numerator if one.is_share else denominator, denominator, excluded)


def within(rows: Rows, indicator: Indicator, period: Period) -> QuerySet[Any]:
    """The rows whose moment lies in the period."""
    moment = rows.windows[indicator.window]
    return rows.found.filter(**{f"{moment}__gte": period.since, f"{moment}__lt": period.until})


def scope(rows: Rows, where: Where, whole: bool = False) -> Q:
    """The condition "counts for what is asked"."""
    narrowed = of_units(where, rows.paths, whole) if where.is_of_units else Q() if whole else rows.of_platform
    if where.channel:
        narrowed &= Q(**{rows.paths["channel"]: where.channel})
    if where.category:
        narrowed &= Q(**{f"{rows.paths['category']}__path__startswith": where.category.path})
    if where.case_type:
        narrowed &= Q(**{rows.paths["case_type"]: where.case_type})
    return narrowed


def of_units(where: Where, paths: Mapping[str, str], whole: bool) -> Q:
    """A unit's own rows, or those of a level; or those of its subtree that came in from outside, so that what it
    delegates counts once. `whole`: all that touches the subtree."""
    unit, above = paths["unit"], paths.get("above")
    if where.unit and where.own and not whole:
        return Q(**{unit: where.unit})
    below = Q(**{f"{unit}__path__startswith": where.unit.path}) if where.unit else Q()
    if where.level is not None and not whole:
        return below & Q(**{f"{unit}__level": where.level})
    if whole or above is None or where.unit is None:
        return below
    return below & ~Q(**{f"{above}__path__startswith": where.unit.path})


def parts(indicator: Indicator, rows: Rows, out: Mapping[str, list[int]]) -> dict[Part, Q]:
    """The conditions of numerator, denominator and excluded; `out`: the tasks that rulings left out."""
    among = _all_of(rows, indicator.among)
    excluded = rows.facts[indicator.excluded] if indicator.excluded else Q(pk__in=[])
    if "task" in rows.paths and (tasks := out.get(indicator.ruling)):
        excluded |= Q(**{f"{rows.paths['task']}__in": tasks})
    denominator = among & _all_of(rows, indicator.denominator) & ~excluded
    return {
        Part.NUMERATOR: denominator & _all_of(rows, indicator.numerator),
        Part.DENOMINATOR: denominator,
        Part.EXCLUDED: among & excluded,
    }


def _all_of(rows: Rows, names: tuple[str, ...]) -> Q:
    condition = Q()
    for name in names:
        condition &= rows.facts[name]
    return condition
