"""Who may what, told a second time: from roles.csv and units.csv as text, from the table's `who`, and from the floor
rules - with not a line of the code that decides it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.fixtures.city import MINIMAL
from xinqiao.cases.lifecycle import MOVES, OPEN_STATES, Who

CENTRE = "xq"
# Floor rule 16: who works for a unit, and so knows what it was told.
OWNING = ("view", "sign", "reply", "delegate")


@dataclass(frozen=True)
class Person:
    """Somebody with posts, each a role at a unit."""

    name: str
    posts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Task:
    """A unit's task, by whom it was handed down, and how it stands."""

    unit: str
    by: str = CENTRE
    state: str = "handling"
    carried: bool = False


@dataclass(frozen=True)
class Thing:
    """What is there to be seen: a case as the rules know it.

    `guarded`: units get an extract; `reported`: a report, whose direct answer is approved first. `asked` are the kinds
    of open requests, each with the place of its task among `tasks`, None for the case itself. `calls`: its citizen
    waits to be called back.
    """

    name: str
    stage: str = "in_hand"
    tasks: tuple[Task, ...] = ()
    accused: str = ""
    flagged: bool = False
    guarded: bool = False
    reported: bool = False
    registrar: str = f"agent-{CENTRE}"
    asked: tuple[tuple[str, int | None], ...] = ()
    calls: bool = False

    def task(self, place: int | None) -> Task | None:
        """The task at that place; None for the case itself."""
        return None if place is None else self.tasks[place]

    def __str__(self) -> str:
        return self.name


@cache
def roles() -> dict[str, dict[str, str]]:
    """Role -> verb -> scope."""
    found: dict[str, dict[str, str]] = {}
    for row in _rows("roles.csv"):
        found.setdefault(row["role"], {})[row["verb"]] = row["scope"]
    return found


@cache
def chain(unit: str) -> tuple[str, ...]:
    """The unit, the one above it, and so on up to the centre."""
    above = {row["code"]: row["parent"] for row in _rows("units.csv")}
    return (unit, *chain(above[unit])) if unit else ()


def _rows(name: str) -> list[dict[str, Any]]:
    with (MINIMAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def holds(person: Person, *verbs: str) -> bool:
    """True when a post of his grants one of the verbs, however far."""
    return any(verb in roles()[role] for role, _ in person.posts for verb in verbs)


def reaches(person: Person, verb: str, unit: str) -> bool:
    """True when a grant of his reaches the unit; "" is no unit's: only what is granted for all reaches it, or for the
    centre with all below."""
    for role, at in person.posts:
        match roles()[role].get(verb):
            case "all":
                return True
            case "subtree" if at in (*chain(unit), CENTRE):
                return True
            case "unit" if at == unit:
                return True
    return False


def may(person: Person, verb: str, task: Task | None = None, thing: Thing | None = None) -> bool:
    """The table's `who` against his grants; `task` for moves on one, `thing` where it counts who registered it."""
    match MOVES[verb].who:
        case Who.SYSTEM:
            return False
        case Who.REGISTRAR | Who.APPELLANT:
            return holds(person, verb)
        case Who.TAKER:
            return holds(person, verb) and thing is not None and thing.registrar == person.name
        case Who.CENTRE:
            return reaches(person, verb, CENTRE)
    assert task
    return reaches(person, verb, task.unit if MOVES[verb].who == Who.ASSIGNED_UNIT else task.by)


def sees(person: Person, thing: Thing) -> bool:
    """DESIGN 6 and floor rules 15, 16: who wrote it down; else nobody of whom it accuses; else whose `view` reaches a
    unit that has or handed down a task, and for a flagged case only its circle."""
    if thing.registrar == person.name:
        return True
    if is_accused(person, thing):
        return False
    return _touches(person, "view", thing) and (not thing.flagged or _in_circle(person, thing))


def is_accused(person: Person, thing: Thing) -> bool:
    """True for who holds a post at the unit that the case accuses, or below it."""
    return any(thing.accused in chain(unit) for _, unit in person.posts)


def _touches(person: Person, verb: str, thing: Thing) -> bool:
    """A grant of his reaches a unit that has or handed down a task, or what lies with no unit."""
    units = {"", *(unit for task in thing.tasks for unit in (task.unit, task.by))}
    return any(reaches(person, verb, unit) for unit in units)


def _in_circle(person: Person, thing: Thing) -> bool:
    tasks = [task for task in thing.tasks if task.state not in ("recalled", "sent_back")]
    at_work = any(may(person, verb, task) for verb in ("sign", "reply", "pass_review") for task in tasks)
    watches = any(reaches(person, "view_flagged", unit) for task in tasks for unit in (task.unit, task.by))
    return at_work or watches or reaches(person, "view_flagged", CENTRE)


def reads(person: Person, thing: Thing) -> bool:
    """Floor rule 16: the citizen's own words of a confidential case or a report are for the centre and the registrar."""
    return not thing.guarded or thing.registrar == person.name or reaches(person, "view", CENTRE)


def shows_contact(person: Person, thing: Thing) -> bool:
    """Floor rules 16 and 26: the unit that handles it, or a grant that reaches the case; of a confidential case or a
    report the centre alone, which relays."""
    if not sees(person, thing):
        return False
    if thing.guarded:
        return reaches(person, "show_contact", CENTRE)
    own = any(reaches(person, "contact", task.unit) for task in thing.tasks if task.state in OPEN_STATES)
    return own or _touches(person, "show_contact", thing)


def acts(person: Person, verb: str, thing: Thing, task: Task | None = None) -> bool:
    """A move is his on what he may see."""
    return may(person, verb, task, thing) and sees(person, thing)


def among(person: Person, things: Iterable[Thing]) -> set[str]:
    """The names of the things that he sees."""
    return {thing.name for thing in things if sees(person, thing)}
