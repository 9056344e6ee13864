"""Recording an attempt to call the citizen, and what he said."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.callback import attempts, slots
from xinqiao.callback.actions.planning import become_passed
from xinqiao.callback.actions.reworking import propose_rework
from xinqiao.callback.attempts import Attempt
from xinqiao.callback.impartial import check_impartial
from xinqiao.callback.models import Callback, Ground, Result
from xinqiao.callback.queries import clock_of, rated_units
from xinqiao.callback.ratings import Said, any_bad, is_bad
from xinqiao.cases.lifecycle import MOVES, Stage
from xinqiao.cases.models import Assignment, Event
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, hold_case, make
from xinqiao.people import policy
from xinqiao.people.models import Staff

__all__ = ["CallbackDone", "RatingsWrong", "Said", "TooEarly", "call_back", "callable_from", "is_bad"]

MOVE = MOVES["call_back"]


class RatingsWrong(Exception):
    """A citizen who was reached rates each leading unit once; nobody else is rated, and none without an answer."""


class CallbackDone(Exception):
    """Another callback agent was quicker: this callback has ended."""


class TooEarly(Barred):
    """Nobody may be called now: quiet hours, or the last attempt was in this very slot. `from_at`: when he may."""

    def __init__(self, from_at: datetime) -> None:
        self.from_at = from_at
        shown = f"{timezone.localtime(from_at):%Y-%m-%d %H:%M}"
        super().__init__(MOVE, gettext("现在不宜拨打，请于 %(from)s 之后再拨") % {"from": shown})


@transaction.atomic
def call_back(
    callback: Callback, *, result: Result, said: Mapping[int, Said], note: str = "", contact_given: bool = False,
    rework: bool = False, reason: str = "", by: Staff, now: datetime,
) -> Event:  # fmt: skip
    """Record an attempt; `said` maps assignment ids to what was said, empty unless the citizen was reached.

    `contact_given`: he was told the handler's name and number. A bad rating of a completed case is put before the
    reviewer in the same transaction: `rework` tells whether the agent advises to handle it again, `reason` (else the
    note) why or why not. Raises RatingsWrong, CallbackDone, TooEarly, Barred for who belongs to a unit that is rated,
    Incomplete for a bad rating without reason, or what the door refuses; nothing is written then.
    """
    case = hold_case(callback.case)
    callback.refresh_from_db()
    callback.case = case
    if case.stage == Stage.COMPLETED and callback.ground == Ground.EXPIRED and not callback.done_at:
        become_passed(callback, case)
    units = {task.pk: task for task in rated_units(case)}
    attempt = attempts.weigh(callback, result, _first_at(callback), now)
    given = Given(attempts.facts(callback, result, attempt, said, units, contact_given=contact_given), text=note)
    event = make("call_back", case, given, by=by, now=now)
    _check(callback, units, result, said, by, now)
    keep(callback, attempt, result, said, by, now)
    if callback.ground == Ground.PASSED and any_bad(said.values()) and not open_request(case, "propose_rework"):
        propose_rework(case, advised=rework, reason=reason or note, by=by, now=now)
    return event


def _first_at(callback: Callback) -> datetime | None:
    """When the first attempt of this callback was made: its attempts are the last ones on record."""
    made = callback.case.events.filter(verb="call_back").order_by("-seq").values_list("at", flat=True)
    ours = list(made[: callback.attempts])
    return timezone.localtime(ours[-1]) if ours else None


def _check(
    callback: Callback, units: Mapping[int, Assignment], result: Result, said: Mapping[int, Said], by: Staff,
    now: datetime,
) -> None:  # fmt: skip
    if callback.done_at or callback.round != callback.case.round:
        raise CallbackDone
    check_impartial(by, units.values(), MOVE)
    if from_at := callable_from(callback, now):
        raise TooEarly(from_at)
    if set(said) != (set(units) if result == Result.REACHED else set()):
        raise RatingsWrong


def callable_from(callback: Callback, now: datetime) -> datetime | None:
    """From when the citizen may be called; None when it is time. What was said within hours may be written down for a
    while after their end."""
    hours = policy.load().callbacks.hours
    earliest = max(_limits(callback), default=now)
    if now < earliest:
        return slots.next_open(timezone.localtime(earliest), hours)
    here = timezone.localtime(now)
    return None if slots.may_write_down(here, hours) else slots.next_open(here, hours)


def _limits(callback: Callback) -> Iterable[datetime]:
    """An expiry is over again when the citizen's clock was given more time."""
    if callback.ground == Ground.EXPIRED:
        yield from filter(None, (callback.due_at, clock_of(callback.case)))
    if callback.not_before:
        yield callback.not_before


def keep(
    callback: Callback, attempt: Attempt, result: Result, said: Mapping[int, Said], by: Staff | None, now: datetime
) -> None:
    """Write what an attempt makes of its callback, and what was said beside it."""
    beside = attempts.settle(callback, attempt, result, said, by=by, now=now)
    callback.save()
    for row in beside:
        row.save(force_insert=True)
