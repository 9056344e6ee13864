"""What the address of the list of cases asks for; an export asks the same."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Model, QuerySet

from xinqiao.cases import queries
from xinqiao.cases.models import Case, Stage
from xinqiao.catalogue.known import known
from xinqiao.catalogue.models import Category
from xinqiao.people.models import Unit

FILTERS: Final = ("stage", "number", "unit", "category")
CODED: Final[dict[str, type[Model]]] = {"unit": Unit, "category": Category}


def wanted(given: Mapping[str, str]) -> dict[str, str]:
    """The filters that are given and mean something."""
    told = {name: given.get(name, "").replace("\0", "").strip() for name in FILTERS}
    told["stage"] = told["stage"] if told["stage"] in Stage.values else ""
    told |= {name: "" for name, model in CODED.items() if told[name] and not known(model, told[name])}
    return {name: value for name, value in told.items() if value}


def narrowed(found: QuerySet[Case], filters: Mapping[str, str]) -> QuerySet[Case]:
    """Those of the cases that the filters leave, newest first."""
    if "stage" in filters:
        found = found.filter(stage=filters["stage"])
    if "number" in filters:
        found = queries.numbered(found, filters["number"])
    if "unit" in filters:
        found = found.filter(queries.handled_by(filters["unit"]))
    if "category" in filters:
        found = found.filter(category__in=queries.below(Category, filters["category"]))
    return found.order_by("-registered_at", "-pk")


def named(filters: Mapping[str, str]) -> dict[str, str]:
    """The names of the unit and the category that the filters ask for, by filter. Codes of today: an export of before
    may ask for one that is no longer."""
    return {name: str(known(model, filters[name]) or filters[name]) for name, model in CODED.items() if name in filters}
