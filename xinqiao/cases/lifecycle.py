"""THE TABLE: every move that a case or an assignment can make. Pure data, no Django.

Buttons, permission checks, required fields, API operations, docs/lifecycle.md and the tests derive from `MOVES`.
Nothing else decides what is allowed; `transition.py` is the only one that acts on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


def N_(text: str) -> str:  # noqa: N802 - the usual name of the no-op mark for translation
    """Mark `text` for the catalogue; it is translated where it is shown."""
    return text


class At(StrEnum):
    """What a move is made on."""

    CASE = "case"
    ASSIGNMENT = "assignment"


class Who(StrEnum):
    """The unit that an actor's grant must reach for the move to be his."""

    REGISTRAR = "registrar"  # any unit where he holds the grant: a case comes in anywhere
    CENTRE = "centre"  # the platform
    DISPATCHING_UNIT = "dispatching_unit"  # the node that handed this assignment down
    ASSIGNED_UNIT = "assigned_unit"  # the unit whose task it is
    SYSTEM = "system"  # no person


class Stage(StrEnum):
    """Where a case stands; follows from its assignments unless a case move decided it."""

    REGISTERED = "registered"
    IN_HAND = "in_hand"
    COMPLETED = "completed"
    ARCHIVED = "archived"


class State(StrEnum):
    """Where one unit's task stands."""

    DISPATCHED = "dispatched"
    HANDLING = "handling"
    REPLIED = "replied"
    COMPLETED = "completed"


class Tie(StrEnum):
    """How a unit is bound to a case."""

    LEAD = "lead"
    CO_LEAD = "co_lead"
    ASSISTING = "assisting"


class Clock(StrEnum):
    """What a move does to the handling clock (floor rules 5 and 6)."""

    NONE = "none"
    START = "start"  # dispatch
    STOP = "stop"  # a reply, which counts if it later passes review
    CONTINUE = "continue"  # a rejected reply: as if the clock had never stopped


# By kind, because the same word may name a stage and a state that are called differently.
LABELS: Final[dict[type[StrEnum], dict[StrEnum, str]]] = {
    Stage: {
        Stage.REGISTERED: N_("待派单"),
        Stage.IN_HAND: N_("承办中"),
        Stage.COMPLETED: N_("已办结"),
        Stage.ARCHIVED: N_("已归档"),
    },
    State: {
        State.DISPATCHED: N_("待签收"),
        State.HANDLING: N_("办理中"),
        State.REPLIED: N_("待审核"),
        State.COMPLETED: N_("办结"),
    },
    Tie: {
        Tie.LEAD: N_("主办"),
        Tie.CO_LEAD: N_("共同主办"),
        Tie.ASSISTING: N_("协办"),
    },
}


def label(word: Stage | State | Tie) -> str:
    """What the field calls a stage, a state or a tie, in the source language."""
    return LABELS[type(word)][word]


OPEN_STAGES: Final = frozenset({Stage.REGISTERED, Stage.IN_HAND})
OPEN_STATES: Final = frozenset({State.DISPATCHED, State.HANDLING, State.REPLIED})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    `from_` empty: the case does not exist yet. `to` None: the state stays (a case's stage then follows from its
    assignments). `needs`: what must be given, by name. `hands_down`: creates assignments for other units. `marks`: the
    moment of an assignment that the move fixes when it is made for the first time.
    """

    verb: str
    label: str
    at: At
    who: Who
    from_: frozenset[Stage] | frozenset[State]
    to: Stage | State | None = None
    needs: tuple[str, ...] = ()
    clock: Clock = Clock.NONE
    hands_down: bool = False
    marks: str = ""


_TABLE: Final = (
    Move("register", N_("登记"), At.CASE, Who.REGISTRAR, frozenset[Stage](), needs=("title", "text")),
    Move("dispatch", N_("派单"), At.CASE, Who.CENTRE, frozenset({Stage.REGISTERED}),
         needs=("unit",), clock=Clock.START, hands_down=True),
    Move("sign", N_("签收"), At.ASSIGNMENT, Who.ASSIGNED_UNIT, frozenset({State.DISPATCHED}), State.HANDLING,
         marks="signed_at"),
    Move("contact", N_("联系诉求人"), At.ASSIGNMENT, Who.ASSIGNED_UNIT, frozenset({State.HANDLING}), needs=("result",),
         marks="contacted_at"),
    Move("reply", N_("答复"), At.ASSIGNMENT, Who.ASSIGNED_UNIT, frozenset({State.HANDLING}), State.REPLIED,
         needs=("text", "outcome"), clock=Clock.STOP),
    Move("pass_review", N_("审核通过"), At.ASSIGNMENT, Who.DISPATCHING_UNIT, frozenset({State.REPLIED}), State.COMPLETED,
         marks="completed_at"),
    Move("reject_review", N_("审核退回"), At.ASSIGNMENT, Who.DISPATCHING_UNIT, frozenset({State.REPLIED}), State.HANDLING,
         needs=("reason",), clock=Clock.CONTINUE),
    Move("call_back", N_("回访"), At.CASE, Who.CENTRE, frozenset({Stage.COMPLETED}), needs=("result",)),
    Move("archive", N_("归档"), At.CASE, Who.SYSTEM, frozenset({Stage.COMPLETED}), Stage.ARCHIVED),
)  # fmt: skip

MOVES: Final[dict[str, Move]] = {move.verb: move for move in _TABLE}


def stage(decided: Stage | None, leading: Iterable[State]) -> Stage:
    """The stage of a case from what a case move decided and the states of its lead and co-lead assignments.

    Assisting assignments do not count: they only gate the lead's reply (floor rule 2).
    """
    if decided:
        return decided
    states = set(leading)
    if not states:
        return Stage.REGISTERED
    return Stage.COMPLETED if states == {State.COMPLETED} else Stage.IN_HAND


def allowed(at: At, standing: Stage | State) -> list[Move]:
    """The moves that the table allows from here, in its order."""
    return [move for move in _TABLE if move.at == at and standing in move.from_]


def stopped_at(clock: Clock, before: datetime | None, at: datetime) -> datetime | None:
    """When the handling clock stands stopped after a move at `at`; None while it runs."""
    match clock:
        case Clock.STOP:
            return at
        case Clock.START | Clock.CONTINUE:
            return None
        case _:
            return before
