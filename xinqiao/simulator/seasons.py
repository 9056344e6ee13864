"""What the day of the year does to volume and mix: weekday, month, heating, rain, the first day of school."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from random import Random

from xinqiao.catalogue.models import Category
from xinqiao.cities.simulation import Season, Simulation
from xinqiao.simulator.chance import Wheel, happens


class Seasons:
    """The days of a city as its folder describes them; rain falls on the same days for the same seed."""

    def __init__(self, ways: Simulation, leaves: Sequence[Category]) -> None:
        self.ways = ways
        self.leaves = leaves
        self._wheel = lru_cache(64)(self._weighed)

    def volume(self, day: date, seed: int) -> float:
        """How many times the average comes in on that day."""
        factor = _relative(self.ways.volume.weekday, day.weekday()) * _relative(self.ways.volume.month, day.month - 1)
        for season in self._of(day, seed):
            factor *= season.volume
        return factor

    def categories(self, day: date, seed: int) -> Wheel[Category]:
        """What is asked on that day, by weight."""
        return self._wheel(tuple(season.name for season in self._of(day, seed)))

    def _of(self, day: date, seed: int) -> list[Season]:
        chance = Random(f"{seed}/weather/{day}")  # noqa: S311 - a play, no secret
        return [season for season in self.ways.season if happens(chance, season.days) and _lies_in(day, season)]

    def _weighed(self, names: tuple[str, ...]) -> Wheel[Category]:
        """A branch's weight is shared by its leaves; a leaf that is named has its own."""
        seasons = [season for season in self.ways.season if season.name in names]
        branches: dict[str, int] = {}
        for leaf in self.leaves:
            branches[_branch(leaf)] = branches.get(_branch(leaf), 0) + 1
        return Wheel([(leaf, self._weight(leaf, seasons) / branches[_branch(leaf)]) for leaf in self.leaves])

    def _weight(self, leaf: Category, seasons: Sequence[Season]) -> float:
        weights = self.ways.mix.category
        weight = weights.get(leaf.code, weights.get(_branch(leaf), 1.0))
        for season in seasons:
            codes = leaf.path.strip("/").split("/")
            weight *= next((season.categories[code] for code in reversed(codes) if code in season.categories), 1.0)
        return weight


def _branch(leaf: Category) -> str:
    return leaf.path.strip("/").split("/")[0]


def _relative(series: Sequence[float], place: int) -> float:
    return series[place] * len(series) / sum(series)


def _lies_in(day: date, season: Season) -> bool:
    """Limits included; a season may go on over the turn of the year."""
    on = (day.month, day.day)
    if season.begins <= season.ends:
        return season.begins <= on <= season.ends
    return on >= season.begins or on <= season.ends
