"""Which unit a case belongs to, always with the reason."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.cases.models import Assignment, Case
from xinqiao.catalogue.models import Responsibility
from xinqiao.people.models import Unit

Row = TypeVar("Row", Case, Assignment)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit and why it is suggested; `row` is the catalogue row behind it."""

    unit: Unit
    reason: str
    row: int


def suggest(case: Case) -> list[Suggestion]:
    """The units that the dispatch catalogue names for this category: rows of the nearest area first, then city-wide."""
    return suggest_each([case])[0]


def suggest_each(cases: Sequence[Case]) -> list[list[Suggestion]]:
    """The same for each of several cases, in their order, in one query."""
    categories = {case.category_id for case in cases if case.category_id}
    places = {path for case in cases if case.area for path in _lineage(case.area.path)}
    there = Q(area=None) | Q(area__path__in=places)
    rows = Responsibility.objects.filter(there, category__in=categories, lead__is_active=True)
    known = list(rows.select_related("lead", "category", "area"))  # no category, no query
    return [_near(case, known) for case in cases]


def best_each(cases: Sequence[Case]) -> list[Suggestion | None]:
    """Of each case the first suggestion that fits it, in one query; None where the catalogue has none."""
    return [next(iter(fitting(case, found)), None) for case, found in zip(cases, suggest_each(cases), strict=True)]


def fitting(case: Case, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Those of them that the case does not accuse and that stand high enough for its source (floor rules 9 and 27)."""
    high = [one for one in found if case.source.lets_lead(one.unit)]
    return [one for one in high if not case.accuses(one.unit)]


def destinations(
    rows: Sequence[Row], chosen: Unit | None, suggested: Callable[[Sequence[Row]], Sequence[Suggestion | None]]
) -> dict[Row, Unit | None]:
    """Where each of several cases or tasks goes: to the unit that was chosen for all, else to the one `suggested` for it,
    which is asked once for all of them."""
    if chosen:
        return dict.fromkeys(rows, chosen)
    return {row: one.unit if one else None for row, one in zip(rows, suggested(rows), strict=True)}


def _lineage(path: str) -> Iterator[str]:
    """The path and those of all that it lies in."""
    parts = path.strip("/").split("/")
    return ("/".join(["", *parts[: depth + 1], ""]) for depth in range(len(parts)))


def _near(case: Case, rows: Iterable[Responsibility]) -> list[Suggestion]:
    near = [row for row in rows if row.category_id == case.category_id and _holds(row, case)]
    near.sort(key=lambda row: len(row.area.path) if row.area else 0, reverse=True)
    return [Suggestion(row.lead, _reason(row), row.pk) for row in near]


def _holds(row: Responsibility, case: Case) -> bool:
    """True when the row speaks for the whole city or for an area that holds the case's."""
    return row.area is None or bool(case.area and case.area.path.startswith(row.area.path))


def _reason(row: Responsibility) -> str:
    where = row.area.name if row.area else gettext("全市")
    reason = gettext("派单目录：%(category)s · %(area)s") % {"category": row.category.name, "area": where}
    return f"{reason}（{row.basis}）" if row.basis else reason
