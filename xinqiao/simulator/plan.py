"""What is about to happen, as both players take it: somebody comes in, then step by step what follows. Pure.

Who plays makes the step that comes next - the live player by the real actions, the bulk player by the history writer -
and asks for the one after it: a life (`life.way`) looks at the case as it then stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heapify, heappop, heapreplace
from typing import Any

from xinqiao.catalogue.models import Hotline
from xinqiao.intake.channels.base import Draft
from xinqiao.people.models import Staff
from xinqiao.telephony.models import Queue


@dataclass(frozen=True, slots=True)
class Step:
    """A move: `given` are the keywords of its action, `suffix` is its task's, 0 for the case.

    `by` None: the platform's own. Live, sweeps and reactions make it; in bulk the player writes it.
    """

    at: datetime
    verb: str
    by: Staff | None
    suffix: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ringing:
    """A call from its beginning to its end; who only hung up was never answered."""

    linkedid: str
    phone: str
    began_at: datetime
    ended_at: datetime
    hung_up_by: str
    entered_at: datetime | None = None
    answered_at: datetime | None = None
    queue: Queue | None = None
    hotline: Hotline | None = None
    agent: Staff | None = None
    seat: str = ""
    rating: int | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """What comes in at a moment: a call, a case, or a case by a call; or `case`, the key of one that is there already.

    `number` is its place in the whole play and begins its chance; `follows`: the citizen has had a case before, if the
    player knows one.
    """

    number: int
    at: datetime
    draft: Draft | None = None
    by: Staff | None = None
    call: Ringing | None = None
    follows: bool = False
    case: int | None = None


Steps = Iterator[Step]


def alongside(*lives: Steps) -> Steps:
    """Several at once, each going on by itself: what comes first happens first."""
    ahead = [(step.at, order, step, life) for order, life in enumerate(lives) for step in _next(life)]
    heapify(ahead)
    while ahead:
        _, order, step, life = ahead[0]
        yield step
        following = _next(life)
        if following:
            heapreplace(ahead, (following[0].at, order, following[0], life))
        else:
            heappop(ahead)


def _next(life: Steps) -> list[Step]:
    return [step for step in (next(life, None),) if step]
