"""The whole way of a case, from wherever it stands to where nothing more is to be done."""

from collections.abc import Callable, Mapping
from typing import Final

from xinqiao.cases.lifecycle import Stage
from xinqiao.simulator.citizen import asked_about
from xinqiao.simulator.desk import at_desk
from xinqiao.simulator.life import Life
from xinqiao.simulator.plan import Steps
from xinqiao.simulator.unit import in_hand

PARTS: Final[Mapping[Stage, Callable[[Life], Steps]]] = {
    Stage.REGISTERED: at_desk,
    Stage.IN_HAND: in_hand,
    Stage.CARRIED_OVER: in_hand,
    Stage.COMPLETED: asked_about,
}


def way(life: Life) -> Steps:
    """Every step from here on, part by part as the stage leads; ends where a part has nothing to do."""
    while part := PARTS.get(Stage(life.matter.case.stage)):
        has_moved = False
        for step in part(life):
            has_moved = True
            yield step
        if not has_moved:
            return
