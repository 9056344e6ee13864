"""Planning a callback when a case is completed, and recording what the citizen said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xinqiao.callback.models import SATISFIED_FROM, Callback, Rating, Result
from xinqiao.callback.queries import rated_units
from xinqiao.cases import transition
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.transition import Given
from xinqiao.people.models import Staff

ATTEMPTS = 3  # floor rule 22


class RatingsWrong(Exception):
    """A citizen who was reached rates each leading unit once; nobody else is rated, and none without an answer."""


class CallbackDone(Exception):
    """Another callback agent was quicker: this callback has ended."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the citizen said of one unit."""

    satisfaction: int
    solved: bool


def plan(case: Case, *, now: datetime) -> Callback | None:
    """Open the callback of this round if the case is completed; the same round twice opens one.

    Nobody calls back an anonymous citizen (floor rule 16): such a case is archived at once.
    """
    if case.stage != Stage.COMPLETED:
        return None
    if case.is_anonymous:
        transition.make("archive", case, Given({"ground": "no_contact"}), by=None, now=now)
        return None
    return Callback.objects.get_or_create(case=case, round=case.round, defaults={"due_at": now})[0]


@transaction.atomic
def call_back(
    callback: Callback, *, result: Result, said: Mapping[int, Said], note: str = "", by: Staff, now: datetime
) -> Event:
    """Record an attempt; `said` maps assignment ids to what was said, empty unless the citizen was reached.

    Raises RatingsWrong, CallbackDone or what the door refuses; nothing is written then.
    """
    rated = _rated(callback.case)
    if set(said) != (set(rated) if result == Result.REACHED else set()):
        raise RatingsWrong
    event = transition.make("call_back", callback.case, _given(callback, result, said, rated, note), by=by, now=now)
    callback.refresh_from_db()  # the door holds the case's lock now
    if callback.done_at:
        raise CallbackDone
    callback.attempts += 1
    callback.result = result
    if is_settled(result, callback.attempts):
        callback.done_at, callback.done_by = now, by
    callback.save()
    Rating.objects.bulk_create(
        Rating(callback=callback, assignment_id=pk, satisfaction=one.satisfaction, solved=one.solved)
        for pk, one in said.items()
    )
    return event


def is_settled(result: str, attempts: int) -> bool:
    """True when an attempt with this result ends the callback; unreached it goes on for three (floor rule 22)."""
    return result != Result.NO_ANSWER or attempts >= ATTEMPTS


def archive_settled(case: Case, *, now: datetime) -> None:
    """Archive a completed case whose callback ended without complaint. A bad rating waits for a ruling."""
    callback = case.callbacks.filter(round=case.round, done_at__isnull=False).first()
    if callback is None or case.stage != Stage.COMPLETED or is_bad(callback):
        return
    # Reactions may run late: the case is not filed before the last attempt that is on record.
    ended_at = max(now, callback.done_at or now)
    transition.make("archive", case, Given({"ground": callback.result}), by=None, now=ended_at)


def is_bad(callback: Callback) -> bool:
    """True when any unit was rated below basically satisfied, or its matter as not solved."""
    return any(not one.solved or one.satisfaction < SATISFIED_FROM for one in callback.ratings.all())


def _rated(case: Case) -> dict[int, Assignment]:
    return {assignment.pk: assignment for assignment in rated_units(case)}


def _given(
    callback: Callback, result: Result, said: Mapping[int, Said], rated: Mapping[int, Assignment], note: str
) -> Given:
    ratings = [
        {"assignment": rated[pk].suffix, "satisfaction": int(one.satisfaction), "solved": one.solved}
        for pk, one in sorted(said.items())
    ]
    return Given({"result": result, "round": callback.round, "ratings": ratings}, text=note)
