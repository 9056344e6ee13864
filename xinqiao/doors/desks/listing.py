"""What the address of the list of cases asks for; an export asks the same."""

from collections.abc import Mapping
from typing import Final

from django.db.models import QuerySet

from xinqiao.cases import queries
from xinqiao.cases.models import Case, Stage

FILTERS: Final = ("stage", "number")


def wanted(given: Mapping[str, str]) -> dict[str, str]:
    """The filters that are given and mean something."""
    told = {name: given.get(name, "").replace("\0", "").strip() for name in FILTERS}
    told["stage"] = told["stage"] if told["stage"] in Stage.values else ""
    return {name: value for name, value in told.items() if value}


def narrowed(found: QuerySet[Case], filters: Mapping[str, str]) -> QuerySet[Case]:
    """Those of the cases that the filters leave, newest first."""
    if "stage" in filters:
        found = found.filter(stage=filters["stage"])
    if "number" in filters:
        found = queries.numbered(found, filters["number"])
    return found.order_by("-registered_at", "-pk")
