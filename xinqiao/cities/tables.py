"""THE TABLES of a city folder: each file's columns and the model it fills. Reading, comparing and applying
derive from `TABLES`; a new kind of row is one entry here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import MOVES, Who
from xinqiao.catalogue.models import (
    Area,
    CaseType,
    Category,
    Hotline,
    Responsibility,
    Source,
    Urgency,
)
from xinqiao.cities import cells
from xinqiao.cities.models import Platform
from xinqiao.deadlines.models import CalendarDay, CalendarYear, DeadlineRule
from xinqiao.people.models import Grant, Role, Unit
from xinqiao.people.scope import OTHER_VERBS, Scope

# Verbs that roles.csv can grant; what only the system does is nobody's to grant.
GRANTABLE: Final = tuple(m.verb for m in MOVES.values() if m.who != Who.SYSTEM) + tuple(OTHER_VERBS)

SETTINGS: Final = "city.toml"


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
    def is_tree(self) -> bool:
        """True when rows name a parent of their own kind."""
        return any(column.refers == self.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)


def _code(*chinese: str) -> Column:
    return Column("code", ("编码", "编号", "代码", *chinese), cells.code, required=True)


def _name(*chinese: str) -> Column:
    return Column("name", ("名称", *chinese), required=True)


def _refers(name: str, chinese: tuple[str, ...], table: str, required: bool = False, many: bool = False) -> Column:
    return Column(name, chinese, cells.code, required, table, many, () if many else "")


_BASIS = Column("basis", ("依据", "法律依据"))

TABLES: Final = (
    Table("platform", _("平台"), SETTINGS, Platform, key=("id",), missing=Missing.KEEP, columns=(
        Column("id", ()), Column("code", ()), Column("name", ()), Column("short_name", ()),
        Column("trio", ()), Column("lights.yellow_before", (), field="yellow_before"), Column("settings", ()),
    )),
    Table("years", _("日历年份"), SETTINGS, CalendarYear, key=("year",), missing=Missing.KEEP, columns=(
        Column("year", ()),
    )),
    Table("calendar", _("日历"), "calendar.csv", CalendarDay, key=("on",), missing=Missing.KEEP,
          optional=True, columns=(
        Column("on", ("日期",), cells.day, required=True),
        Column("is_working", ("上班", "是否上班", "工作日"), cells.flag, required=True),
        Column("name", ("名称", "节日", "说明")),
    )),
    Table("units", _("单位"), "units.csv", Unit, missing=Missing.RETIRE, columns=(
        _code("单位编码"), _name("单位名称", "单位"),
        _refers("parent", ("上级", "上级编码", "上级单位"), "units"),
        Column("level", ("级别", "层级"), cells.choice(Unit.Level), required=True),
        Column("kind", ("类型", "类别", "单位类型"), cells.choice(Unit.Kind), required=True),
    )),
    Table("areas", _("区域"), "areas.csv", Area, missing=Missing.RETIRE, columns=(
        _code("区域编码"), _name("区域名称", "区域"),
        _refers("parent", ("上级", "上级编码", "上级区域"), "areas"),
    )),
    Table("sources", _("来源"), "sources.csv", Source, missing=Missing.RETIRE, columns=(
        _code("来源编码"), _name("来源名称", "来源"),
        Column("limit_factor", ("时限系数", "系数"), cells.factor, empty=cells.factor("1")),
    )),
    Table("hotlines", _("热线"), "hotlines.csv", Hotline, key=("number",), columns=(
        Column("number", ("号码", "热线号码"), cells.code, required=True), _name("热线名称"),
        _refers("unit", ("单位", "主管单位", "单位编码"), "units"),
        Column("mode", ("方式", "归并方式", "并入方式"), cells.choice(Hotline.Mode), required=True),
    )),
    Table("categories", _("分类"), "categories.csv", Category, missing=Missing.RETIRE, columns=(
        _code("分类编码"), _name("分类名称", "分类"),
        _refers("parent", ("上级", "上级编码", "上级分类"), "categories"),
    )),
    Table("catalogue", _("派单目录"), "catalogue.csv", Responsibility, key=("category", "area"), columns=(
        _refers("category", ("分类", "分类编码"), "categories", required=True),
        _refers("area", ("区域", "区域编码"), "areas"),
        _refers("lead", ("主办", "主办单位"), "units", required=True),
        _refers("assisting", ("协办", "协办单位"), "units", many=True), _BASIS,
    )),
    Table("deadlines", _("时限"), "deadlines.csv", DeadlineRule, columns=(
        _code("规则编码"),
        Column("case_type", ("诉求类型", "类型"), cells.choice(CaseType)),
        _refers("category", ("分类", "分类编码"), "categories"),
        Column("urgency", ("紧急程度", "紧急"), cells.choice(Urgency)),
        _refers("source", ("来源", "来源编码"), "sources"),
        Column("unit_level", ("单位级别", "级别"), cells.choice(Unit.Level), empty=None),
        Column("sign_limit", ("签收时限", "签收"), cells.limit),
        Column("contact_limit", ("联系时限", "联系"), cells.limit),
        Column("handle_limit", ("办理时限", "办理"), cells.limit, required=True), _BASIS,
    )),
    Table("roles", _("角色"), "roles.csv", Role, key=("role",), repeats=True, columns=(
        Column("role", ("角色", "角色编码"), cells.code, required=True, field="code"),
        _name("角色名称"),
    )),
    Table("grants", _("授权"), "roles.csv", Grant, key=("role", "verb"), columns=(
        _refers("role", ("角色", "角色编码"), "roles", required=True),
        Column("verb", ("动作", "权限"), cells.one_of(GRANTABLE), required=True),
        Column("scope", ("范围", "权限范围"), cells.choice(Scope), required=True),
    )),
)  # fmt: skip

BY_NAME: Final = {table.name: table for table in TABLES}
CSV_FILES: Final = tuple(dict.fromkeys(table.file for table in TABLES if table.file != SETTINGS))


def tables_of(file: str) -> tuple[Table, ...]:
    """The tables that one file fills."""
    return tuple(table for table in TABLES if table.file == file)


def columns_of(file: str) -> tuple[Column, ...]:
    """All columns of a file, in order, each heading once."""
    return tuple({column.name: column for table in tables_of(file) for column in table.columns}.values())
