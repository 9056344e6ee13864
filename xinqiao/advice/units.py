"""Which unit a case belongs to, always with the reason."""

from dataclasses import dataclass

from django.utils.translation import gettext

from xinqiao.cases.models import Case
from xinqiao.catalogue.models import Responsibility
from xinqiao.people.models import Unit


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit and why it is suggested; `row` is the catalogue row behind it."""

    unit: Unit
    reason: str
    row: int


def suggest(case: Case) -> list[Suggestion]:
    """The units that the dispatch catalogue names for this category: rows of the nearest area first, then city-wide."""
    if case.category is None:
        return []
    rows = Responsibility.objects.filter(category=case.category, lead__is_active=True)
    near = [row for row in rows.select_related("lead", "category", "area") if _holds(row, case)]
    near.sort(key=lambda row: len(row.area.path) if row.area else 0, reverse=True)
    return [Suggestion(row.lead, _reason(row), row.pk) for row in near]


def _holds(row: Responsibility, case: Case) -> bool:
    """True when the row speaks for the whole city or for an area that holds the case's."""
    return row.area is None or bool(case.area and case.area.path.startswith(row.area.path))


def _reason(row: Responsibility) -> str:
    where = row.area.name if row.area else gettext("全市")
    reason = gettext("派单目录：%(category)s · %(area)s") % {"category": row.category.name, "area": where}
    return f"{reason}（{row.basis}）" if row.basis else reason
