"""Callbacks and ratings must be what the call_back events say: published figures are counted from these rows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from xinqiao.callback.actions import is_settled
from xinqiao.callback.models import Callback, Rating
from xinqiao.cases.check import Fault
from xinqiao.cases.models import Event

Ratings = dict[int, tuple[int, bool]]


@dataclass(slots=True)
class Told:
    """One callback as the events of its round tell it; `ratings` by the suffix of the task."""

    attempts: int = 0
    result: str = ""
    done_at: Any = None
    done_by: int | None = None
    ratings: Ratings = field(default_factory=dict)


def check_all() -> Iterator[Fault]:
    """Every callback that is not what its events say. Three queries."""
    told = _told()
    ratings = _ratings()
    for callback in Callback.objects.select_related("case").order_by("pk").iterator():
        said = told.pop((callback.case_id, callback.round), Told())
        is_now = Told(callback.attempts, callback.result, callback.done_at, callback.done_by_id, ratings[callback.pk])
        for name in Told.__slots__:
            if getattr(is_now, name) != getattr(said, name):
                what = f"callback {callback.round}: {name} is {getattr(is_now, name) or '-'}"
                yield Fault(callback.case.number, f"{what}, the events say {getattr(said, name) or '-'}")
    for case_id, round_ in told:
        yield Fault(f"case {case_id}", f"callback {round_} is in the events only")


def _told() -> dict[tuple[int, int], Told]:
    """(case, round) -> the callback that its events tell; an event that tells nonsense shows by its hash."""
    told: dict[tuple[int, int], Told] = defaultdict(Told)
    for event in Event.objects.filter(verb="call_back").order_by("case_id", "seq").iterator():
        data = event.data if isinstance(event.data, dict) else {}
        one = told[event.case_id, data.get("round", 0)]
        one.attempts += 1
        one.result = data.get("result", "")
        if is_settled(one.result, one.attempts):
            one.done_at, one.done_by = event.at, event.by_id
        one.ratings |= {r["assignment"]: (r["satisfaction"], r["solved"]) for r in data.get("ratings", [])}
    return told


def _ratings() -> dict[int, Ratings]:
    """Callback -> its ratings by the suffix of the task."""
    found: dict[int, Ratings] = defaultdict(dict)
    rows = Rating.objects.values_list("callback_id", "assignment__suffix", "satisfaction", "solved")
    for callback, suffix, satisfaction, solved in rows.iterator():
        found[callback][suffix] = (satisfaction, solved)
    return found
