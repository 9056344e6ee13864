"""Figures of a moment: the open tasks by their light, and those due today; the same condition lists what one counts."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from xinqiao.assessment.facts import rows_of
from xinqiao.assessment.indicators import Source
from xinqiao.assessment.questions import Where, midnight
from xinqiao.assessment.standby import from_standby
from xinqiao.assessment.tally import scope
from xinqiao.cases.lifecycle import N_
from xinqiao.cases.queries import is_open
from xinqiao.clock.due import Light
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at


class Standing(StrEnum):
    """How an open task stands. Each is overdue, due soon, in time or still; some of them are due today."""

    IN_HAND = "in_hand"
    DUE_TODAY = "due_today"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    STILL = "still"


LABELS: Final = {
    Standing.IN_HAND: N_("在办"), Standing.DUE_TODAY: N_("今日到期"), Standing.RED: N_("超期未办结"),
    Standing.YELLOW: N_("临期"), Standing.GREEN: N_("正常"), Standing.STILL: N_("不计时"),
}  # fmt: skip
RULES: Final = {
    Standing.IN_HAND: N_("已派出、尚未办结的承办单"),
    Standing.DUE_TODAY: N_("办理时限在今天、尚未答复的承办单"),
    Standing.RED: N_("已过办理时限、尚未答复的承办单"),
    Standing.YELLOW: N_("临近办理时限、尚未答复的承办单"),
    Standing.GREEN: N_("离办理时限尚远、尚未答复的承办单"),
    Standing.STILL: N_("已答复待审核、暂停计时或挂账的承办单"),
}


@from_standby()
def standing(where: Where, now: datetime) -> dict[Standing, int]:
    """How many tasks stand how, each piece of work once. One query."""
    counts: dict[str, Any] = {str(one): Count("pk", filter=asks) for one, asks in _conditions(now).items()}
    found = _open(where, now).order_by().aggregate(**counts)
    return {one: found[str(one)] for one in Standing}


def standing_so(one: Standing, where: Where, now: datetime) -> QuerySet[Any]:
    """The tasks behind one of the numbers, what is due first first."""
    return _open(where, now).filter(_conditions(now)[one]).order_by("due_at", "pk")


def _open(where: Where, now: datetime) -> QuerySet[Any]:
    rows = rows_of(Source.ASSIGNMENTS, now)
    return rows.found.filter(is_open()).filter(scope(rows, where))


def _conditions(now: datetime) -> dict[Standing, Q]:
    lights, today = lights_at(now, calendar.load()), midnight(timezone.localdate(now))
    runs = Q(stopped_at=None, carried_at=None) & (Q(paused_until=None) | Q(paused_until__lte=now))
    lit = {one: runs & lights.where(Light(one)) for one in (Standing.RED, Standing.YELLOW, Standing.GREEN)}
    due_today = runs & Q(due_at__gte=today, due_at__lt=midnight(timezone.localdate(now) + timedelta(days=1)))
    return {Standing.IN_HAND: Q(pk__isnull=False), Standing.DUE_TODAY: due_today, **lit, Standing.STILL: ~runs}
