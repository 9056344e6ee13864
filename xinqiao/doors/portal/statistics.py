"""What the public reads of the hotline's work: sums over the whole platform, none so small that it points at somebody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.assessment.figures import Figure, answer_to
from xinqiao.assessment.indicators import INDICATORS, Indicator
from xinqiao.assessment.periods import Span, begin
from xinqiao.assessment.questions import By, Period, Question

DAYS, MONTHS, CATEGORIES, LEAST = 30, 6, 8, 5
SHOWN: Final = ("accepted", "finished", "completed_in_time", "satisfaction")
KEY, SECONDS = "portal.statistics", 600

Counts = dict[str, tuple[int, int]]  # indicator -> numerator, denominator


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of the last thirty whole days in total and by category, of the last months each; as of when it was counted."""

    since: datetime
    until: datetime
    total: Counts
    months: list[tuple[str, Counts]]
    categories: list[tuple[str, int]]
    as_of: datetime


def indicators() -> list[Indicator]:
    """What is told of each period."""
    return [INDICATORS[code] for code in SHOWN]


def load(now: datetime) -> Statistics:
    """Counted at most every ten minutes, however many ask."""
    found: Statistics | None = cache.get(KEY)
    if found is None:
        found = count(now)
        cache.set(KEY, found, SECONDS)
    return found


def count(now: datetime) -> Statistics:
    """Ask the figures. Three questions."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    whole = Period.of_days(yesterday - timedelta(days=DAYS - 1), yesterday, now)
    first = begin(Span.MONTH, yesterday)
    for _month in range(MONTHS - 1):
        first = begin(Span.MONTH, first - timedelta(days=1))
    months = answer_to(Question(Period.of_days(first, yesterday, now), by=By.MONTH), only=SHOWN, with_total=False)
    topics = answer_to(Question(whole, by=By.CATEGORY), only=("accepted",), with_total=False)
    total = answer_to(Question(whole), only=SHOWN).total
    hot = [(line.share.label, line.figures["accepted"].denominator) for line in topics.lines]
    return Statistics(
        since=whole.since,
        until=whole.last,
        total=_counts(total),
        months=[(line.share.label, _counts(line.figures)) for line in months.lines],
        categories=named(hot, total["accepted"].denominator),
        as_of=now,
    )


def named(hot: Iterable[tuple[str, int]], whole: int) -> list[tuple[str, int]]:
    """The largest of the counts `hot` of the whole, then what is left, without a name; none is under the least.

    What is left is the whole less what is named, so whoever subtracts finds no count that would be too small to tell:
    the smallest named go into the rest until there is none of it or enough.
    """
    largest = sorted(hot, key=lambda one: -one[1])[:CATEGORIES]
    told = [one for one in largest if one[1] >= LEAST]
    rest = whole - sum(number for _label, number in told)
    while told and 0 < rest < LEAST:
        rest += told.pop()[1]
    return [*told, ("", rest)] if told and rest > 0 else told


def _counts(figures: Mapping[str, Figure]) -> Counts:
    return {code: (one.numerator, one.denominator) for code, one in figures.items()}


def told(counts: Counts) -> list[tuple[str, str]]:
    """The figures of a period, each by its name, in the order of `indicators`."""
    return [(gettext(one.label), _told(one, *counts[one.code])) for one in indicators()]


def _told(one: Indicator, numerator: int, denominator: int) -> str:
    return _share(numerator, denominator) if one.is_share else few(denominator)


def few(number: int) -> str:
    """The number; of one that might point at somebody that it is small."""
    return gettext("少于 %(least)d") % {"least": LEAST} if number < LEAST else str(number)


def _share(numerator: int, denominator: int) -> str:
    return "—" if denominator < LEAST else f"{100 * numerator / denominator:.1f}%"


def rows(months: Iterable[tuple[str, Counts]]) -> list[tuple[str, list[tuple[str, str]]]]:
    """A line of the table for each month, the latest first."""
    return [(label, told(counts)) for label, counts in reversed([*months])]
