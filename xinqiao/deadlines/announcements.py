"""Years that deadlines reach and nobody has entered yet: announced and asked for, never guessed."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from xinqiao.clock.due import due_at
from xinqiao.clock.spans import Extension
from xinqiao.clock.workcal import UnpublishedYear, WorkCalendar
from xinqiao.deadlines import calendar
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.deadlines.rules import BadRule, limits_of


def announced(now: datetime, last_due_at: datetime | None = None) -> list[int]:
    """The unknown years that some rule's limit, given now and extended once, would reach; in order.

    `last_due_at` is the latest due moment of the open tasks; its year is asked for too, should it have been
    withdrawn. One query for the rules; a rule that cannot be read is `city plan`'s to name, not this one's.
    """
    days = calendar.load()
    years = {moment.year for moment in (days.local(now), last_due_at and days.local(last_due_at)) if moment}
    unknown = {year for year in years if year not in days.known_years}
    for rule in DeadlineRule.objects.all():
        try:
            unknown |= set(_unknown(limits_of(rule), now, days))
        except BadRule:
            continue
    return sorted(unknown)


def _unknown(limits: Limits, now: datetime, days: WorkCalendar) -> Iterable[int]:
    more = [Extension(now, limits.extension)] if limits.extension else []
    others = (limits.sign, limits.contact, limits.answer, limits.send_back)
    for limit, extensions in [(limits.handle, more), *((limit, []) for limit in others if limit)]:
        try:
            due_at(now, limit, days, extensions=extensions)
        except UnpublishedYear as unknown:
            yield unknown.year


def announcement(years: Iterable[int]) -> str:
    """The banner's words for these years; "" for none."""
    listed = "、".join(str(year) for year in years)
    if not listed:
        return ""
    return _("%s 年的节假日和调休尚未录入，涉及该年的时限无法计算。请按国务院办公厅的放假通知录入日历。") % listed
