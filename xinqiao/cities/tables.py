"""THE TABLES of a city folder: each file's columns and the model it fills. Reading, comparing and applying
derive from `TABLES`; a new kind of row is one entry here.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from xinqiao.cases.lifecycle import MOVES, Who
from xinqiao.catalogue.models import (
    Area,
    CaseType,
    Category,
    Ground,
    Hotline,
    Responsibility,
    Script,
    Source,
    Urgency,
)
from xinqiao.cities import cells, columns
from xinqiao.cities.columns import Column, Missing, Table
from xinqiao.deadlines.models import CalendarDay, CalendarYear, DeadlineRule
from xinqiao.people.models import Grant, Platform, Role, Unit
from xinqiao.people.scope import OTHER_VERBS, Scope
from xinqiao.supervision.models import Rung
from xinqiao.telephony.models import Days, Queue
from xinqiao.workforce.models import ShiftPattern

# Verbs that roles.csv can grant; what only the system does is nobody's to grant.
GRANTABLE: Final = tuple(m.verb for m in MOVES.values() if m.who != Who.SYSTEM) + tuple(OTHER_VERBS)

SETTINGS: Final = "city.toml"

_BASIS = Column("basis", ("依据", "法律依据"))

TABLES: Final = (
    Table("platform", _("平台"), SETTINGS, Platform, key=("id",), missing=Missing.KEEP, columns=(
        Column("id", ()), Column("code", ()), Column("name", ()), Column("short_name", ()),
        Column("trio", ()), Column("settings", ()),
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
        columns.code("单位编码"), columns.name("单位名称", "单位"),
        columns.refers("parent", ("上级", "上级编码", "上级单位"), "units"),
        Column("level", ("级别", "层级"), cells.choice(Unit.Level), required=True),
        Column("kind", ("类型", "类别", "单位类型"), cells.choice(Unit.Kind), required=True),
    )),
    Table("roles", _("角色"), "roles.csv", Role, key=("role",), repeats=True, columns=(
        Column("role", ("角色", "角色编码"), cells.code, required=True, field="code"),
        columns.name("角色名称"),
    )),
    Table("grants", _("授权"), "roles.csv", Grant, key=("role", "verb"), columns=(
        columns.refers("role", ("角色", "角色编码"), "roles", required=True),
        Column("verb", ("动作", "权限"), cells.one_of(GRANTABLE), required=True),
        Column("scope", ("范围", "权限范围"), cells.choice(Scope), required=True),
    )),
    Table("areas", _("区域"), "areas.csv", Area, missing=Missing.RETIRE, columns=(
        columns.code("区域编码"), columns.name("区域名称", "区域"),
        columns.refers("parent", ("上级", "上级编码", "上级区域"), "areas"),
    )),
    Table("sources", _("来源"), "sources.csv", Source, missing=Missing.RETIRE, columns=(
        columns.code("来源编码"), columns.name("来源名称", "来源"),
        Column("limit_factor", ("时限系数", "系数"), cells.factor, empty=cells.factor("1")),
        Column("is_upper", ("上级平台", "是否上级平台"), cells.flag, empty=False),
        columns.refers("officer", ("专人", "专人角色"), "roles"),
        Column("lead_level", ("主办级别", "办理层级"), cells.choice(Unit.Level), empty=None),
    )),
    Table("hotlines", _("热线"), "hotlines.csv", Hotline, key=("number",), columns=(
        Column("number", ("号码", "热线号码"), cells.dialled, required=True), columns.name("热线名称"),
        columns.refers("unit", ("单位", "主管单位", "单位编码"), "units"),
        Column("mode", ("方式", "归并方式", "并入方式"), cells.choice(Hotline.Mode), required=True),
    )),
    Table("categories", _("分类"), "categories.csv", Category, missing=Missing.RETIRE, columns=(
        columns.code("分类编码"), columns.name("分类名称", "分类"),
        columns.refers("parent", ("上级", "上级编码", "上级分类"), "categories"),
    )),
    Table("catalogue", _("派单目录"), "catalogue.csv", Responsibility, key=("category", "area"), columns=(
        columns.refers("category", ("分类", "分类编码"), "categories", required=True),
        columns.refers("area", ("区域", "区域编码"), "areas"),
        columns.refers("lead", ("主办", "主办单位"), "units", required=True),
        columns.refers("assisting", ("协办", "协办单位"), "units", many=True), _BASIS,
    )),
    Table("grounds", _("事由"), "grounds.csv", Ground, key=("kind", "code"), missing=Missing.RETIRE, columns=(
        Column("kind", ("用于", "动作"), cells.choice(Ground.Kind), required=True),
        columns.code("事由编码"), columns.name("事由"),
        Column("door", ("去处", "办理渠道", "正确渠道")), _BASIS,
        Column("needs_number", ("需记对方单号", "需单号"), cells.flag, empty=False),
    )),
    Table("scripts", _("话术"), "scripts.csv", Script, missing=Missing.RETIRE, optional=True, columns=(
        columns.code("话术编码"),
        Column("title", ("标题", "话术标题"), required=True), Column("text", ("内容", "话术内容"), required=True),
    )),
    Table("deadlines", _("时限"), "deadlines.csv", DeadlineRule, columns=(
        columns.code("规则编码"),
        Column("case_type", ("诉求类型", "类型"), cells.choice(CaseType)),
        columns.refers("category", ("分类", "分类编码"), "categories"),
        Column("urgency", ("紧急程度", "紧急"), cells.choice(Urgency)),
        columns.refers("source", ("来源", "来源编码"), "sources"),
        Column("unit_level", ("单位级别", "级别"), cells.choice(Unit.Level), empty=None),
        Column("sign_limit", ("签收时限", "签收"), cells.limit),
        Column("contact_limit", ("联系时限", "联系"), cells.limit),
        Column("answer_limit", ("答复时限", "首次答复时限", "答复"), cells.limit),
        Column("handle_limit", ("办理时限", "办理"), cells.limit, required=True),
        Column("progress_limit", ("进展时限", "阶段性答复间隔"), cells.limit),
        Column("extension_limit", ("延期时限", "延期"), cells.limit),
        Column("extension_needs_progress", ("延期须报进展",), cells.flag, empty=False),
        Column("return_limit", ("退单时限", "退单"), cells.limit), _BASIS,
    )),
    Table("ladder", _("督办阶梯"), "ladder.csv", Rung, missing=Missing.RETIRE, columns=(
        columns.code("级号"), columns.name("督办名称"),
        Column("level", ("级别", "层级"), cells.count(1, 99), required=True),
        Column("instrument", ("方式", "督办方式"), cells.choice(Rung.Instrument), required=True),
        Column("trigger", ("触发", "触发条件"), cells.choice(Rung.Trigger), required=True),
        Column("threshold", ("次数", "达到次数"), cells.count(1, 99), empty=None),
        Column("after", ("持续", "触发后"), cells.limit),
        Column("grounds", ("事由", "督办事由")),
        columns.refers("told", ("告知", "告知角色"), "roles", required=True, many=True),
        Column("channel", ("送达", "送达方式"), cells.choice(Rung.Channel), required=True),
        Column("answer_limit", ("回复时限", "回复"), cells.limit),
        columns.refers("next_rung", ("下一级", "下一级号"), "ladder"),
    )),
    Table("queues", _("队列"), "queues.csv", Queue, missing=Missing.RETIRE, columns=(
        columns.code("队列编码"), columns.name("队列名称", "队列"),
        columns.refers("hotlines", ("热线", "热线号码"), "hotlines", many=True),
        Column("skills", ("技能", "所需技能"), cells.codes, empty=[]),
        Column("days", ("日子", "开放日"), cells.choice(Days), empty=Days.EVERY_DAY.value),
        Column("hours", ("时段", "开放时段"), cells.hours),
        columns.refers("overflow", ("溢出队列", "溢出到"), "queues"),
        Column("overflow_after", ("溢出秒数", "等待秒数"), cells.count(1, 3600), empty=None),
        Column("after_hours_message", ("非工作时间提示", "关闭提示音"), cells.code),
    )),
    Table("shifts", _("班次"), "shifts.csv", ShiftPattern, missing=Missing.RETIRE, columns=(
        columns.code("班次编码"), columns.name("班次名称", "班次"),
        Column("begins", ("上班", "开始", "开始时间"), cells.moment, required=True),
        Column("ends", ("下班", "结束", "结束时间"), cells.moment, required=True),
        Column("days", ("日子", "适用日"), cells.choice(Days), empty=Days.EVERY_DAY.value),
        Column("seats", ("坐席", "坐席数"), cells.count(1, 9999), required=True),
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
