"""simulate.toml: how the days of a city look to who plays them - how much, what, when, and how the units behave.

Nothing of it is applied to a platform: the simulator reads it from the folder. Pure but for reading the file.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NewType, get_type_hints

Amount = NewType("Amount", float)  # not below zero
Percent = NewType("Percent", float)  # 0 to 100
Series = tuple[float, ...]
Weights = Mapping[str, float]
Day = tuple[int, int]  # month, day of the month

LENGTHS: Final = {"weekday": 7, "month": 12, "hour": 24, "ratings": 5}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A value of simulate.toml that cannot be; `key` is its dotted name, `wanted` shows what belongs there."""

    key: str
    wanted: str


class BadSimulation(ValueError):
    """Every mistake of the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{one.key}: {one.wanted}" for one in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Volume:
    """How much comes in. Series are relative: 1 for every month is as good as 100."""

    cases_a_day: Amount
    calls_a_day: Amount
    growth: Amount  # percent a year, from the first simulated day on
    weekday: Series  # Monday first
    month: Series
    hour: Series


@dataclass(frozen=True, slots=True)
class Season:
    """Days on which some things happen more often: heating, rain, the first day of school. Limits included."""

    name: str
    begins: Day
    ends: Day
    days: Percent  # of the days in between: rain does not fall on all of them
    volume: Amount  # all cases of such a day, times
    categories: Weights  # a category's share, times


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares, relative like the series. A category that is not named has a weight of 1; a branch speaks for its leaves."""

    source: Weights
    case_type: Weights
    urgency: Weights
    confidentiality: Weights
    category: Weights


@dataclass(frozen=True, slots=True)
class Calls:
    """What happens on the line. Times are medians."""

    source: str  # the channel whose cases come by call
    menu: Percent  # hang up before they ask for a person
    abandoned: Percent  # ask for one and do not wait
    in_15_seconds: Percent  # of those who are answered
    wait_seconds: Amount
    talk_minutes: Amount
    several: Percent  # of calls bring a second case
    rated: Percent
    ratings: Series  # best first
    seats: Amount


