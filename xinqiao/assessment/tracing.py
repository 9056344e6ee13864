"""From a figure back to what makes it: the calls, cases, tasks or ratings that it counts, one row for each."""

from typing import Any, Final

from django.db.models import F, QuerySet

from xinqiao.assessment.facts import left_out, rows_of
from xinqiao.assessment.indicators import Indicator, Part, Source
from xinqiao.assessment.questions import Period, Where
from xinqiao.assessment.tally import parts, scope, within
from xinqiao.cases.queries import visible_to
from xinqiao.people.models import Staff


def traced(indicator: Indicator, part: Part, period: Period, where: Where | None = None) -> QuerySet[Any]:
    """The rows of a figure's part, as many as the figure says; the newest moment first. Not read yet."""
    rows = rows_of(indicator.source, period.now)
    found = within(rows, indicator, period).filter(scope(rows, where or Where()))
    return found.filter(parts(indicator, rows, left_out())[part]).order_by(f"-{rows.windows[indicator.window]}", "pk")


def seen_by(staff: Staff, indicator: Indicator, period: Period, found: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows whose case this person may see; calls belong to no case."""
    case = rows_of(indicator.source, period.now).paths.get("case")
    return found.filter(**{f"{case}__in": visible_to(staff).values("pk")}) if case else found


def with_names(indicator: Indicator, found: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with all that a list says of them. No further query."""
    return _SHOWN[indicator.source](found)


def _calls(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("hotline", "queue", "agent")


def _cases(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("category", "area", "source")


def _tasks(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.select_related("unit", "dispatched_by_unit", "case__source")


def _ratings(found: QuerySet[Any]) -> QuerySet[Any]:
    paths = {"unit": "assignment__unit__name", "satisfaction": "satisfaction", "solved": "solved", "rating_pk": "pk"}
    shown = found.annotate(**{name: F(f"rating__{path}") for name, path in paths.items()})
    return shown.select_related("case__source").order_by(*found.query.order_by, "rating_pk")  # one callback, many units


_SHOWN: Final = {
    Source.CALLS: _calls,
    Source.CASES: _cases,
    Source.ASSIGNMENTS: _tasks,
    Source.DISPATCHES: _tasks,
    Source.RATINGS: _ratings,
}
