"""An answer laid out for a page or a table: the city's trio first, then the rest; a row for each line, a cell for each
rate, each with the way to what it counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from xinqiao.assessment.asking import address_of
from xinqiao.assessment.figures import Answer, Figure, Line
from xinqiao.assessment.indicators import INDICATORS, Indicator
from xinqiao.assessment.questions import By
from xinqiao.assessment.ranking import Ranked, ranked
from xinqiao.people.models import Platform

FIRST: Final = 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure and the address of what it counts; empty when it cannot be asked for alone."""

    figure: Figure
    query: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, `place` its rank if it has one, `query` the address of its own figures."""

    label: str
    cells: list[Cell]
    place: int | None
    query: str


@dataclass(frozen=True, slots=True)
class Board:
    """What is shown: the trio, all others, and the lines with their columns."""

    answer: Answer
    trio: list[Cell]
    others: list[Cell]
    columns: list[Indicator]
    rows: list[Row]
    is_ranked: bool
    of_all: int


def board(answer: Answer, sort: str, most: int | None = None) -> Board:
    """The answer laid out; its units ranked by the rate `sort` if one is named. At most so many lines, which are
    `of_all`: who looks at a hundred units wants the first of them at once."""
    where, period = answer.question.total_where, answer.question.period
    query = address_of(where, period) if where else ""
    whole = [Cell(figure, query) for figure in answer.total.values()]
    named = trio()
    columns = _columns(answer.lines, named)
    is_ranked = sort in {one.code for one in columns} and answer.question.by == By.UNIT
    order = ranked(answer.lines, sort) if is_ranked else [Ranked(line) for line in answer.lines]
    return Board(
        answer=answer,
        trio=[cell for code in named for cell in whole if cell.figure.indicator.code == code],
        others=[cell for cell in whole if cell.figure.indicator.code not in named],
        columns=columns,
        rows=[_row(one, columns) for one in order[:most]],
        is_ranked=is_ranked,
        of_all=len(order),
    )


def trio() -> list[str]:
    """The three rates that the city publishes (三率), by their codes."""
    chosen = Platform.objects.values_list("trio", flat=True).first() or []
    return [code for code in chosen if code in INDICATORS]


def _columns(lines: Iterable[Line], named: list[str]) -> list[Indicator]:
    """The trio, then every other indicator that says anything about one of the lines."""
    saying = {code for line in lines for code, figure in line.figures.items() if not figure.is_empty}
    return [INDICATORS[code] for code in dict.fromkeys([*named, *INDICATORS]) if code in saying]


def _row(one: Ranked, columns: Iterable[Indicator]) -> Row:
    share = one.line.share
    query = address_of(share.where, share.period) if share.where else ""
    return Row(share.label, [Cell(one.line.figures[column.code], query) for column in columns], one.place, query)