@dataclass(frozen=True, slots=True)
class Desk:
    """What the centre does. Shares in percent of all cases, `answered` in percent of a case type's."""

    answered: Weights
    declined: Percent
    invalid: Percent
    relayed: Percent
    flagged: Percent
    repeated: Percent  # go on from an earlier case of the same citizen
    urged: Percent  # of dispatched cases
    appended: Percent
    answer_minutes: Amount
    dispatch_minutes: Amount
    joint: Percent  # of dispatched cases have the catalogue's assisting units
    misdispatched: Percent  # of first dispatches go to a unit that the catalogue does not name; it sends them back
    review_hours: Amount


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How units of a kind work. `sign`, `contact` and `reply` are medians in percent of what the limit gives."""

    sign: Amount
    unsigned: Percent  # of tasks are signed by the system
    contact: Amount
    contact_late: Percent
    reply: Amount
    late: Percent
    interim: Percent
    extended: Percent
    paused: Percent
    carried: Percent
    refused: Percent  # of what the unit asks is not granted
    delegated: Percent  # of tasks of units that have others below them
    rejected: Percent  # of replies
    outcome: Weights


@dataclass(frozen=True, slots=True)
class Citizens:
    """What citizens say when they are called back. Shares in percent of attempts, then of those reached."""

    call_hours: Amount
    no_answer: Percent
    refused: Percent
    wrong_number: Percent
    ratings: Series  # best first
    unsolved: Percent  # of the satisfied say that their matter is not solved
    rework: Percent  # of bad ratings
    explained: Percent  # of those that are not reworked; the rest asked for what cannot be


@dataclass(frozen=True, slots=True)
class Simulation:
    """All of it. `units` by kind; the kind "any" speaks for those that are not named."""

    volume: Volume
    mix: Mix
    calls: Calls
    desk: Desk
    citizens: Citizens
    units: Mapping[str, Behaviour]
    season: tuple[Season, ...] = ()

    def behaviour(self, kind: str) -> Behaviour:
        """How units of that kind work."""
        return self.units.get(kind) or self.units["any"]


def read(path: Path) -> Simulation:
    """What the file says. Raises BadSimulation, OSError, UnicodeDecodeError, tomllib.TOMLDecodeError."""
    return parse(tomllib.loads(path.read_bytes().decode("utf-8-sig")))


def parse(document: Mapping[str, Any]) -> Simulation:
    """The simulation that a document writes. Raises BadSimulation with all that is wrong in it."""
    reading, hints = _Reading(), get_type_hints(Simulation)
    reading.check_known("", document, hints)
    said = {name: reading.section(name, kind, document.get(name)) for name, kind in hints.items() if name not in _MANY}
    units = document.get("units")
    if not isinstance(units, Mapping) or "any" not in units:
        reading.miss("units", "[units.any]")
        units = {}
    said["units"] = {kind: reading.section(f"units.{kind}", Behaviour, written) for kind, written in units.items()}
    seasons = document.get("season", [])
    said["season"] = tuple(reading.section("season", Season, one) for one in seasons if isinstance(seasons, list))
    if reading.mistakes:
        raise BadSimulation(reading.mistakes)
    return Simulation(**said)


_MANY: Final = ("units", "season")


@dataclass(slots=True)
class _Reading:
    """Sections read one after the other; what is wrong is kept, and told at the end."""

    mistakes: list[Mistake] = field(default_factory=list)

    def miss(self, key: str, wanted: str) -> None:
        self.mistakes.append(Mistake(key, wanted))

    def check_known(self, prefix: str, written: Mapping[str, Any], hints: Mapping[str, Any]) -> None:
        for key in written:
            if key not in hints:
                self.miss(f"{prefix}{key}", ", ".join(hints))

    def section(self, name: str, kind: Any, written: Any) -> Any:
        """The section, None when something in it is wrong."""
        if not isinstance(written, Mapping):
            self.miss(name, f"[{name}]")
            return None
        hints, before = get_type_hints(kind), len(self.mistakes)
        self.check_known(f"{name}.", written, hints)
        for key, wanted in hints.items():
            if key not in written:
                self.miss(f"{name}.{key}", f"{key} = {_WANTED[wanted]}")
        said = {key: self.value(f"{name}.{key}", hints[key], one) for key, one in written.items() if key in hints}
        return kind(**said) if len(self.mistakes) == before else None

    def value(self, key: str, kind: Any, value: Any) -> Any:
        try:
            read = _READERS[kind](value)
        except (ValueError, TypeError, AttributeError):
            self.miss(key, _WANTED[kind])
            return None
        length = LENGTHS[key.rpartition(".")[2]] if kind == Series else 0
        if length and len(read) != length:
            self.miss(key, f"[{', '.join(['1'] * length)}]")
        return read


def _amount(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise ValueError
    return float(value)


def _percent(value: Any) -> float:
    if (amount := _amount(value)) > 100:
        raise ValueError
    return amount


def _series(value: Any) -> Series:
    read = tuple(_amount(one) for one in value)
    if not sum(read):
        raise ValueError
    return read


def _weights(value: Any) -> Weights:
    return {key: _amount(one) for key, one in value.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _day(value: Any) -> Day:
    month, day = (int(part) for part in value.split("-"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        raise ValueError
    return month, day


_READERS: Final[dict[Any, Any]] = {
    Amount: _amount, Percent: _percent, Series: _series, Weights: _weights, str: _text, Day: _day,
}  # fmt: skip
_WANTED: Final[dict[Any, str]] = {
    Amount: "12.5", Percent: "0-100", Series: "[1, 1, 1]", Weights: '{ phone = 80, web = 20 }', str: '"phone"',
    Day: '"11-01"',
}  # fmt: skip
