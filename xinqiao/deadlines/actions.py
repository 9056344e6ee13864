"""The verbs of the calendar. Open tasks are not touched here: `dispatch.rescheduling` shows and writes what
becomes of them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xinqiao.clock.workcal import SHANGHAI
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.deadlines.notice import BadCalendar, Day, checked, oddity
from xinqiao.people import audit
from xinqiao.people.models import Staff


@transaction.atomic
def publish_year(year: int, days: Iterable[Day], *, by: Staff, now: datetime) -> list[str]:
    """Enter a year's holidays and make-up days as the State Council has published them; the year is known then.

    A year that is there already is replaced (a corrected notice). Returns warnings for the page: what is odd but
    allowed. Raises BadCalendar for a notice that is half entered or contradicts itself (`notice`).
    """
    by_date, warnings = checked(year, days)
    _queue()
    CalendarDay.objects.filter(on__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(on=day.on, is_working=day.is_working, name=day.name) for day in by_date.values()
    )
    CalendarYear.objects.update_or_create(year=year, defaults={"published_on": _today(now)})
    worked = sum(day.is_working for day in by_date.values())
    _note("publish_year", str(year), f"{len(by_date) - worked} off, {worked} worked", by)
    return warnings


@transaction.atomic
def change_day(on: date, *, is_working: bool, name: str = "", by: Staff, now: datetime) -> list[str]:
    """Make one day worked or off, whatever it was. Returns warnings for the page.

    A day in a year that is not published may be entered before it; the year stays unknown. Raises BadCalendar.
    """
    day = Day(on, is_working, name)
    warnings = [odd] if (odd := oddity(day)) else []
    _queue()
    if not CalendarYear.objects.filter(year=on.year).exists():
        warnings.append(_("%d 年尚未发布，这一天要到该年发布后才起作用。") % on.year)
    if on < _today(now):
        warnings.append(_("%s 已经过去，只有未办结的工单会重新计算。") % on)
    CalendarDay.objects.update_or_create(on=on, defaults={"is_working": is_working, "name": name})
    _note("change_day", str(on), "worked" if is_working else "off", by)
    return warnings


@transaction.atomic
def withdraw_year(year: int, *, by: Staff, now: datetime) -> None:
    """Make a year unknown again, its days gone: it was entered by mistake or from a draft.

    Raises BadCalendar for a year that is not there or has begun: what was counted by it has to stay countable.
    """
    _queue()
    if year <= _today(now).year:
        raise BadCalendar(_("%d 年已经开始，不能撤回；请逐日更正。") % year)
    if not CalendarYear.objects.filter(year=year).delete()[0]:
        raise BadCalendar(_("%d 年没有发布，无可撤回。") % year)
    CalendarDay.objects.filter(on__year=year).delete()
    _note("withdraw_year", str(year), "", by)


def _queue() -> None:
    """Two who change the calendar at once come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE deadlines_calendaryear IN SHARE ROW EXCLUSIVE MODE")


def _today(now: datetime) -> date:
    return now.astimezone(SHANGHAI).date()


def _note(what: str, subject: str, reason: str, by: Staff) -> None:
    audit.note(what=what, by=by, subject=subject, reason=reason)
    transaction.on_commit(calendar.forget)
