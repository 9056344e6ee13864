"""Callbacks, ratings and queued SMS must be what the events say: published figures are counted from these rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import Q

from xinqiao.callback.models import Callback, Ground, Rating, Result
from xinqiao.cases.check import Fault
from xinqiao.cases.models import Event
from xinqiao.cases.replay import moment

BATCH = 500
LANDED_ATTEMPTS = 3  # what ended a callback before its events told so
# With the last of its tasks that was still open, done or taken away, a case is completed.
COMPLETING = (
    "pass_review", "exempt_review", "rule_strike_off", "answer_directly", "rule_answer", "complete_merged", "recall",
    "rule_return", "rule_objection",
)  # fmt: skip
CALLED = ("call_back", "archive")
# The number of another case, or none; the suffix of the task.
Ratings = dict[tuple[str, int], tuple[int, bool]]


@dataclass(slots=True)
class Told:
    """One callback as the events of its round tell it."""

    attempts: int = 0
    result: str = ""
    not_before: Any = None
    done_at: Any = None
    done_by: int | None = None
    queued_at: Any = None
    ratings: Ratings = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """What the events of one case tell of its callbacks: by round and ground; and the moments from which one is due."""

    told: dict[tuple[int, str], Told] = field(default_factory=dict)
    due: dict[str, set[datetime | None]] = field(default_factory=lambda: {ground: set() for ground in Ground.values})
    given_up_at: datetime | None = None


def check_all() -> Iterator[Fault]:
    """Every callback that is not what its events say. Three queries for five hundred cases."""
    called = Event.objects.filter(verb="call_back").values_list("case_id", flat=True)
    ids = sorted({*Callback.objects.values_list("case_id", flat=True), *called})
    for start in range(0, len(ids), BATCH):
        yield from _check(ids[start : start + BATCH])


def _check(ids: list[int]) -> Iterator[Fault]:
    histories = _histories(ids)
    ratings = _ratings(ids)
    rows = Callback.objects.filter(case__in=ids).select_related("case", "fallback").order_by("case_id", "pk")
    for callback in rows:
        history = histories[callback.case_id]
        said = _said_of(callback, history)
        is_now = Told(
            callback.attempts, callback.result, callback.not_before, callback.done_at, callback.done_by_id,
            callback.fallback.queued_at if hasattr(callback, "fallback") else None, ratings[callback.pk],
        )  # fmt: skip
        for what in _differences(is_now, said) + _due_faults(callback, history):
            yield Fault(callback.case.number, f"callback {callback.round}: {what}")
    for case_id, history in histories.items():
        for round_, _ground in history.told:
            yield Fault(f"case {case_id}", f"callback {round_} is in the events only")


def _said_of(callback: Callback, history: History) -> Told:
    """What the events tell of this row. One that is open since the limit expired may have become the passed one."""
    told = history.told.pop((callback.round, callback.ground), None)
    early = history.told.get((callback.round, Ground.EXPIRED))
    if told is None and callback.ground == Ground.PASSED and early and not early.done_at:
        told = history.told.pop((callback.round, Ground.EXPIRED))
    told = told or Told()
    if callback.ground == Ground.PASSED and not told.done_at:
        told.queued_at = history.given_up_at
    return told


def _differences(is_now: Told, said: Told) -> list[str]:
    pairs = [(one.name, getattr(is_now, one.name), getattr(said, one.name)) for one in fields(Told)]
    return [f"{name} is {now or '-'}, the events say {told or '-'}" for name, now, told in pairs if now != told]


def _due_faults(callback: Callback, history: History) -> list[str]:
    """A passed reply's callback is due since a moment that completed the case, an expired one's by a limit it had."""
    if callback.due_at in history.due[callback.ground]:
        return []
    return [f"due_at is {callback.due_at}, which no event of a case {callback.ground} tells"]


def _histories(ids: list[int]) -> dict[int, History]:
    """Case -> what its events tell; an event that tells nonsense shows by its hash."""
    found: dict[int, History] = defaultdict(History)
    matters = Q(verb__in=[*COMPLETING, *CALLED, "propose_merge"]) | Q(data__has_key="due_at")
    into: dict[str, list[History]] = defaultdict(list)
    for event in Event.objects.filter(matters, case__in=ids).order_by("case_id", "seq"):
        history, data = found[event.case_id], event.data if isinstance(event.data, dict) else {}
        if event.verb in COMPLETING:
            history.due[Ground.PASSED].add(event.at)
        if "due_at" in data:
            history.due[Ground.EXPIRED].add(moment(data["due_at"]))
        if event.verb == "propose_merge":
            into[data.get("into", "")].append(history)
        if event.verb == "archive" and data.get("sms"):
            history.given_up_at = event.at
        if event.verb == "call_back":
            _follow(history, event, data)
    _add_limits_of_mains(into)
    return found


def _add_limits_of_mains(into: dict[str, list[History]]) -> None:
    """The citizen of a merged case is called when the limit of the one that it was merged into runs out."""
    limits = Event.objects.filter(case__number__in=into, data__has_key="due_at")
    for number, data in limits.values_list("case__number", "data"):
        for history in into[number]:
            history.due[Ground.EXPIRED].add(moment(data["due_at"]))


def _follow(history: History, event: Event, data: dict[str, Any]) -> None:
    round_, ground = data.get("round", 0), data.get("ground", Ground.PASSED)
    early = history.told.get((round_, Ground.EXPIRED))
    if ground == Ground.PASSED and early and not early.done_at:
        history.told[round_, ground] = history.told.pop((round_, Ground.EXPIRED))
    one = history.told.setdefault((round_, ground), Told())
    one.attempts += 1
    one.result, one.not_before = data.get("result", ""), moment(data.get("not_before"))
    if data.get("ends", one.result != Result.NO_ANSWER or one.attempts >= LANDED_ATTEMPTS):
        one.done_at, one.done_by = event.at, event.by_id
        one.queued_at = event.at if data.get("sms") else None
    one.ratings |= {
        (r.get("case", ""), r["assignment"]): (r["satisfaction"], r["solved"]) for r in data.get("ratings", [])
    }


def _ratings(ids: list[int]) -> dict[int, Ratings]:
    """Callback -> its ratings by the number and suffix of the task."""
    found: dict[int, Ratings] = defaultdict(dict)
    for rating in Rating.objects.filter(callback__case__in=ids).select_related("callback", "assignment__case"):
        task = rating.assignment
        other = task.case.number if task.case_id != rating.callback.case_id else ""
        found[rating.callback_id][other, task.suffix] = (rating.satisfaction, rating.solved)
    return found
