"""What a table of a city folder is made of: its columns, and what becomes of rows that its file no longer has."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language

from xinqiao.cities import cells


class Missing(Enum):
    """What becomes of a row of the database that its file no longer has."""

    RETIRE = "retire"  # histories speak of it: it stays, inactive
    DELETE = "delete"
    KEEP = "keep"  # the file only lays over rows that come from elsewhere


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its English heading (and field, unless `field` says another), Chinese headings, reader.

    `refers` names the table whose code stands in the cell; `many` allows several, separated by ";".
    """

    name: str
    chinese: tuple[str, ...]
    read: Callable[[Any], Any] = cells.text
    required: bool = False
    refers: str = ""
    many: bool = False
    empty: Any = ""
    field: str = ""

    @property
    def model_field(self) -> str:
        """The field of the model that this column fills."""
        return self.field or self.name

    @property
    def heading(self) -> str:
        """The heading in the reader's language: what a Chinese file would say, or the English name as words."""
        if self.chinese and (get_language() or "").startswith("zh"):
            return self.chinese[0]
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One kind of row. Two tables may share a file (roles.csv); rows that `repeat` must agree."""

    name: str
    title: Promise | str
    file: str
    model: type[models.Model]
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    missing: Missing = Missing.DELETE
    repeats: bool = False
    optional: bool = False

    @property
    def upward(self) -> str:
        """The column that names another row of the same table: a parent, the next rung. Empty when none does."""
        return next((column.name for column in self.columns if column.refers == self.name and not column.many), "")

    @property
    def is_tree(self) -> bool:
        """True when rows have a parent and keep the path that leads to them."""
        return self.upward == "parent"

    @property
    def code_field(self) -> str:
        """The field of the model by which other tables refer to a row."""
        return self.column(self.key[0]).model_field

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def code(*chinese: str) -> Column:
    """The column of a row's own code."""
    return Column("code", ("编码", "编号", "代码", *chinese), cells.code, required=True)


def name(*chinese: str) -> Column:
    """The column of a row's name."""
    return Column("name", ("名称", *chinese), required=True)


def refers(name: str, chinese: tuple[str, ...], table: str, required: bool = False, many: bool = False) -> Column:
    """A column that names rows of another table by code."""
    return Column(name, chinese, cells.code, required, table, many, () if many else "")
