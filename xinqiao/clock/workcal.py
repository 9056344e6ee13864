"""Working days and hours of one city, with its public holidays and the weekends worked in return.

The Chinese calendar cannot be computed: the State Council publishes each year's holidays and make-up days
in the November before. Days are therefore arguments, and a year that is not known raises `UnpublishedYear`;
it is never guessed. Working time is counted in whole days found by bisection, so a span of ten years costs
as much as one of an hour.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ZERO = timedelta()
ONE_DAY = timedelta(days=1)

Hours = tuple[tuple[time, time], ...]


class NaiveMoment(ValueError):
    """A moment without a time zone was given where the zone decides the day."""


class UnpublishedYear(LookupError):
    """A count reached a year whose holidays are not known yet."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"the working days of {year} are not known: enter its holidays and make-up days in the calendar"
        )


@dataclass(frozen=True)
class WorkCalendar:
    """When a city works: `hours` of every working day, and the days that differ from their weekday.

    Hours are half-open, in order, at least one pair. Monday to Friday are worked but for `holidays`;
    Saturday and Sunday are free but for `make_up_days`. Moments come back in `zone`, which has no summer
    time (China's has none since 1992). Raises ValueError for hours that overlap or stand in disorder and
    for a day that is both holiday and make-up day.
    """

    hours: Hours
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    known_years: frozenset[int]
    zone: ZoneInfo = SHANGHAI

    def __post_init__(self) -> None:
        edges = [edge for pair in self.hours for edge in pair]
        if not edges or any(early >= late for early, late in pairwise(edges)):
            raise ValueError(
                f"working hours must be pairs in ascending order, such as 09:00-12:00, 13:00-17:30: {edges}"
            )
        if both := self.holidays & self.make_up_days:
            raise ValueError(f"{min(both)} is given as a holiday and as a make-up day; it can only be one")

    def local(self, at: datetime) -> datetime:
        """The same moment in the calendar's zone. Raises NaiveMoment."""
        if at.tzinfo is None:
            raise NaiveMoment(f"the moment {at} has no time zone; give one, for example Asia/Shanghai")
        return at.astimezone(self.zone)

    def is_working_day(self, on: date) -> bool:
        """True when `on` is worked. Raises UnpublishedYear."""
        self._require_years(on.year, on.year)
        return on in self.make_up_days or (on.weekday() < 5 and on not in self.holidays)

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The close of business of the `days`-th working day after the day of `at`; `at` itself for 0.

        The day of receipt is not counted, even when received in the morning of a working day (Civil Code
        art. 201); the period ends when business closes on its last day (art. 203: at 24:00, or where there
        are business hours, when these end). Received on a Saturday, one working day ends on Monday at
        close.
        """
        if days < 0:
            raise ValueError(f"cannot add {days} working days; the number must not be negative")
        if days == 0:
            return self.local(at)
        received_on = self.local(at).date()
        return self._close(self._nth_day_after(received_on, days))

    def add_days(self, at: datetime, days: int) -> datetime:
        """The close of business of the `days`-th calendar day after the day of `at`; `at` itself for 0.

        When that day is not worked the period ends on the next working day (Civil Code art. 203).
        """
        if days < 0:
            raise ValueError(f"cannot add {days} days; the number must not be negative")
        if days == 0:
            return self.local(at)
        last_on = self.local(at).date() + days * ONE_DAY
        return self._close(self._nth_day_after(last_on - ONE_DAY, 1))

    def add_working_time(self, at: datetime, worked: timedelta) -> datetime:
        """The first moment at which `worked` working time has passed since `at`; `at` itself for none."""
        if worked < ZERO:
            raise ValueError(f"cannot add {worked} of working time; it must not be negative")
        start = self.local(at)
        if worked == ZERO:
            return start
        full_days, rest = divmod(self._position(start) + worked, self.day_length)
        if rest == ZERO:  # a whole number of days ends at the close of the last one, not at the next opening
            full_days, rest = full_days - 1, self.day_length
        on = self._day_of(full_days, since=start.date())
        return self._within(on, rest)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` is earlier."""
        first, last = sorted((self.local(start), self.local(end)))
        self._require_years(first.year, last.year)
        return self._position(self.local(end)) - self._position(self.local(start))

    def next_opening(self, at: datetime) -> datetime:
        """`at` when it lies in working hours, else the next moment at which they begin."""
        local = self.local(at)
        if self.is_working_day(local.date()):
            for opens, closes in self.hours:
                if local.time() < closes:
                    return max(local, self._at(local.date(), opens))
        return self._at(self._nth_day_after(local.date(), 1), self.hours[0][0])

    def next_close(self, at: datetime) -> datetime:
        """The first close of business at or after `at`."""
        local = self.local(at)
        if self.is_working_day(local.date()) and local <= self._close(local.date()):
            return self._close(local.date())
        return self._close(self._nth_day_after(local.date(), 1))

    @cached_property
    def day_length(self) -> timedelta:
        """Working time of one working day."""
        return sum((_length(opens, closes) for opens, closes in self.hours), ZERO)

    # Positions: working time counted from the first known day on. The year of a moment must be known.

    def _position(self, local: datetime) -> timedelta:
        on = local.date()
        worked_today = self._worked(local.time()) if self.is_working_day(on) else ZERO
        return bisect_left(self._working_days, on) * self.day_length + worked_today

    def _worked(self, until: time) -> timedelta:
        return sum((_length(opens, min(until, closes)) for opens, closes in self.hours if opens < until), ZERO)

    def _within(self, on: date, worked: timedelta) -> datetime:
        for opens, closes in self.hours:
            length = _length(opens, closes)
            if worked <= length:
                return self._at(on, opens) + worked
            worked -= length
        raise AssertionError("more working time than a day has")  # pragma: no cover

    def _nth_day_after(self, on: date, nth: int) -> date:
        self._require_years(on.year, on.year)
        index = bisect_left(self._working_days, on + ONE_DAY) + nth - 1
        return self._day_of(index, since=on)

    def _day_of(self, index: int, since: date) -> date:
        """The working day of that index; every year on the way to it must be known."""
        if index >= len(self._working_days):
            self._require_years(since.year, max(self.known_years) + 1)
        on = self._working_days[index]
        self._require_years(since.year, on.year)
        return on

    def _require_years(self, first: int, last: int) -> None:
        for year in range(first, last + 1):
            if year not in self.known_years:
                raise UnpublishedYear(year)

    @cached_property
    def _working_days(self) -> list[date]:
        days = (on for year in sorted(self.known_years) for on in _days_of(year))
        return [on for on in days if self.is_working_day(on)]

    def _close(self, on: date) -> datetime:
        return self._at(on, self.hours[-1][1])

    def _at(self, on: date, clock_time: time) -> datetime:
        return datetime.combine(on, clock_time, self.zone)


def calendar_of(
    days: Iterable[tuple[date, bool]], known_years: Iterable[int], hours: Hours, zone: ZoneInfo = SHANGHAI
) -> WorkCalendar:
    """A calendar from the days that differ, each with whether it is worked."""
    differing = dict(days)
    return WorkCalendar(
        hours=hours,
        holidays=frozenset(on for on, works in differing.items() if not works),
        make_up_days=frozenset(on for on, works in differing.items() if works),
        known_years=frozenset(known_years),
        zone=zone,
    )


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + count * ONE_DAY for count in range((date(year + 1, 1, 1) - first).days))


def _length(opens: time, closes: time) -> timedelta:
    return datetime.combine(date.min, closes) - datetime.combine(date.min, opens)
