"""What must hold in the hall and above it: sources, grounds, the ladder of supervision, queues, shifts."""

from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _

from xinqiao.catalogue.models import Ground
from xinqiao.cities.city import City, Row
from xinqiao.cities.faults import Fault
from xinqiao.supervision.models import Rung
from xinqiao.telephony.models import Days

# Floor rule 17: whoever is turned away is told where to go.
_NAME_A_DOOR: Final = frozenset({Ground.Kind.DECLINE, Ground.Kind.RELAY})


def faults(city: City) -> list[Fault]:
    """Every row by which a call, a notice or a refusal would lead nowhere."""
    return [fault for check in _CHECKS for fault in check(city)]


def _grounds(city: City) -> Iterator[Fault]:
    """A move that needs a ground has at least one; who is turned away is shown a door."""
    for row in city.of("grounds"):
        if row.get("kind") in _NAME_A_DOOR and row.get("door") == "":
            problem = _("不予受理和转外没有写去处")
            yield Fault("grounds.csv", row.line, "door", problem, _("写诉求人应找的部门、号码或网站"))
    kinds = {row.get("kind") for row in city.of("grounds")}
    if "grounds" in city.rows and (lacking := [kind.value for kind in Ground.Kind if kind not in kinds]):
        problem = _("这些动作没有列出事由：%s") % "、".join(lacking)
        yield Fault("grounds.csv", 0, "kind", problem, _("各加至少一行，没有事由就不能办"))


def _ladder(city: City) -> Iterator[Fault]:
    rungs = {row.get("code"): row for row in city.of("ladder")}
    reached = {row.get("next_rung") for row in city.of("ladder")}
    for row in city.of("ladder"):
        yield from _climb(row, rungs.get(row.get("next_rung") or ""))
        yield from _trigger(row, row.get("code") in reached)


def _climb(row: Row, above: Row | None) -> Iterator[Fault]:
    if not above:
        return
    if row.get("level") and above.get("level") and above.get("level") <= row.get("level"):
        problem = _("下一级的级别（%d）不高于本级") % above.get("level")
        yield Fault("ladder.csv", row.line, "next_rung", problem, _("下一级的级别数须更大，可以跳级"))
    if row.get("answer_limit") == "":
        problem = _("写了下一级，却没有回复时限")
        yield Fault("ladder.csv", row.line, "answer_limit", problem, _("写多久不回复就升到下一级，如 1 wd"))


def _trigger(row: Row, is_reached: bool) -> Iterator[Fault]:
    trigger = row.get("trigger")
    if trigger is None:
        return
    if trigger == Rung.Trigger.UNANSWERED and not is_reached:
        problem = _("没有哪一级以这一级为下一级，永远到不了")
        yield Fault("ladder.csv", row.line, "trigger", problem, _("在前一级的 next_rung 写上本级，或换一种触发"))
    counted = Rung.Trigger(trigger).is_counted
    if "threshold" in row.values and counted != (row.get("threshold") is not None):
        problem = _("这种触发要写次数") if counted else _("这种触发不看次数")
        yield Fault("ladder.csv", row.line, "threshold", problem, _("多次重办、多次转派无主办写次数，其余留空"))


def _queues(city: City) -> Iterator[Fault]:
    """Overflow says where and when; whoever calls a closed queue hears something; 12345 itself has a queue."""
    for row in city.of("queues"):
        if row.get("overflow") and row.values.get("overflow_after", 0) is None:
            yield Fault("queues.csv", row.line, "overflow_after", _("没有写等待几秒后溢出"), _("写秒数，如 30"))
        if row.get("overflow") == "" and row.get("overflow_after"):
            yield Fault("queues.csv", row.line, "overflow", _("没有写溢出到哪个队列"), _("写队列编码，或删去秒数"))
        closes = row.get("hours") or row.get("days") != Days.EVERY_DAY
        if closes and row.get("after_hours_message") == "":
            problem = _("不是全天开放，却没有非工作时间提示")
            yield Fault("queues.csv", row.line, "after_hours_message", problem, _("写提示音的编码，如 closed"))
    if "queues" in city.rows and all(row.get("hotlines") for row in city.of("queues")):
        problem = _("12345 本身没有队列")
        yield Fault("queues.csv", 0, "hotlines", problem, _("留一行不写热线号码：它接 12345"))


def _shifts(city: City) -> Iterator[Fault]:
    for row in city.of("shifts"):
        if row.get("begins") is not None and row.get("begins") == row.get("ends"):
            problem = _("上班和下班是同一时刻")
            yield Fault("shifts.csv", row.line, "ends", problem, _("写不同的时刻；跨午夜的班次下班早于上班"))
    if "shifts" in city.rows and not city.of("shifts"):
        yield Fault("shifts.csv", 0, "", _("一个班次也没有"), _("至少写一行"))


_CHECKS: Final[tuple[Callable[[City], Iterator[Fault]], ...]] = (_grounds, _ladder, _queues, _shifts)
