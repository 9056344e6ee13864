"""The lines of a file as a page shows them: in words, by the names of what they name, some at a time."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from xinqiao.cities import cells, present
from xinqiao.cities.city import ancestry
from xinqiao.cities.columns import Column
from xinqiao.cities.offered import Offer, named, words
from xinqiao.cities.present import Cells, lines
from xinqiao.cities.proposal import key_of
from xinqiao.people import paging

MOST_COLUMNS: Final = 6
_SPANS: Final[dict[str, Any]] = {
    "min": ngettext_lazy("%d 分钟", "%d 分钟"),
    "h": ngettext_lazy("%d 小时", "%d 小时"),
    "d": ngettext_lazy("%d 自然日", "%d 自然日"),
    "wh": ngettext_lazy("%d 工作小时", "%d 工作小时"),
    "wd": ngettext_lazy("%d 工作日", "%d 工作日"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell: its heading and its words; a code beside them where they are a name; is it what an empty cell means?"""

    heading: str
    words: str
    code: str = ""
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its key, where it is changed, how deep it lies in its tree (at most 5), its cells."""

    key: str
    address: str
    depth: int
    cells: tuple[Shown, ...]
    leads: int

    @property
    def lead(self) -> tuple[Shown, ...]:
        """The cells that have a column of their own on the page."""
        return self.cells[: self.leads]

    @property
    def rest(self) -> tuple[Shown, ...]:
        """Of a wide file the filled cells of the other columns, side by side in one."""
        return tuple(cell for cell in self.cells[self.leads :] if cell.words and not cell.is_default)

    def holds(self, word: str) -> bool:
        """True when one of its cells has the word, whatever the case."""
        return any(word in f"{cell.words} {cell.code}".casefold() for cell in self.cells)


def shown(offer: Offer) -> list[Line]:
    """Every line of the file. The queries of `present.lines`, and one for each table that its columns name."""
    known, rows = named(offer.file), lines(offer.file)
    options = {column.name: dict(words(offer.table, column)) for column in offer.columns}
    parents = {row["code"]: row["parent"] for row in rows} if offer.table.is_tree else {}
    at = reverse("cities:row", args=[offer.stem])
    return [
        Line(
            key,
            f"{at}?{urlencode({'row': key})}",
            min(5, len([*ancestry(row["code"], parents)]) - 1) if parents else 0,
            tuple(_shown(column, row, known, options[column.name]) for column in offer.columns),
            leads(offer),
        )
        for row in rows
        for key in (key_of(row, offer.table.key),)
    ]


def leads(offer: Offer) -> int:
    """How many columns stand on the page as such: all, but of a wide file those up to its name or its code."""
    names = [column.name for column in offer.columns]
    if len(names) <= MOST_COLUMNS:
        return len(names)
    return 1 + (names.index("name") if "name" in names else 0)


def _shown(column: Column, row: Cells, known: dict[str, dict[str, str]], options: dict[str, str]) -> Shown:
    cell = row[column.name]
    if column.refers and cell:
        names = [known[column.refers].get(code, code) for code in cell.split(";")]
        return Shown(column.heading, "、".join(names), cell)
    said = _span(cell) if column.read is cells.limit else options.get(cell, cell)
    return Shown(column.heading, said, is_default=cell == present.cell(column.empty))


def _span(cell: str) -> str:
    """A limit in words: "5 wd" as "5 working days"."""
    amount, _, unit = cell.partition(" ")
    return _SPANS[unit] % int(amount) if unit else cell


def part(request: HttpRequest, found: list[Line]) -> paging.Page[Line]:
    """The lines that the address asks for: `page` is the number of the first one, or "last"."""
    size, asked = paging.size_of(request), request.GET.get("page", "")
    last = max(0, (len(found) - 1) // size * size)
    start = last if asked == paging.LAST else int(asked) if paging.KEY.fullmatch(asked) else 0
    start = min(start, last)
    before = str(max(0, start - size)) if start else ""
    following = str(start + size) if start < last else ""
    return paging.Page(found[start : start + size], len(found), previous=before, next=following)
