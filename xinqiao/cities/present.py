"""What the database says now, as the lines of a city folder's files: the way back of `read`."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from typing import Any

from xinqiao.cities.city import Key, ancestry
from xinqiao.cities.columns import Table
from xinqiao.cities.plan import Stored, stored
from xinqiao.cities.tables import columns_of, tables_of
from xinqiao.deadlines.models import CalendarDay
from xinqiao.deadlines.seed import seeded

# The cells of a line by the English headings of its file.
Cells = dict[str, str]


def lines(file: str) -> list[Cells]:
    """The lines of one CSV file, branches below their parents, else as rows came in. A query for each of the file's
    tables, one more for each column of many codes."""
    *others, table = tables_of(file)
    known = {one.key[0]: rows for one in others for rows in [_active(one)]}
    names = [column.name for column in columns_of(file)]
    return [
        {name: cell(_joined(row, known).get(name, "")) for name in names} for row in _ordered(table, _active(table))
    ]


def cell(value: Any) -> str:
    """A value as its column reads it again."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case tuple() | list():
            return ";".join(map(str, value))
        case Decimal():
            return format(value.normalize(), "f")
        case time():
            return f"{value:%H:%M}"
    return str(value)


def _joined(row: Stored, known: dict[str, dict[Key, Stored]]) -> dict[str, Any]:
    """The row with what other tables of its file say in the same line (the name of a grant's role)."""
    joined: dict[str, Any] = {}
    for name, rows in known.items():
        joined |= rows[row.values[name],].values
    return joined | dict(row.values)


def _active(table: Table) -> dict[Key, Stored]:
    rows = {key: row for key, row in stored(table).items() if row.is_active}
    if table.model is CalendarDay:  # the file lays over the published days, which every database has
        published = {on: (is_working, name) for on, is_working, name in seeded()}
        return {
            key: row
            for key, row in rows.items()
            if published.get(key[0]) != (row.values["is_working"], row.values["name"])
        }
    return rows


def _ordered(table: Table, rows: dict[Key, Stored]) -> Iterator[Stored]:
    if not table.is_tree:
        # Days by the calendar; rungs, which were written from the top of the ladder down, by their code.
        name = "on" if "on" in table.key else table.key[0] if table.upward else ""
        yield from sorted(rows.values(), key=lambda row: row.values.get(name, row.pk))
        return
    parents = {row.values["code"]: row.values["parent"] for row in rows.values()}
    came = {row.values["code"]: row.pk for row in rows.values()}

    def branch(row: Stored) -> list[int]:
        return [came[code] for code in reversed([*ancestry(row.values["code"], parents)])]

    yield from sorted(rows.values(), key=branch)
