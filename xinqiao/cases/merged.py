"""Cases that wait for another one's answer (floor rule 14), and whom they accuse (16)."""

from collections.abc import Iterable, Iterator

from django.db.models import Count
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import Move, Stage
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Barred
from xinqiao.people.models import Unit


def waiting_for(main: Case) -> list[Case]:
    """Those that were merged into this one and wait for its answer, oldest first. One query."""
    return list(main.merged.filter(stage=Stage.MERGED).order_by("pk"))


def taken_in(numbers: Iterable[str]) -> dict[str, int]:
    """Number -> how many cases were merged into that one, whether they wait or were answered since. One query."""
    found = Case.objects.filter(merged_into__number__in={number for number in numbers if number})
    return dict(found.values_list("merged_into__number").annotate(Count("pk")).order_by())


def check_none_waits(move: Move, case: Case) -> None:
    """Nobody waits for an answer at second hand: what others wait for is itself not merged. Raises Barred."""
    if waiting_for(case):
        raise Barred(move, gettext("已有其他诉求并入此件；请把另一件并入此件，或先解除并单"))


def accused_beside(case: Case) -> list[Unit]:
    """Whom the cases accuse that were merged into this one, and those that it goes on from. One query, and one for each
    of those."""
    beside = [*case.merged.exclude(accused=None).select_related("accused"), *_before(case)]
    return [one.accused for one in beside if one.accused]


def _before(case: Case) -> Iterator[Case]:
    while case.earlier:
        yield (case := case.earlier)
