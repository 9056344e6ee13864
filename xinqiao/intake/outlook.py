"""What is known of a matter before it is saved: whose it would be, until when, and who else asks for the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.advice.units import fitting, suggest
from xinqiao.cases.dues import task_for
from xinqiao.cases.lifecycle import OPEN_STAGES, Tie
from xinqiao.cases.models import Case
from xinqiao.cases.queries import visible_to
from xinqiao.catalogue.known import known, rows_of
from xinqiao.catalogue.models import Area, CaseType, Source, Urgency
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.deadlines.rules import BadRule, Matrix, NoRule
from xinqiao.intake.channels import phone as phone_channel
from xinqiao.people.models import Staff, Unit
from xinqiao.vault.index import blind_candidates

UNITS_SHOWN: Final = 3
SIMILAR_SHOWN: Final = 5
SIMILAR_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Prospect:
    """Which unit would have it, why, and until when if it were dispatched now; `problem` where no limit can be told."""

    unit: str
    reason: str
    due_at: datetime | None
    problem: str = ""


def matter(said: Mapping[str, Any]) -> Case:
    """The case that the fields filled in so far would make: never saved. Its area is the one that was chosen, else the
    one that the place names."""
    return Case(
        case_type=said.get("case_type") or CaseType.HELP,
        urgency=said.get("urgency") or Urgency.NORMAL,
        category=said.get("category"),
        area=said.get("area") or area_in(said.get("place") or ""),
        source=said.get("source") or known(Source, phone_channel.CHANNEL.code),
        upper_due_at=said.get("due_at"),
    )


def area_in(place: str) -> Area | None:
    """The area whose name the place holds, the longest of several. At most one query in five seconds."""
    return max((area for area in rows_of(Area).values() if area.name in place), key=_length, default=None)


def _length(area: Area) -> int:
    return len(area.name)


def prospects(case: Case, now: datetime) -> list[Prospect]:
    """The units that the catalogue names and that may lead a case of this source, each with its time limit; without any
    the limit that holds for units of the first level. Two queries."""
    if case.source_id is None:
        return []
    matrix = Matrix()
    named = fitting(case, suggest(case))
    if named:
        return [_prospect(case, one.unit, one.reason, matrix, now) for one in named[:UNITS_SHOWN]]
    unknown = gettext("派单目录中没有对应的行，由派单员判断") if case.category else gettext("选定分类后显示承办单位")
    return [_prospect(case, Unit(level=Unit.Level.FIRST), unknown, matrix, now)]


def _prospect(case: Case, unit: Unit, reason: str, matrix: Matrix, now: datetime) -> Prospect:
    try:
        task = task_for(case, unit, Tie.LEAD, now, matrix=matrix)
    except (NoRule, BadRule) as error:
        return Prospect(unit.name, reason, None, str(error))
    except UnpublishedYear as error:
        return Prospect(unit.name, reason, None, calendar.in_words(error))
    return Prospect(unit.name, reason, task.due_at)


def similar(staff: Staff, case: Case, phone: str, now: datetime) -> list[Case]:
    """Open cases of other people about the same, as far as the agent may see them: of the category, in the area when it
    is known, of the last thirty days, the newest first. One query; none without a category."""
    if case.category_id is None:
        return []
    recent = Q(stage__in=sorted(OPEN_STAGES), registered_at__gte=now - SIMILAR_WITHIN)
    found = visible_to(staff).filter(recent, category=case.category_id).exclude(number=case.number)
    if case.area:
        found = found.filter(area__path__startswith=case.area.path)
    if phone:
        others = ~Q(appellant__phone_index__in=blind_candidates("phone", phone))
        found = found.filter(others | Q(appellant=None))
    return list(found.order_by("-registered_at", "-pk")[:SIMILAR_SHOWN])
