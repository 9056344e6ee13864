"""What an attempt to call a citizen makes of his callback: whether it ends it, what its event tells, which rows it leaves.

Nothing here reads or writes the database: an attempt that is recorded live and one that is told in bulk come out alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from xinqiao.callback import slots
from xinqiao.callback.models import Callback, Fallback, Rating, Result
from xinqiao.callback.ratings import Said
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.recording import iso
from xinqiao.people import policy
from xinqiao.people.models import Staff


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an attempt makes of its callback."""

    number: int
    ends: bool
    not_before: datetime | None = None
    sms: bool = False


def weigh(callback: Callback, result: str, first_at: datetime | None, now: datetime) -> Attempt:
    """Unreached it goes on for as many attempts as the city asks for, then by SMS (floor rule 22); all else ends it.
    `first_at` is when the first attempt of this callback was made; None: this is it."""
    rule, number = policy.load().callbacks, callback.attempts + 1
    if result != Result.NO_ANSWER:
        return Attempt(number, True)
    if number >= rule.attempts:
        return Attempt(number, True, sms=callback.case.has_phone)
    here = timezone.localtime(now)
    return Attempt(number, False, slots.next_attempt(here, timezone.localtime(first_at or now), number, rule))


def facts(
    callback: Callback, result: str, attempt: Attempt, said: Mapping[int, Said], units: Mapping[int, Assignment],
    *, contact_given: bool,
) -> dict[str, Any]:  # fmt: skip
    """What the event tells; `check` compares the rows with it. A unit of another case is named with that case."""
    ratings = [
        _where(callback.case, units[pk]) | {"satisfaction": int(one.satisfaction), "solved": one.solved}
        for pk, one in sorted(said.items())
        if pk in units
    ]
    seldom = {"not_before": iso(attempt.not_before), "sms": attempt.sms, "contact_given": contact_given}
    told = {"result": result, "round": callback.round, "ground": callback.ground, "ratings": ratings}
    return told | {"ends": attempt.ends} | {name: value for name, value in seldom.items() if value}


def _where(case: Case, task: Assignment) -> dict[str, Any]:
    other = {"case": task.case.number} if task.case_id != case.pk else {}
    return {"assignment": task.suffix, **other}


def settle(
    callback: Callback, attempt: Attempt, result: str, said: Mapping[int, Said], *, by: Staff | None, now: datetime
) -> list[models.Model]:
    """Bring the callback up to date; returns the rows that belong beside it, unsaved: ratings, an SMS to be sent."""
    callback.attempts, callback.result, callback.not_before = attempt.number, result, attempt.not_before
    if attempt.ends:
        callback.done_at, callback.done_by = now, by
    ratings: list[models.Model] = [
        Rating(callback=callback, assignment_id=pk, satisfaction=one.satisfaction, solved=one.solved)
        for pk, one in said.items()
    ]
    return ratings + ([Fallback(callback=callback, queued_at=now)] if attempt.sms else [])
