"""The working calendar as the city's tables have it."""

from time import monotonic

from django.utils.translation import gettext

from xinqiao.clock.workcal import UnpublishedYear, WorkCalendar, calendar_of
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.people import policy

# How long a process may not see that the calendar was changed elsewhere.
SECONDS_KEPT = 5.0

_kept: tuple[WorkCalendar, float] | None = None


def load() -> WorkCalendar:
    """The calendar of now: read with two queries, then kept by this process for five seconds.

    So a change holds in every process within seconds, and a request never mixes old days with new ones as
    long as it loads once. A year missing from CalendarYear makes the calendar raise UnpublishedYear when a
    count reaches it.
    """
    global _kept
    if _kept is None or monotonic() - _kept[1] > SECONDS_KEPT:
        _kept = (_read(_kept[0] if _kept else None), monotonic())
    return _kept[0]


def forget() -> None:
    """Read anew at the next `load`: for who has just changed the calendar, and for tests."""
    global _kept
    _kept = None


def read() -> WorkCalendar:
    """The calendar as this transaction sees it, not kept: what a change would make of it."""
    return _read(None)


def in_words(error: UnpublishedYear) -> str:
    """What to do about a year whose working days nobody has entered, in the language of the request."""
    return gettext("%(year)d 年的工作日尚未公布；请先在日历中录入该年的节假日和调休") % {"year": error.year}


def _read(previous: WorkCalendar | None) -> WorkCalendar:
    days = CalendarDay.objects.values_list("on", "is_working")
    read = calendar_of(days, CalendarYear.objects.values_list("year", flat=True), policy.load().office.hours)
    # The one already in use has its working days counted; an equal one would count them again.
    return previous if previous == read else read
