"""Asking for more time: until which day, and how long a rule lets one extension be (floor rule 7)."""

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from xinqiao.clock.due import extended
from xinqiao.clock.limit import BadLimit, Limit, TimeUnit
from xinqiao.clock.workcal import WorkCalendar
from xinqiao.deadlines.limits import Limits


class BadExtension(ValueError):
    """No extension can be until that day; the message, for the page, says why and what to choose."""


def extension_until(
    until_on: date, due: datetime, limits: Limits, calendar: WorkCalendar, parent_due_at: datetime | None = None
) -> Limit:
    """How much longer a task due at `due` gets that is extended until the close of `until_on`.

    What is kept is an amount, not a day: a changed calendar then moves the new due moment too. Where the rule counts
    plain time any day will do; one that is not worked has no close and ends at the hour of `due`. Raises
    BadExtension for a day on which the rule's clock does not run, that is not later, or beyond `latest`;
    UnpublishedYear.
    """
    if limits.handle.is_working and not calendar.is_working_day(until_on):
        raise BadExtension(_("%s 不是工作日，请选择工作日。") % until_on)
    if until_on <= calendar.local(due).date():
        raise BadExtension(_("延期须晚于现在的到期时间 %s。") % _shown(due, calendar))
    asked, last = _asked(until_on, due, limits.handle, calendar), latest(due, limits, calendar, parent_due_at)
    if last is None or extended(due, asked, calendar) <= last:
        return asked
    if limits.extension and extended(due, limits.extension, calendar) == last and last.date() == until_on:
        return limits.extension  # the day is right, its last hours are not: 24 h end in its morning
    raise BadExtension(_beyond(due, last, limits, calendar))


def latest(
    due: datetime, limits: Limits, calendar: WorkCalendar, parent_due_at: datetime | None = None
) -> datetime | None:
    """Until when a task due at `due` can be extended at most; None when only the ruling decides.

    The rule sets it, the deadline that an order from above brought along, and the parent task's due moment.
    Raises UnpublishedYear.
    """
    by_rule = extended(due, limits.extension, calendar) if limits.extension else None
    ends = [moment for moment in (by_rule, limits.own_due_at, parent_due_at) if moment]
    return calendar.local(min(ends)) if ends else None


def _asked(until_on: date, due: datetime, handle: Limit, calendar: WorkCalendar) -> Limit:
    """Whole days from the due day to the other, in the kind of time that the handling clock runs in; to a day off in
    hours, for days would move on to the next working day (Civil Code 203)."""
    due_on = calendar.local(due).date()
    first, last = (datetime.combine(on + timedelta(days=1), time(), calendar.zone) for on in (due_on, until_on))
    try:
        if not handle.is_working:
            days = (until_on - due_on).days
            is_worked = calendar.is_working_day(until_on)
            return Limit(days, TimeUnit.DAYS) if is_worked else Limit(days * 24, TimeUnit.HOURS)
        worked = calendar.working_time_between(first, last - timedelta.resolution)
        return Limit(worked // calendar.day_length, TimeUnit.WORKING_DAYS)
    except BadLimit as error:
        raise BadExtension(_("%s 太远，请选择更早的日期。") % until_on) from error


def _beyond(due: datetime, last: datetime, limits: Limits, calendar: WorkCalendar) -> str:
    if limits.extension and extended(due, limits.extension, calendar) == last:
        return _("规则 %(rule)s 最多可延至 %(last)s。") % {"rule": limits.rule_code, "last": _shown(last, calendar)}
    return _("上级要求 %s 前办结，延期须向上级申请。") % _shown(last, calendar)


def _shown(moment: datetime, calendar: WorkCalendar) -> str:
    return f"{calendar.local(moment):%Y-%m-%d %H:%M}"
