"""The files of a city that are kept on the settings pages, and the words in which their cells are shown and chosen."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import MOVES
from xinqiao.cities import cells
from xinqiao.cities.columns import Column, Table
from xinqiao.cities.tables import BY_NAME, GRANTABLE, columns_of, tables_of
from xinqiao.people.scope import OTHER_VERBS

# File -> what it says. The calendar has a page of its own, which shows what moves with a day.
FILES: Final[dict[str, Promise]] = {
    "units.csv": _("单位的树：中心、部门、街道、社区、企业"),
    "roles.csv": _("每个角色可以做什么、管到多远"),
    "areas.csv": _("街道、社区等区域"),
    "sources.csv": _("诉求从哪里来，哪些来自上级平台"),
    "hotlines.csv": _("归并到 12345 的热线"),
    "categories.csv": _("诉求的分类"),
    "catalogue.csv": _("哪类诉求由哪个单位主办、协办"),
    "grounds.csv": _("不予受理、退单、延期等的事由"),
    "scripts.csv": _("话务员常说的话"),
    "deadlines.csv": _("签收、联系、答复、办理各有多久"),
    "ladder.csv": _("督办从哪一级开始，逐级到哪里"),
    "queues.csv": _("来电在哪里排队"),
    "shifts.csv": _("坐席的班次"),
}
Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A file among the settings: its name in addresses, its title, what it says."""

    file: str
    stem: str
    title: str
    purpose: str

    @property
    def table(self) -> Table:
        """The table whose rows are the file's lines."""
        return tables_of(self.file)[-1]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the file, in their order."""
        return columns_of(self.file)


def offers() -> list[Offer]:
    """Every file that the pages keep, in the order in which a city is built."""
    return [Offer(file, file.removesuffix(".csv"), _title(file), str(purpose)) for file, purpose in FILES.items()]


def _title(file: str) -> str:
    """What its rows are, of which there are many; an English file is named so."""
    in_chinese = (get_language() or "").startswith("zh")
    return str(tables_of(file)[0].title) if in_chinese else file.removesuffix(".csv").capitalize()


def words(table: Table, column: Column) -> Options:
    """The values that the column's cell can have, with their words; none where it is free or names other rows."""
    if column.name == "verb":
        return [(verb, gettext(MOVES[verb].label) if verb in MOVES else str(OTHER_VERBS[verb])) for verb in GRANTABLE]
    if column.read is cells.flag:
        return [("1", gettext("是")), ("0", gettext("否"))]
    field = table.model._meta.get_field(column.model_field) if column in table.columns else None
    return [(str(value), str(word)) for value, word in getattr(field, "choices", None) or ()]


def named(file: str) -> dict[str, dict[str, str]]:
    """Table -> code -> name, for the tables that the file's columns name. A query for each."""
    tables = {column.refers for column in columns_of(file) if column.refers}
    return {name: _names(BY_NAME[name]) for name in sorted(tables)}


def _names(table: Table) -> dict[str, str]:
    rows = table.model._default_manager.order_by("path" if table.is_tree else "pk")
    return {str(code): str(name) for code, name in rows.values_list(table.code_field, "name")}
