"""What chance decides: drawn from a generator that the seed began, so that the same seed draws the same. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

SPREAD = 0.55  # of what has a median: two thirds lie between 0.58 and 1.73 times of it
MANY = 60


class Wheel(Generic[Thing]):
    """Things with weights, drawn by them; those without weight never. Raises ValueError when none has any."""

    def __init__(self, weighted: Mapping[Thing, float] | Iterable[tuple[Thing, float]]) -> None:
        pairs = weighted.items() if isinstance(weighted, Mapping) else weighted
        kept = [(thing, weight) for thing, weight in pairs if weight > 0]
        if not kept:
            raise ValueError("nothing to draw from: every weight is 0")
        self.things: Sequence[Thing] = [thing for thing, _ in kept]
        self.edges = list(accumulate(weight for _, weight in kept))

    def draw(self, random: Random) -> Thing:
        """One of the things."""
        return random.choices(self.things, cum_weights=self.edges)[0]


def happens(random: Random, percent: float) -> bool:
    """True in so many cases of a hundred."""
    return random.random() * 100 < percent


def around(random: Random, median: float) -> float:
    """A duration or share whose median this is, never below zero: long ones are rare, short ones are not."""
    return median * math.exp(random.gauss(0, SPREAD))


def count(random: Random, mean: float) -> int:
    """How many of independent things happen, of which so many do on average (Poisson)."""
    if mean > MANY:
        return max(0, round(random.gauss(mean, math.sqrt(mean))))
    happened, left = 0, random.expovariate(1)
    while left < mean:
        happened += 1
        left += random.expovariate(1)
    return happened
