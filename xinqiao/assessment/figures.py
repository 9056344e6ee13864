"""Answering questions: every indicator in total and divided, from the daily rollup where that can tell it, else from
the facts. Both give the same numbers; `xinqiao figures verify` compares them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, Sum

from xinqiao.assessment import dividing, stale
from xinqiao.assessment.dividing import Share
from xinqiao.assessment.indicators import INDICATORS, Indicator, Source
from xinqiao.assessment.models import Cut, DayFigure, Refreshed
from xinqiao.assessment.questions import By, Period, Question, Where
from xinqiao.assessment.rollup import FIELDS
from xinqiao.assessment.standby import from_standby
from xinqiao.assessment.tally import Counted, Parts, count, of_units, summed
from xinqiao.people.models import Unit
from xinqiao.people.scope import Reach

# The worker refreshes every minute; when it does not, nobody is shown what was true long ago.
FRESH: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator's value with what it was made of."""

    indicator: Indicator
    numerator: int
    denominator: int
    excluded: int

    @property
    def is_share(self) -> bool:
        """False for a plain count, whose value is its denominator."""
        return self.indicator.is_share

    @property
    def percent(self) -> float | None:
        """The share in percent; None for a count and for an empty denominator."""
        return 100 * self.numerator / self.denominator if self.is_share and self.denominator else None

    @property
    def is_empty(self) -> bool:
        """True when nothing was counted and nothing left out."""
        return not (self.denominator or self.excluded)


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one share of an answer, by indicator; `share` says which, and how to ask for it alone."""

    share: Share
    figures: dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Answer:
    """`as_of`: when what is still open was judged. `indicators`: those that can be narrowed as was asked."""

    question: Question
    as_of: datetime
    indicators: tuple[Indicator, ...]
    total: dict[str, Figure]
    lines: tuple[Line, ...] = ()

    def seen_by(self, reach: Reach) -> "Answer":
        """The same, with those lines of units that lie within reach."""
        seen = (
            line for line in self.lines if not isinstance(line.share.row, Unit) or reach.covers(line.share.row.path)
        )
        return replace(self, lines=tuple(seen))


@from_standby()
def answer_to(
    question: Question, *, only: Collection[str] = (), with_total: bool = True, from_facts: bool = False
) -> Answer:
    """The total and, when asked by something, its lines in their order. A few queries, however many lines.

    `only`: the codes of the indicators that are wanted, fewer than all. `with_total`: False for who wants the lines alone.
    `from_facts`: as of the question's own moment, whatever the rollup holds.
    """
    as_of = None if from_facts else _rolled_up(question)
    if as_of:
        question = replace(question, period=replace(question.period, now=as_of))
    in_total = replace(question, where=question.total_where)
    wanted = [one for code, one in INDICATORS.items() if not only or code in only]
    asked = [one for one in wanted if can_answer(one, in_total.where)]
    total = _total(asked, in_total, stored=bool(as_of)) if with_total else {}
    lines = _lines(asked, question, stored=bool(as_of)) if question.by else ()
    return Answer(question, question.period.now, tuple(asked), total, tuple(lines))


def _total(asked: list[Indicator], question: Question, *, stored: bool) -> dict[str, Figure]:
    return _figures(asked, summed(_counted(asked, question, (), stored=stored)).get((), {}))


def can_answer(indicator: Indicator, where: Where) -> bool:
    """Whether the indicator's rows can be narrowed so: calls know no case, cases of the platform no unit."""
    if where.is_of_units and not indicator.by_unit:
        return False
    return indicator.source != Source.CALLS or not where.dimensions


def _rolled_up(question: Question) -> datetime | None:
    """As of when the rollup can answer; None when the facts must: no whole days, narrowed by several things at once,
    days that wait to be counted, or no worker that counts them."""
    days, dimensions = question.period.days, question.where.dimensions | _divides(question.by)
    if days is None or len(dimensions) > 1:
        return None
    known = Refreshed.objects.first()
    if known is None or abs(question.period.now - known.as_of) > FRESH or stale.waiting(*days):
        return None
    return known.as_of


def _divides(by: By | None) -> set[str]:
    if by is None or by.span:
        return set()
    return {"unit" if by == By.LEVEL else by.value}


def _lines(asked: list[Indicator], question: Question, *, stored: bool) -> Iterator[Line]:
    division = dividing.of(question)
    within = [one for one in asked if can_answer(one, division.where)]
    counted = _counted(within, question, division.dimensions, stored=stored, whole=division.whole)
    tally = summed(Counted(key, one.code, one.parts) for one in counted for key in division.keys(one.key))
    for share in division.shares(tally):
        yield Line(share, _figures(within, tally.get(share.key, {})))


def _counted(
    asked: Iterable[Indicator], question: Question, dimensions: tuple[str, ...], *, stored: bool, whole: bool = False
) -> Iterable[Counted]:
    if stored:
        return _from_rollup(asked, question, dimensions, whole)
    return count(asked, question.period, *dimensions, where=question.where, whole=whole)


def _from_rollup(
    asked: Iterable[Indicator], question: Question, dimensions: tuple[str, ...], whole: bool
) -> Iterator[Counted]:
    cut = next(iter(question.where.dimensions | ({*dimensions} - {"day", "above"})), Cut.CASE_TYPE.value)
    days = question.period.days
    codes = [one.code for one in asked]
    rows = DayFigure.objects.filter(_scope(question.where, whole), cut=cut, day__range=days, indicator__in=codes)
    columns = [FIELDS.get(name, name) for name in dimensions]  # a day is no cut's own
    sums = rows.values("indicator", *columns).annotate(n=Sum("numerator"), d=Sum("denominator"), e=Sum("excluded"))
    for code, *rest in sums.order_by().values_list("indicator", *columns, "n", "d", "e"):
        yield Counted(tuple(rest[:-3]), code, Parts(*rest[-3:]))


_PATHS: Final = {"unit": "unit", "above": "above"}


def _scope(where: Where, whole: bool) -> Q:
    """The rows of the rollup that count for what is asked; as `tally.scope` has it for facts."""
    if where.is_of_units:
        return of_units(where, _PATHS, whole)
    if where.channel:
        return Q(channel=where.channel)
    if where.category:
        return Q(category__path__startswith=where.category.path)
    return Q(case_type=where.case_type) if where.case_type else Q()


def _figures(asked: Iterable[Indicator], counted: dict[str, Parts]) -> dict[str, Figure]:
    return {one.code: Figure(one, *counted.get(one.code, Parts())) for one in asked}


def platform(period: Period) -> dict[str, Figure]:
    """Every indicator of the platform as a whole, by its code."""
    return answer_to(Question(period)).total
