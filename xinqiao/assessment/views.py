"""The figures page, and the cases behind each figure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from xinqiao.assessment import figures as measured
from xinqiao.assessment.figures import Figure, Period
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.cases import queries
from xinqiao.people.access import StaffRequest, needs
from xinqiao.people.models import Unit

PER_PAGE = 50
DAYS = 30
# No hotline is older; and the days around a period must be dates too.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
PARTS = ("numerator", "denominator", "excluded")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A link to a period."""

    label: str
    query: str
    is_current: bool


@needs("view_figures")
@require_safe
def figures(request: StaffRequest) -> HttpResponse:
    """Every indicator for the platform and unit by unit, as far as this person's grant reaches."""
    period = _period(request)
    context = {
        "since": period.since,
        "until": period.until - timedelta(days=1),
        "platform": measured.platform(period),
        "columns": measured.unit_indicators(),
        "rows": _rows(request, period),
        "query": _query(period),
        "shortcuts": _shortcuts(period),
    }
    return render(request, "assessment/figures.html", context)


def _rows(request: StaffRequest, period: Period) -> list[tuple[Unit, list[Figure]]]:
    """Each unit in reach with its figures, in the order of the columns; zero of zero where it had no such rows."""
    by_unit = measured.by_unit(period)
    reach = request.user.reach("view_figures")
    columns = measured.unit_indicators()
    units = [unit for unit in Unit.objects.filter(pk__in=by_unit) if reach.covers(unit.path)]
    return [
        (unit, [by_unit[unit.pk].get(one.code) or Figure(one, 0, 0, 0, unit.pk) for one in columns]) for unit in units
    ]


def _query(period: Period) -> str:
    """The period as it stands in an address."""
    return urlencode({"since": f"{period.since:%Y-%m-%d}", "until": f"{period.until - timedelta(days=1):%Y-%m-%d}"})


def _shortcuts(period: Period) -> list[Shortcut]:
    """The periods that are asked for every day, each up to today."""
    today = timezone.localdate(period.now)
    begins = {
        gettext("今天"): today,
        gettext("本周"): today - timedelta(days=today.weekday()),
        gettext("本月"): today.replace(day=1),
        gettext("近 30 天"): today - timedelta(days=DAYS - 1),
    }
    chosen = _query(period)
    queries = {label: urlencode({"since": begin, "until": today}) for label, begin in begins.items()}
    return [Shortcut(label, query, query == chosen) for label, query in queries.items()]


@needs("view_figures")
@require_safe
def traced(request: StaffRequest, code: str, part: str) -> HttpResponse:
    """The cases that a figure counts."""
    if code not in INDICATORS or part not in PARTS:
        raise Http404
    unit = request.GET.get("unit", "")
    period = _period(request)
    counted = measured.traced(INDICATORS[code], period, part, int(unit) if unit.isdecimal() else None)
    found = queries.visible_to(request.user).filter(pk__in=counted).select_related("category", "area", "source")
    page = Paginator(found.order_by("-registered_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "indicator": INDICATORS[code], "part": part, "period": period, "query": _query(period)}
    return render(request, "assessment/traced.html", context)


def _period(request: StaffRequest) -> Period:
    """The days `since` to `until` of the address, both included; by default the last thirty."""
    now = timezone.now()
    today = timezone.localdate(now)
    until = _day(request.GET.get("until"), today)
    since = _day(request.GET.get("since"), until - timedelta(days=DAYS - 1))
    return Period(_midnight(since), _midnight(until) + timedelta(days=1), now)


def _day(written: str | None, default: date) -> date:
    try:
        day = (parse_date(written) if written else None) or default
    except ValueError:
        return default
    return min(max(day, FIRST_DAY), LAST_DAY)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
