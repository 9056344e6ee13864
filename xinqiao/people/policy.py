"""What a city decides for itself beyond its tables: the sections of city.toml, typed, each with its default.

`load` is what the rest of the house asks. A section that the city leaves out holds the values below; `parse` reads
one that it writes and names what is wrong in it.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime, time
from time import monotonic
from typing import Any, Final, NewType, get_type_hints

from xinqiao.clock.limit import Limit
from xinqiao.people.models import Platform

Hours = tuple[tuple[time, time], ...]
Words = tuple[str, ...]
Positive = NewType("Positive", int)  # what would bar everybody, or mean nothing, if it were 0


class BadPolicy(ValueError):
    """A value of city.toml that cannot be; `key` is its dotted name, `wanted` says what belongs there."""

    def __init__(self, key: str, wanted: str) -> None:
        super().__init__(f"{key}: {wanted}")
        self.key = key
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Office:
    """When the city's offices work; every working day has the same hours."""

    hours: Hours = ((time(9), time(12)), (time(13), time(17, 30)))


@dataclass(frozen=True, slots=True)
class Lights:
    """Shandong 2017: yellow one working day before the deadline, red on the first day overdue."""

    yellow_before: Limit = field(default_factory=lambda: Limit.parse("1 wd"))


@dataclass(frozen=True, slots=True)
class SignIn:
    """Passwords and sessions; the defaults are those of 等保 level 3 as it is commonly audited."""

    least_length: int = 8
    least_kinds: int = 3  # of: small letters, capitals, digits, signs
    password_days: int = 90  # 0: never expires
    remembered: int = 5  # a password that was used so recently is refused
    attempts: int = 5  # wrong passwords in a row until the account is locked; 0: never
    address_attempts: int = 50  # the same for all names together that are tried from one address
    locked_minutes: int = 30
    idle_minutes: int = 30  # 0: one day
    second_factor: Words = ("administrator",)  # roles that must have a second factor


@dataclass(frozen=True, slots=True)
class Intake:
    """Case types that no agent closes by himself (floor rule 13); how many declines a second person looks at (17)."""

    answers_to_approve: Words = ("complaint", "report")
    declines_percent: int = 10


@dataclass(frozen=True, slots=True)
class Flags:
    """Within how many minutes the leader on duty is told of a flagged case (floor rule 15)."""

    report_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Pre-checked case types (floor rule 12); after so many dispatches the unit is designated (Tianjin: 3)."""

    prechecked: Words = ()
    designated_after: Positive = Positive(3)
    returns_until: time = time(17, 29)  # floor rule 11: no return, nor objection, is asked later on a day
    # How long a unit may object to a refused return, from the refusal on.
    objection_limit: Limit = field(default_factory=lambda: Limit.parse("1 wd"))

    def takes_returns(self, at: datetime) -> bool:
        """True until that hour of the day. `at`: in the city's own time."""
        return at.time() <= self.returns_until


@dataclass(frozen=True, slots=True)
class Review:
    """How much of what comes up is read by the node that dispatched (floor rule 3): 100 full, 0 exempt."""

    centre_percent: int = 100
    lower_percent: int = 100


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Who is called back and when (floor rules 21 and 22)."""

    percent: int = 100  # of completed cases; what expired is always called back
    attempts: Positive = Positive(3)
    over_days: Positive = Positive(2)  # the attempts are spread over so many days
    hours: Hours = ((time(8, 30), time(12)), (time(14, 30), time(20)))  # outside them it is quiet


@dataclass(frozen=True, slots=True)
class Rework:
    """After so many reworks a case becomes a problem order (Bayannur: 3); a rework has its own limit."""

    most: int = 3  # 0: the first rework is one already
    limit: Limit = field(default_factory=lambda: Limit.parse("5 wd"))


@dataclass(frozen=True, slots=True)
class CarryOver:
    """How long what is on the books may wait until it is looked at again (挂账, floor rule 8)."""

    look_within_days: int = 180  # from the day on which that is said; 0: as long as one likes


@dataclass(frozen=True, slots=True)
class Files:
    """What may come with a case; a picture has 40 million dots at most, whatever the city says."""

    megabytes: int = 20  # each file
    most: int = 10  # files of one case at a time
    case_megabytes: int = 100  # all of them together


@dataclass(frozen=True, slots=True)
class Exports:
    """How much one export may take out, and how long its file waits to be fetched."""

    thousand_rows: int = 20
    days: int = 3


@dataclass(frozen=True, slots=True)
class Api:
    """How often programs may ask; 0: as often as they like."""

    token_per_second: int = 50  # with one token, on average over ten seconds
    strangers_per_minute: int = 60  # without a valid token, from one address


@dataclass(frozen=True, slots=True)
class Portal:
    """Whether citizens come in by the public pages, and how often strangers may try there."""

    is_open: bool = False  # its cases come from the source "web"
    attempts: int = 5  # wrong codes in a row for one case number until it is locked; 0: never
    address_attempts: int = 30  # the same for all numbers together that are tried from one address
    submissions: int = 30  # from one address, until it waits; 0: any number
    locked_minutes: int = 30
    tracked_minutes: int = 15  # how long a tracked case stays open in a browser
    requests_per_second: int = 10  # from one address, on average over ten seconds


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many days what is kept; 0: always. Logs of access at least half a year (Cybersecurity Law art. 21)."""

    audit_days: int = 730
    call_days: int = 0  # the numbers of who rang
    case_days: int = 0  # citizens' data, counted from the last event of a case that is over
    draft_days: int = 7  # what an agent typed and never registered, since it was typed


