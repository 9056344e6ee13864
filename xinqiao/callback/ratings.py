"""What the citizen said: whether it is a complaint, and of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from xinqiao.callback.models import SATISFIED_FROM, Callback, Rating


class Judged(Protocol):
    """Both answers to the two questions that are asked of a unit."""

    @property
    def satisfaction(self) -> int: ...
    @property
    def solved(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What the citizen said of one unit."""

    satisfaction: int
    solved: bool


def is_complaint(one: Judged) -> bool:
    """True below basically satisfied, and for a matter that is not solved."""
    return not one.solved or one.satisfaction < SATISFIED_FROM


def is_bad(callback: Callback) -> bool:
    """True when any unit was rated below basically satisfied, or its matter as not solved."""
    return any_bad(callback.ratings.all())


def any_bad(said: Iterable[Judged]) -> bool:
    """The same of ratings at hand."""
    return any(map(is_complaint, said))


def badly_rated(callback: Callback) -> list[Rating]:
    """The ratings that are complaints, with their units, in the order of the tasks."""
    ratings = callback.ratings.select_related("assignment__unit__parent").order_by("assignment__suffix")
    return [rating for rating in ratings if is_complaint(rating)]
