"""What a city may not decide otherwise: levels of the tree, a limit for all, years that are whole."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from xinqiao.catalogue.models import CaseType, Hotline
from xinqiao.cities.city import City, Row
from xinqiao.cities.faults import Fault
from xinqiao.clock.due import due_at
from xinqiao.clock.limit import Limit
from xinqiao.clock.workcal import SHANGHAI, WorkCalendar, calendar_of
from xinqiao.people import policy
from xinqiao.people.models import Unit

_CONDITIONS: Final = ("case_type", "category", "urgency", "source", "unit_level")


def faults(city: City) -> list[Fault]:
    """Every row that contradicts how a hotline must work."""
    return [fault for check in _CHECKS for fault in check(city)]


def _levels(city: City) -> Iterator[Fault]:
    """One platform at the top; below it levels go down, some may be skipped."""
    units = {row.get("code"): row for row in city.of("units")}
    tops = [row for row in city.of("units") if row.get("parent") == ""]
    if "units" in city.rows and not tops:
        yield Fault("units.csv", 0, "parent", _("没有平台这一行"), _("留一行不写上级，级别为 0 平台"))
    for row in tops[1:]:
        problem = _("第二个没有上级的单位（第一个在第 %d 行）") % tops[0].line
        yield Fault("units.csv", row.line, "parent", problem, _("填写上级；一个平台只有一个顶级单位"))
    for row in city.of("units"):
        above = units.get(row.get("parent") or "")
        level, lowest = row.get("level"), above.get("level") if above else None
        if level is not None and _is_bad(row, level, lowest):
            problem = _("级别 %d 与上级不符") % level
            yield Fault("units.csv", row.line, "level", problem, _("平台为 0 级；下级的级别数须大于上级，可以跳级"))


def _is_bad(row: Row, level: int, above: int | None) -> bool:
    if row.get("parent") == "":
        return level != Unit.Level.PLATFORM
    return level == Unit.Level.PLATFORM or (above is not None and level <= above)


def _hotlines(city: City) -> Iterator[Fault]:
    for row in city.of("hotlines"):
        if row.get("mode") == Hotline.Mode.SUB_CENTRE and row.get("unit") == "":
            problem = _("设分中心的热线没有写单位")
            yield Fault("hotlines.csv", row.line, "unit", problem, _("写设分中心的单位编码"))


def _catalogue(city: City) -> Iterator[Fault]:
    """Cases carry leaves: a row for a branch would never be found. A lead does not assist itself."""
    branches = set(city.parents("categories").values())
    for row in city.of("catalogue"):
        if row.get("category") in branches:
            problem = _("“%s”之下还有分类") % row.get("category")
            yield Fault("catalogue.csv", row.line, "category", problem, _("派单目录只写最末一级分类"))
        if row.get("lead") and row.get("lead") in (row.get("assisting") or ()):
            yield Fault("catalogue.csv", row.line, "assisting", _("主办单位又写作协办"), _("从协办中删去主办单位"))


def _limits(city: City) -> Iterator[Fault]:
    """Every case type finds a limit, and no two rules speak of the same cases."""
    if "deadlines" not in city.rows:
        return
    first: dict[tuple[object, ...], int] = {}
    for row in city.of("deadlines"):
        if all(name in row.values for name in _CONDITIONS):
            line = first.setdefault(tuple(row.get(name) for name in _CONDITIONS), row.line)
            if line != row.line:
                problem = _("与第 %d 行的条件完全相同") % line
                yield Fault("deadlines.csv", row.line, "", problem, _("删去一行，或写出不同的条件"))
    general = {conditions[0] for conditions in first if not any(conditions[1:])}
    lacking = [case_type.value for case_type in CaseType if case_type not in general]
    if lacking and "" not in general:
        problem = _("这些诉求类型没有通用时限：%s") % "、".join(lacking)
        yield Fault("deadlines.csv", 0, "case_type", problem, _("各加一行只写诉求类型的规则，或加一行不写任何条件"))


def _extensions(city: City) -> Iterator[Fault]:
    """An extension begins at the old due moment: it counts in the same kind of time as handling."""
    for row in city.of("deadlines"):
        extension, handling = row.get("extension_limit"), row.get("handle_limit")
        if extension and handling and Limit.parse(extension).is_working != Limit.parse(handling).is_working:
            problem = _("延期时限“%(extension)s”与办理时限“%(handling)s”计时方式不同") % {
                "extension": extension,
                "handling": handling,
            }
            remedy = _("都写工作时间（wh、wd），或都写自然时间（min、h、d）")
            yield Fault("deadlines.csv", row.line, "extension_limit", problem, remedy)


def _signing(city: City) -> Iterator[Fault]:
    """Who may sign after the matter is due has no limit to sign: both count from dispatch."""
    monday = _bare_calendar(city)
    opening = datetime.combine(date(2024, 1, 1), monday.hours[0][0], SHANGHAI)
    for row in city.of("deadlines"):
        sign, handle = row.get("sign_limit"), row.get("handle_limit")
        if sign and handle and _end(sign, opening, monday) > _end(handle, opening, monday):
            problem = _("签收时限“%(sign)s”比办理时限“%(handle)s”长") % {"sign": sign, "handle": handle}
            yield Fault("deadlines.csv", row.line, "sign_limit", problem, _("写一个不超过办理时限的签收时限"))


def _end(limit: str, opening: datetime, calendar: WorkCalendar) -> datetime:
    return due_at(opening, Limit.parse(limit), calendar)


def _bare_calendar(city: City) -> WorkCalendar:
    """Weeks with the city's hours and without a holiday, from a Monday on, as many as the longest limit needs."""
    hours = policy.Office().hours
    with suppress(policy.BadPolicy):  # which is told of city.toml
        for platform in city.of("platform"):
            hours = policy.parse(platform.get("settings")).office.hours
    return calendar_of([], range(2024, 2064), hours)


def _years(city: City) -> Iterator[Fault]:
    """A year is called complete only with its holidays; an unpublished year is asked for, never guessed."""
    written = {row.get("on").year for row in city.of("calendar") if row.get("on")}
    for row in city.of("years"):
        if row.get("year") not in written:
            problem = _("calendar.csv 中没有 %d 年的日子") % row.get("year")
            yield Fault(
                "city.toml",
                row.line,
                "calendar.complete_years",
                problem,
                _("写全该年节假日和调休，或删去该年"),
            )


def _portal(city: City) -> Iterator[Fault]:
    """Who comes in by the public pages comes from a source of the city."""
    for row in city.of("platform"):
        with suppress(policy.BadPolicy):  # which is told of city.toml
            is_open = policy.parse(row.get("settings")).portal.is_open
            if is_open and "sources" in city.rows and "web" not in city.codes("sources"):
                remedy = _("在 sources.csv 加一行 web，或写 is_open = false")
                yield Fault("city.toml", row.line, "portal.is_open", _("没有编码为“web”的诉求来源"), remedy)


_CHECKS: Final[tuple[Callable[[City], Iterator[Fault]], ...]] = (
    _levels, _hotlines, _catalogue, _limits, _extensions, _signing, _years, _portal,
)  # fmt: skip