@dataclass(frozen=True, slots=True)
class Figures:
    """Fewer tasks than these in a period, and a unit is not ranked (floor rule 25)."""

    least_sample: int = 10


@dataclass(frozen=True, slots=True)
class Exclusions:
    """Until when a unit may ask that a task not count (剔除, floor rule 24)."""

    days: int = 30  # after its task was completed; 0: always


@dataclass(frozen=True, slots=True)
class Policy:
    """All sections."""

    office: Office = field(default_factory=Office)
    lights: Lights = field(default_factory=Lights)
    sign_in: SignIn = field(default_factory=SignIn)
    intake: Intake = field(default_factory=Intake)
    flags: Flags = field(default_factory=Flags)
    dispatch: Dispatch = field(default_factory=Dispatch)
    review: Review = field(default_factory=Review)
    callbacks: Callbacks = field(default_factory=Callbacks)
    rework: Rework = field(default_factory=Rework)
    carry_over: CarryOver = field(default_factory=CarryOver)
    files: Files = field(default_factory=Files)
    exports: Exports = field(default_factory=Exports)
    retention: Retention = field(default_factory=Retention)
    api: Api = field(default_factory=Api)
    portal: Portal = field(default_factory=Portal)
    figures: Figures = field(default_factory=Figures)
    exclusions: Exclusions = field(default_factory=Exclusions)


SECTIONS: Final[dict[str, type]] = {
    name: section.default_factory  # type: ignore[misc]
    for name, section in ((section.name, section) for section in fields(Policy))
    if section.default_factory is not MISSING
}
SECONDS_KEPT: Final = 5.0

_kept: tuple[Policy, float] | None = None


def load() -> Policy:
    """The policy of now: one query, then kept by this process for five seconds. Defaults before any city."""
    global _kept
    if _kept is None or monotonic() - _kept[1] > SECONDS_KEPT:
        settings = Platform.objects.values_list("settings", flat=True).first()
        _kept = (parse(settings or {}), monotonic())
    return _kept[0]


def forget() -> None:
    """Read anew at the next `load`: for who has just applied a city, and for tests."""
    global _kept
    _kept = None


def parse(document: Mapping[str, Any]) -> Policy:
    """The policy that city.toml's document writes; keys that are no section's are not looked at.

    Raises BadPolicy for a value that its section cannot hold or a key that it does not have.
    """
    return Policy(**{name: _section(name, kind, document.get(name, {})) for name, kind in SECTIONS.items()})


def _section(name: str, kind: type, written: Any) -> Any:
    if not isinstance(written, Mapping):
        raise BadPolicy(name, f"[{name}]")
    hints = get_type_hints(kind)
    for key in written:
        if key not in hints:
            raise BadPolicy(f"{name}.{key}", ", ".join(hints))
    return kind(**{key: _value(f"{name}.{key}", hints[key], value) for key, value in written.items()})


def _value(key: str, kind: Any, value: Any) -> Any:
    try:
        return _READERS[kind](value)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadPolicy(key, _WANTED[kind]) from error


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 9999:
        raise ValueError
    return value


def _positive(value: Any) -> Positive:
    if _count(value) == 0:
        raise ValueError
    return Positive(value)


def _words(value: Any) -> Words:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValueError
    return tuple(value)


def _hours(value: Any) -> Hours:
    pairs = [tuple(time.fromisoformat(edge) for edge in pair.split("-")) for pair in value]
    edges = [edge for pair in pairs for edge in pair]
    if not pairs or any(len(pair) != 2 for pair in pairs) or edges != sorted(set(edges)):
        raise ValueError
    return tuple((opens, closes) for opens, closes in pairs)


_READERS: Final[dict[Any, Any]] = {
    bool: _truth, int: _count, Positive: _positive, time: time.fromisoformat, Limit: Limit.parse, Words: _words,
    Hours: _hours,
}  # fmt: skip
_WANTED: Final[dict[Any, str]] = {
    bool: "true, false",
    int: "0-9999",
    Positive: "1-9999",
    time: '"17:29"',
    Limit: '"5 wd", "30 min", "24 h"',
    Words: '["complaint", "report"]',
    Hours: '["09:00-12:00", "13:00-17:30"]',
}
