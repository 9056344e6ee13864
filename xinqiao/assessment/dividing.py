"""Dividing an answer: by which dimensions rows are grouped, to which shares a group belongs, and how shares are named.

A unit's share takes in what lies below it, unless its own is asked; work that it delegates counts in it once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.assessment.periods import Span, begin, end, name, within
from xinqiao.assessment.questions import By, Period, Question, Where
from xinqiao.assessment.tally import Key
from xinqiao.catalogue.models import CaseType, Category, Source
from xinqiao.people.models import Unit


@dataclass(frozen=True, slots=True)
class Share:
    """A line of an answer: its name, what it stands for, and how to ask for it alone; `where` None: it cannot be."""

    key: Key
    label: str
    row: Any
    where: Where | None
    period: Period


@dataclass(frozen=True, slots=True)
class Division:
    """`keys` takes what was counted in a group of `dimensions` to the shares it belongs to; `whole` as in `count`;
    `where`: narrowed as a share is, so that it is known which indicators it can have."""

    dimensions: tuple[str, ...]
    keys: Callable[[Key], Iterable[Key]]
    shares: Callable[[Any], Iterable[Share]]
    where: Where
    whole: bool = False


def of(question: Question) -> Division:
    """How the answer to a question is divided by what it names."""
    by = By(question.by or By.UNIT)
    return _by_span(question, by.span) if by.span else _DIVISIONS[by](question)


def _by_unit(question: Question) -> Division:
    where, units = question.where, _units()
    listed = [unit for unit in units.values() if _is_listed(unit, where)]

    def keys(key: Key) -> Iterator[Key]:
        unit, above = key
        if unit is not None:
            yield from ((one,) for one in ([unit] if where.own else _up_to(units, unit, above)))

    def shares(tally: Any) -> Iterator[Share]:
        for unit in listed:
            if (unit.pk,) in tally:
                # The platform with all below it is the total: its line tells what it has in hand itself.
                alone = replace(where, unit=unit, level=None, own=where.own or unit.parent_id is None)
                yield Share((unit.pk,), unit.name, unit, alone, question.period)

    return Division(("unit", "above"), keys, shares, replace(where, level=0), whole=True)


def _is_listed(unit: Unit, where: Where) -> bool:
    return (where.unit is None or where.unit.holds(unit)) and where.level in (None, unit.level)


def _units() -> dict[int, Unit]:
    return {unit.pk: unit for unit in Unit.objects.all()}


def _up_to(units: dict[int, Unit], unit: int, above: int | None) -> Iterator[int]:
    """The unit and those above it, as far as the one that had the work already, and below the platform."""
    yield unit
    step = units[unit].parent_id
    while step is not None and step != above and units[step].parent_id is not None:
        yield step
        step = units[step].parent_id


def _by_level(question: Question) -> Division:
    """Each level's own tasks: on its way down the tree a piece of work meets every level once at most."""
    units = _units()

    def keys(key: Key) -> Iterator[Key]:
        unit, _above = key
        if unit is not None:
            yield (units[unit].level,)

    def shares(tally: Any) -> Iterator[Share]:
        for level in Unit.Level:
            if (level.value,) in tally:
                where = replace(question.where, level=level.value, own=False)
                yield Share((level.value,), str(level.label), level, where, question.period)

    return Division(("unit", "above"), keys, shares, replace(question.where, level=0), whole=True)


def _by_channel(question: Question) -> Division:
    def shares(tally: Any) -> Iterator[Share]:
        for source in Source.objects.all():
            if (source.pk,) in tally:
                yield Share((source.pk,), source.name, source, replace(question.where, channel=source), question.period)

    return Division(("channel",), _itself, shares, replace(question.where, channel=Source()))


def _itself(key: Key) -> Iterator[Key]:
    yield key


def _by_category(question: Question) -> Division:
    """By the branches right below the category that is asked for, or by the topmost ones."""
    tree = {category.pk: category for category in Category.objects.all()}
    top = question.where.category

    def keys(key: Key) -> Iterator[Key]:
        (leaf,) = key
        yield (_branch(tree, leaf, top.pk if top else None),)

    def shares(tally: Any) -> Iterator[Share]:
        for pk in [None, *tree]:
            if (pk,) in tally:
                row = tree.get(pk or 0)
                where = replace(question.where, category=row) if row else None
                yield Share((pk,), row.name if row else gettext("未分类"), row, where, question.period)

    return Division(("category",), keys, shares, replace(question.where, category=top or Category()))


def _branch(tree: dict[int, Category], leaf: int | None, top: int | None) -> int | None:
    """The one of the leaf's line that lies right below `top`; the top itself where the case carries it."""
    step = leaf
    while step is not None and step != top and tree[step].parent_id != top:
        step = tree[step].parent_id
    return step


def _by_case_type(question: Question) -> Division:
    def shares(tally: Any) -> Iterator[Share]:
        for kind in CaseType:
            if (kind.value,) in tally:
                where = replace(question.where, case_type=kind.value)
                yield Share((kind.value,), str(kind.label), kind, where, question.period)

    return Division(("case_type",), _itself, shares, replace(question.where, case_type=CaseType.HELP))


def _by_span(question: Question, span: Span) -> Division:
    """Every span from the first to the last, also those in which nothing was counted."""
    since, until = question.period.since, question.period.until
    first, last = timezone.localdate(since), timezone.localdate(until - timedelta.resolution)

    def keys(key: Key) -> Iterator[Key]:
        (day,) = key
        if day is not None:
            yield (begin(span, day),)

    def shares(tally: Any) -> Iterator[Share]:
        for day in within(span, first, last):
            asked = _clipped(span, day, question.period)
            yield Share((day,), name(span, day), day, question.where, asked)

    return Division(("day",), keys, shares, question.where)


def _clipped(span: Span, day: date, period: Period) -> Period:
    """The part of the span that lies within the period."""
    whole = Period.of_days(day, end(span, day), period.now)
    return Period(max(whole.since, period.since), min(whole.until, period.until), period.now)


_DIVISIONS: Final = {
    By.UNIT: _by_unit,
    By.LEVEL: _by_level,
    By.CHANNEL: _by_channel,
    By.CATEGORY: _by_category,
    By.CASE_TYPE: _by_case_type,
}
