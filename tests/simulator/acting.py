"""A stage for plays: the applied city, its folder's ways with or without changes, days that lie in the past."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.factories import MONDAY
from tests.structure.house import ROOT
from xinqiao.cities import simulation
from xinqiao.cities.simulation import Simulation
from xinqiao.simulator import phrases, town
from xinqiao.simulator.arrivals import Arrivals
from xinqiao.simulator.bulk import BulkPlayer
from xinqiao.simulator.live import LivePlayer
from xinqiao.simulator.pace import OwnTime
from xinqiao.simulator.plan import Arrival
from xinqiao.simulator.tally import Tally

MORNING = MONDAY.replace(hour=0, minute=0)


@cache
def words() -> phrases.Phrases:
    return phrases.load()


def ways(**sections: dict[str, Any]) -> Simulation:
    """The minimal city's ways; `desk={"joint": 100}` changes a key of a section, `units` that of every kind."""
    said = simulation.read(ROOT / "cities" / "minimal" / "simulate.toml")
    units = {kind: replace(one, **sections.pop("units", {})) for kind, one in said.units.items()}
    return replace(said, units=units, **{name: replace(getattr(said, name), **new) for name, new in sections.items()})


def arrivals(said: Simulation, *, seed: int = 1, scale: float = 1) -> Arrivals:
    return Arrivals(town.survey(said), words(), seed, scale)


def days(drawn: Arrivals, many: int, first: datetime = MORNING) -> list[Arrival]:
    on = [(first + timedelta(days=day)).date() for day in range(many)]
    return [one for day in on for one in drawn.on(day, on[0])]


def in_bulk(said: Simulation, many: int = 1, *, until: timedelta = timedelta(days=60), **how: Any) -> Tally:
    """So many days told, and what follows them in the time after their beginning."""
    drawn = arrivals(said, **how)
    player = BulkPlayer(drawn.town, words(), drawn.seed, MORNING + until)
    player.play(days(drawn, many), lambda tally: None)
    return player.tally


def live(said: Simulation, many: int = 1, *, until: timedelta = timedelta(days=60), **how: Any) -> Tally:
    """The same by the real actions."""
    drawn = arrivals(said, **how)
    player = LivePlayer(drawn.town, words(), drawn.seed, OwnTime(), MORNING + until)
    player.play(days(drawn, many))
    return player.tally


def check() -> str:
    """What `xinqiao check` says at its end."""
    out = StringIO()
    try:
        call_command("check", stdout=out, stderr=StringIO())
    except SystemExit:
        pytest.fail(out.getvalue())
    return out.getvalue().splitlines()[-1]
