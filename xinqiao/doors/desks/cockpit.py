"""What a leader looks at first: what stands where now, how the month went, who does best and worst, what is hottest.
Every number is asked of `assessment` and carries the address of what it counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.assessment import standing
from xinqiao.assessment.asking import QuestionForm, address_of
from xinqiao.assessment.board import Cell, trio
from xinqiao.assessment.figures import Figure, Line, answer_to
from xinqiao.assessment.indicators import SHARES, Indicator
from xinqiao.assessment.questions import By, Period, Question, Where
from xinqiao.assessment.ranking import Ranked, ranked
from xinqiao.assessment.standing import Standing
from xinqiao.cases.lifecycle import MOVES
from xinqiao.people.models import Staff, Unit

DAYS: Final = 30
WEEK: Final = timedelta(days=7)
PLACES: Final = 3  # so many of the best and of the worst
HOTTEST: Final = 8
FINISHED: Final = "finished"
# All that a leader moves: the urgent report, to whom it goes.
OWN_MOVES: Final = frozenset({"brief_leader"})


def leads(staff: Staff) -> bool:
    """True for who sees the figures and handles no case himself: the cockpit is his first page."""
    moves = {verb for verb in MOVES if staff.can_anywhere(verb)}
    return staff.can_anywhere("view_figures") and bool(moves) and moves <= OWN_MOVES


def whole(staff: Staff, asked: Mapping[str, str]) -> Where:
    """What the cockpit shows this person: the platform, or the unit that is asked for, as far as his grant reaches."""
    form = QuestionForm({"unit": asked.get("unit", "")}, staff.reach("view_figures"))
    return form.without_errors().question().where


def coming(where: Where) -> str:
    """The indicator of what comes in: cases belong to no unit, tasks do."""
    return "handed_down" if where.is_of_units else "accepted"


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, the address of what it counts, and its tone: red or yellow where it warns."""

    label: str
    number: int
    address: str
    tone: str = ""


def today(where: Where, now: datetime) -> tuple[list[Tile], list[Tile]]:
    """What came in and was finished today with what is in hand, and the open tasks by their light."""
    day, came = Period.of_days(timezone.localdate(now), timezone.localdate(now), now), coming(where)
    found = answer_to(Question(day, where), only=(came, FINISHED)).total
    stand = {one: _standing(one, number, where, now) for one, number in standing.standing(where, now).items()}
    registered = gettext("今日受理") if came == "accepted" else gettext("今日派单")
    tiles = [
        Tile(registered, found[came].denominator, traced(came, where, day)),
        Tile(gettext("今日办结"), found[FINISHED].denominator, traced(FINISHED, where, day)),
        *(stand[one] for one in (Standing.IN_HAND, Standing.DUE_TODAY, Standing.RED)),
    ]
    return tiles, [stand[one] for one in (Standing.RED, Standing.YELLOW, Standing.GREEN, Standing.STILL)]


def _standing(one: Standing, number: int, where: Where, now: datetime) -> Tile:
    address = f"{reverse('assessment:standing', args=[one])}?{address_of(where, Period(now, now, now))}"
    tone = {Standing.RED: "red", Standing.YELLOW: "yellow", Standing.DUE_TODAY: "yellow", Standing.GREEN: "green"}
    return Tile(gettext(standing.LABELS[one]), number, address, tone.get(one, ""))


def traced(code: str, where: Where | None, period: Period) -> str:
    """Where the rows behind a number stand; empty for what cannot be asked for alone."""
    if where is None:
        return ""
    return f"{reverse('assessment:traced', args=[code, 'denominator'])}?{address_of(where, period)}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the trend: what came in, what was finished."""

    on: date
    came: Tile
    finished: Tile


def trend(where: Where, now: datetime) -> list[Day]:
    """The last thirty days, today included."""
    came = coming(where)
    question = Question(_last(DAYS, now), where, By.DAY)
    lines = answer_to(question, only=(came, FINISHED), with_total=False).lines
    return [Day(line.share.row, _of(line, came), _of(line, FINISHED)) for line in lines]


def _of(line: Line, code: str) -> Tile:
    return Tile(line.share.label, line.figures[code].denominator, traced(code, line.share.where, line.share.period))


def _last(days: int, now: datetime) -> Period:
    day = timezone.localdate(now)
    return Period.of_days(day - timedelta(days=days - 1), day, now)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit with its rank and its rate; `code` of the unit, whose own cockpit it leads to."""

    rank: int
    label: str
    code: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Race:
    """One of the city's three rates: the whole, the best units and the worst; `address`: all of them in their order."""

    indicator: Indicator
    total: Cell
    best: list[Place]
    worst: list[Place]
    address: str


def races(where: Where, staff: Staff, now: datetime) -> list[Race]:
    """The trio over the last thirty days, by the units right below; ranked as the figures rank (floor rule 25)."""
    codes = [code for code in trio() if code in SHARES and SHARES[code].by_unit]
    level = (where.unit.level if where.unit else Unit.Level.PLATFORM) + 1
    question = Question(_last(DAYS, now), Where(unit=where.unit, level=level), By.UNIT)
    answer = answer_to(question, only=codes).seen_by(staff.reach("view_figures"))
    return [_race(code, answer.total[code], answer.lines, where, question) for code in codes]


def _race(code: str, total: Figure, lines: Iterable[Line], where: Where, question: Question) -> Race:
    order = [one for one in ranked(lines, code) if one.place]
    best, rest = order[:PLACES], order[PLACES:]
    listed = address_of(question.where, question.period, by=By.UNIT, sort=code)
    return Race(
        indicator=SHARES[code],
        total=Cell(total, address_of(where, question.period)),
        best=_places(best, code),
        worst=_places(rest[-PLACES:], code),
        address=f"{reverse('assessment:figures')}?{listed}",
    )  # fmt: skip


def _places(order: Sequence[Ranked], code: str) -> list[Place]:
    return [
        Place(
            one.place or 0,
            one.line.share.label,
            one.line.share.row.code,
            Cell(one.line.figures[code], address_of(one.line.share.where or Where(), one.line.share.period)),
        )
        for one in order
    ]


@dataclass(frozen=True, slots=True)
class Heat:
    """A category: this week's number, that of the week before, and how many more."""

    label: str
    now: Tile
    before: Tile

    @property
    def more(self) -> int:
        return self.now.number - self.before.number


def hottest(where: Where, now: datetime) -> list[Heat]:
    """The categories with most cases in the seven days up to yesterday, against the seven before: whole days alone, as
    half a day compares with none."""
    end = timezone.localdate(now) - timedelta(days=1)
    this, last = (Period.of_days(day - WEEK + timedelta(days=1), day, now) for day in (end, end - WEEK))
    found, before = _by_category(where, this), _by_category(where, last)
    none = {key: Tile(tile.label, 0, "") for key, tile in found.items()}
    heats = [Heat(tile.label, tile, (none | before)[key]) for key, tile in found.items()]
    return sorted(heats, key=lambda heat: (-heat.now.number, -heat.more))[:HOTTEST]


def _by_category(where: Where, period: Period) -> dict[tuple[object, ...], Tile]:
    came = coming(where)
    lines = answer_to(Question(period, where, By.CATEGORY), only=(came,), with_total=False).lines
    return {line.share.key: _of(line, came) for line in lines}
