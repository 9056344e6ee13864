"""The order of units by one rate (floor rule 25): nobody is ranked on a handful of tasks, villages never are."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from typing import Final

from xinqiao.assessment.figures import Line
from xinqiao.assessment.indicators import Better
from xinqiao.people import policy
from xinqiao.people.models import Unit

# Villages by floor rule 25; the centre hands down what the others are measured by.
UNRANKED: Final = (Unit.Kind.VILLAGE, Unit.Kind.CENTRE)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A line with its place, the same for equals; None for who is not ranked and stands at the end."""

    line: Line
    place: int | None = None


def ranked(lines: Iterable[Line], code: str) -> list[Ranked]:
    """The lines in the order of the rate, the best first. Equal shares share their place: compared as whole numbers,
    not as rounded percentages."""
    standing: list[Line] = []
    aside: list[Line] = []
    for line in lines:
        (standing if _counts(line, code) else aside).append(line)
    standing.sort(key=lambda line: _worth(line, code), reverse=True)
    found: list[Ranked] = []
    for number, line in enumerate(standing, 1):
        before = found[-1] if found else None
        tied = before is not None and _worth(before.line, code) == _worth(line, code)
        found.append(Ranked(line, before.place if before and tied else number))
    return found + [Ranked(line) for line in aside]


def _counts(line: Line, code: str) -> bool:
    unit, figure = line.share.row, line.figures.get(code)
    if figure is None or figure.denominator < max(1, policy.load().figures.least_sample):
        return False
    return not (isinstance(unit, Unit) and unit.kind in UNRANKED)


def _worth(line: Line, code: str) -> float:
    figure = line.figures[code]
    share = figure.numerator / figure.denominator if figure.denominator else -inf
    return -share if figure.indicator.better == Better.LOWER else share
