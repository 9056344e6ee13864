"""Cases that wait for another one's answer (floor rule 14)."""

from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move, Stage
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred


def waiting_for(main: Case) -> list[Case]:
    """Those that were merged into this one and wait for its answer, oldest first. One query."""
    return list(main.merged.filter(stage=Stage.MERGED).order_by("pk"))


def check_none_waits(move: Move, case: Case) -> None:
    """Nobody waits for an answer at second hand: what others wait for is itself not merged. Raises Barred."""
    if waiting_for(case):
        raise Barred(move, gettext("已有其他诉求并入此件；请把另一件并入此件，或先解除并单"))
