"""Who may lead a case and who looks after it: orders from above have an officer and a higher level (floor rule 9), the
grid leads only what the local list gives it (floor rule 27)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.advice.units import suggest
from xinqiao.cases.lifecycle import Move, Who
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.refusal import Barred
from xinqiao.people.models import Staff, Unit

# Villages and communities: where the grid cells are (国办函〔2025〕66号). They verify and assist.
GRID = Unit.Kind.VILLAGE
# What the officer of a source does alone, besides ruling on what units ask.
OFFICERS = frozenset({
    "dispatch", "designate", "rule_dispatch", "split", "recall", "reassign", "amend", "terminate", "rule_rework", "rework",
    "answer_directly", "propose_answer", "decline", "invalidate", "relay",
})  # fmt: skip


def is_officers(move: Move) -> bool:
    """True for what the officer of a source does alone: to dispatch, to take back, to end, to rule on what units ask."""
    return move.verb in OFFICERS or bool(move.rules and move.who == Who.DISPATCHING_UNIT)


def looks_after(by: Staff, case: Case) -> bool:
    """True unless the case's source has an officer and this person is none at the centre. At most two queries."""
    officer = case.source.officer_id
    return officer is None or by.posts.filter(role=officer, unit__parent=None).exists()


def check_officer(move: Move, case: Case, by: Staff) -> None:
    """Raises Barred with who is to do it."""
    if not looks_after(by, case):
        told = {"source": case.source.name, "officer": case.source.officer.name if case.source.officer else ""}
        raise Barred(move, gettext("%(source)s的诉求由专人办理：%(officer)s") % told)


def check_officer_of_task(move: Move, task: Assignment, by: Staff) -> None:
    """The same of what the centre itself handed down; a node rules on its own, and takes it back, for itself."""
    if task.parent_id is None:
        check_officer(move, task.case, by)


def check_leads(move: Move, case: Case, leads: Iterable[Unit]) -> None:
    """Raises Barred for a unit that stands too low, or is of the grid and not on the local list."""
    for unit in leads:
        if not case.source.lets_lead(unit):
            raise Barred(move, _too_low(case, unit))
        if unit.kind == GRID and unit not in _listed(case):
            words = gettext("派单目录没有把此类事项交由%(unit)s主办；村社区核实情况、协助办理，请选为协办")
            raise Barred(move, words % {"unit": unit.name})


def _too_low(case: Case, unit: Unit) -> str:
    told = {
        "source": case.source.name,
        "level": Unit.Level(case.source.lead_level or 0).label,
        "unit": unit.name,
        "own": Unit.Level(unit.level).label,
    }
    return gettext("%(source)s的诉求须由%(level)s以上单位主办；%(unit)s是%(own)s单位，可以协办或由上级转派") % told


def _listed(case: Case) -> list[Unit]:
    """The units that the catalogue names as lead for the category, where the case is: the local list."""
    return [one.unit for one in suggest(case)]


def offer(field: Any, case: Case) -> None:
    """Offer as lead only who may lead."""
    lowest = case.source.lead_level
    level = Q() if lowest is None else Q(level__lte=lowest)
    listed = Q(pk__in=[unit.pk for unit in _listed(case)])
    field.queryset = field.queryset.filter(level).filter(~Q(kind=GRID) | listed)
