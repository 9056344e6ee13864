"""A city folder's content: rows of plain values, keyed as its files key them. No database here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xinqiao.cities.simulation import Simulation
from xinqiao.cities.tables import BY_NAME, Table

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line where it stands and its values by column; a cell that could not be read is absent."""

    line: int
    values: Mapping[str, Any]

    def get(self, column: str) -> Any:
        """The value of a column, None when its cell could not be read."""
        return self.values.get(column)

    def key(self, table: Table) -> Key | None:
        """What tells this row from the others of its table; None when that could not be read."""
        if any(name not in self.values for name in table.key):
            return None
        return tuple(self.values[name] for name in table.key)


@dataclass(frozen=True, slots=True)
class City:
    """Everything a city folder says, by table name; and how its days look, which is never applied."""

    rows: Mapping[str, tuple[Row, ...]]
    simulation: Simulation | None = None

    def of(self, table: str) -> tuple[Row, ...]:
        """The rows of a table."""
        return self.rows.get(table, ())

    def keyed(self, table: str) -> dict[Key, Row]:
        """The rows of a table by key."""
        return {key: row for row in self.of(table) if (key := row.key(BY_NAME[table])) is not None}

    def codes(self, table: str) -> set[str]:
        """The codes by which other rows refer to a table's rows."""
        name = BY_NAME[table].key[0]
        return {row.get(name) for row in self.of(table) if row.get(name)}

    def parents(self, table: str) -> dict[str, str]:
        """code -> the code of the row above (a parent, the next rung), "" at the top."""
        upward = BY_NAME[table].upward
        return {row.get("code"): row.get(upward) or "" for row in self.of(table) if row.get("code")}


def ancestry(code: str, parents: Mapping[str, str]) -> Iterator[str]:
    """The code and those above it; ends at the top, at an unknown parent, or where a circle closes."""
    seen: set[str] = set()
    while code in parents and code not in seen:
        seen.add(code)
        yield code
        code = parents[code]


def path(code: str, parents: Mapping[str, str]) -> str:
    """The codes from the top down to this one, "/jyg/zjj/", as the models keep it."""
    return "".join(f"/{part}" for part in reversed([*ancestry(code, parents)])) + "/"
