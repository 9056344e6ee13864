"""What tests of figures measure by: September, its parts, and the trace behind each."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from tests.factories import REPLY, above, its
from xinqiao.assessment.figures import platform
from xinqiao.assessment.indicators import INDICATORS, Part
from xinqiao.assessment.questions import Period
from xinqiao.assessment.rollup import refresh
from xinqiao.assessment.tracing import traced
from xinqiao.cases.models import Assignment
from xinqiao.handling import actions as handling

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = datetime(2025, 9, 8, 17, 30, tzinfo=SHANGHAI)
SEPTEMBER = (datetime(2025, 9, 1, tzinfo=SHANGHAI), datetime(2025, 10, 1, tzinfo=SHANGHAI))
HOUR = timedelta(hours=1)


def measured(code: str, now: datetime = DUE + 24 * HOUR, since: datetime = SEPTEMBER[0]) -> tuple[int, int, int]:
    """Numerator, denominator and excluded of the platform in September, as of `now`; the trace has as many rows."""
    period = Period(since, SEPTEMBER[1], now)
    figure = platform(period)[code]
    for part in Part:
        assert len(traced(INDICATORS[code], part, period)) == getattr(figure, part), part
    return figure.numerator, figure.denominator, figure.excluded


def refreshed(now: datetime) -> None:
    """The rollup is brought up to date and will read nothing twice: not even when some other test on this server has a
    transaction open, which would have it read on from there."""
    refresh(now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_refreshed SET tx = pg_current_xact_id()::text::bigint")


def answer(task: Assignment, when: datetime, *, passes: bool = True) -> None:
    """The unit replies; whoever dispatched lets it pass an hour later."""
    handling.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=when)
    if passes:
        handling.pass_review(task, by=above("reviewer", task), now=when + HOUR)
