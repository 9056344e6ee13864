"""What the address of the list of cases asks for; an export asks the same."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from xinqiao.assessment.questions import midnight
from xinqiao.cases import queries
from xinqiao.cases.models import Case, Stage
from xinqiao.catalogue.known import known
from xinqiao.catalogue.models import CaseType, Category
from xinqiao.clock.years import FIRST_YEAR, LAST_YEAR
from xinqiao.people.models import Unit

CODED: Final[dict[str, type[Model]]] = {"unit": Unit, "category": Category}
YES: Final = "1"


def _is_day(written: str) -> bool:
    try:
        return FIRST_YEAR < date.fromisoformat(written).year < LAST_YEAR
    except ValueError:
        return False


# Filter -> whether what is given for it means something. `since` and `until` are days of registration, both of them
# within; `late` leaves the open cases whose total clock has run out (floor rule 10).
FILTERS: Final[dict[str, Callable[[str], object]]] = {
    "stage": Stage.values.__contains__,
    "number": bool,
    "unit": lambda code: known(Unit, code),
    "category": lambda code: known(Category, code),
    "type": CaseType.values.__contains__,
    "since": _is_day,
    "until": _is_day,
    "late": YES.__eq__,
}
FOLDED: Final = ("type", "since", "until", "late")  # behind "more conditions" until one of them is asked for
SAID: Final[dict[str, Promise]] = {"since": _("%(day)s 起"), "until": _("至 %(day)s")}


def wanted(given: Mapping[str, str]) -> dict[str, str]:
    """The filters that are given and mean something."""
    told = {name: given.get(name, "").replace("\0", "").strip() for name in FILTERS}
    return {name: value for name, value in told.items() if value and FILTERS[name](value)}


def narrowed(found: QuerySet[Case], filters: Mapping[str, str]) -> QuerySet[Case]:
    """Those of the cases that the filters leave, newest first."""
    if "number" in filters:
        found = queries.numbered(found, filters["number"])
    if "unit" in filters:
        found = found.filter(queries.handled_by(filters["unit"]))
    if "category" in filters:
        found = found.filter(category__in=queries.below(Category, filters["category"]))
    if "late" in filters:
        found = found.filter(queries.late(timezone.now()))
    return found.filter(_plain(filters)).order_by("-registered_at", "-pk")


def _plain(filters: Mapping[str, str]) -> Q:
    """What is asked of a case's own columns."""
    asked = Q(
        **{field: filters[name] for name, field in (("stage", "stage"), ("type", "case_type")) if name in filters}
    )
    if "since" in filters:
        asked &= Q(registered_at__gte=midnight(date.fromisoformat(filters["since"])))
    if "until" in filters:
        asked &= Q(registered_at__lt=midnight(date.fromisoformat(filters["until"]) + timedelta(days=1)))
    return asked


def address(filters: Mapping[str, str]) -> str:
    """Where the list stands narrowed so."""
    return f"{reverse('desks:cases')}?{urlencode(filters)}"


def named(filters: Mapping[str, str]) -> dict[str, str]:
    """The names of the unit and the category that the filters ask for, by filter. Codes of today: an export of before
    may ask for one that is no longer."""
    return {name: str(known(model, filters[name]) or filters[name]) for name, model in CODED.items() if name in filters}


def in_words(filters: Mapping[str, str]) -> str:
    """All filters as a person says them, with commas; empty for none."""
    days = (str(SAID[name]) % {"day": date.fromisoformat(filters[name])} for name in SAID if name in filters)
    chosen = (("stage", Stage), ("type", CaseType))
    said = (str(choices(filters[name]).label) for name, choices in chosen if name in filters)
    late = [str(_("已超总时限"))] if "late" in filters else []
    return "，".join(filter(None, (*said, filters.get("number", ""), *named(filters).values(), *days, *late)))
