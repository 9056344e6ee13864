"""Pages of a list, each beginning where its neighbour ends: the thousandth costs what the first one costs.

The address names a place, not a number: `?page=after:2026-01-05T09:00:00+08:00~4711`, `before:…` or `last`. What comes
in meanwhile moves no row to another page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final, Generic, NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from xinqiao.clock.years import is_within_reach

PER_PAGE: Final = 50
SIZES: Final = (20, PER_PAGE, 100)
# To count on would cost as much as the list is long; nobody reads the difference.
MOST_COUNTED: Final = 1_000
AFTER, BEFORE, LAST = "after", "before", "last"

Row = TypeVar("Row", bound=Model)
Line = TypeVar("Line")
KEY: Final = re.compile(r"\d{1,18}", re.ASCII)


class Place(NamedTuple):
    """Where somebody stands who reads a list of moments on by himself: the row's moment and its key."""

    at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}/{self.pk}"

    @classmethod
    def read(cls, written: str) -> "Place":
        """The place that was written so. Raises ValueError for one that we never wrote."""
        moment, _, key = written.partition("/")
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        if at.tzinfo is None or not is_within_reach(at) or not KEY.fullmatch(key):
            raise ValueError("no place of a list")
        return cls(at, int(key))


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """Some rows of a list. `previous` and `next`: what the address of the neighbour says; empty where there is none.
    `total`: how many rows the whole list has, counted up to MOST_COUNTED; `has_more`: it is longer still."""

    rows: list[Line]
    total: int
    has_more: bool = False
    previous: str = ""
    next: str = ""

    def __iter__(self) -> Iterator[Line]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def of(request: HttpRequest, found: QuerySet[Row], name: str = "page", total: int | None = None) -> Page[Row]:
    """The page that a request's address asks for: its parameter `name` the place, `rows` how many."""
    return page(found, request.GET.get(name), size_of(request), total)


def size_of(request: HttpRequest) -> int:
    """How many rows a request's address wants on a page: one of SIZES."""
    asked = request.GET.get("rows", "")
    return int(asked) if asked in {str(size) for size in SIZES} else PER_PAGE


def page(found: QuerySet[Row], asked: str | None = "", size: int = PER_PAGE, total: int | None = None) -> Page[Row]:
    """The page of an ordered list that an address asks for; the first one if it asks for none, or for no place of this
    list. Two queries, one for a list that fits on the page or whose `total` is known."""
    order = _order(found)
    where, _, place = (asked or "").replace("\0", "").partition(":")
    backwards = where in (BEFORE, LAST)
    try:
        rows = _rows(found, order, place.split("~") if where in (AFTER, BEFORE) else [], backwards, size + 1)
    except (ValueError, ValidationError):  # not a place of this list
        return page(found, size=size, total=total)
    if where and not rows:  # what stood there is gone
        return page(found, size=size, total=total)
    beyond, rows = len(rows) > size, rows[:size][:: -1 if backwards else 1]
    is_first = not beyond if backwards else where != AFTER
    is_last = where == LAST if backwards else not beyond
    if is_first and is_last:
        return Page(rows, len(rows))
    if total is None:
        total = found.all()[: MOST_COUNTED + 1].count()  # in its order: by the index that the page was found by
    return Page(
        rows, min(total, MOST_COUNTED), has_more=total > MOST_COUNTED,
        previous="" if is_first else f"{BEFORE}:{_place(rows[0], order)}",
        next="" if is_last else f"{AFTER}:{_place(rows[-1], order)}",
    )  # fmt: skip


def _order(found: QuerySet[Row]) -> list[str]:
    """The fields that the list is ordered by, made one order by the key."""
    order = [str(name) for name in found.query.order_by or found.model._meta.ordering or ()]
    return order if {"pk", "-pk", "id", "-id"} & set(order) else [*order, "pk"]


def _rows(found: QuerySet[Row], order: Sequence[str], place: Sequence[str], backwards: bool, most: int) -> list[Row]:
    ways = [_turned(name) for name in order] if backwards else list(order)
    return list(found.filter(_beyond(ways, place)).order_by(*ways)[:most])


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], place: Sequence[str]) -> Q:
    """The condition "comes after that place in this order". Its first part lets an index begin there."""
    if not place:
        return Q()
    pairs = list(zip(order, place, strict=True))
    return _further(*pairs[0], "e") & _after(pairs)


def _after(pairs: Sequence[tuple[str, str]]) -> Q:
    (name, at), *rest = pairs
    beyond = _further(name, at)
    return beyond | Q(**{name.lstrip("-"): at}) & _after(rest) if rest else beyond


def _further(name: str, at: str, or_equal: str = "") -> Q:
    return Q(**{f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}{or_equal}": at})


def _place(row: Row, order: Sequence[str]) -> str:
    return "~".join(_written(row, name.lstrip("-")) for name in order)


def _written(row: Row, name: str) -> str:
    value = attrgetter(name.replace("__", "."))(row)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
