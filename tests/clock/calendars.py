"""What tests of the clock share: the published days of 2025 and 2026, and drawn moments and pauses."""

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from xinqiao.clock.due import Limit, Span, TimeUnit
from xinqiao.clock.workcal import SHANGHAI, WorkCalendar

OFFICE_HOURS = ((time(9), time(12)), (time(13), time(17, 30)))


def days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=count) for count in range((last - first).days + 1)}


# Notices of the General Office of the State Council for 2025 and 2026.
HOLIDAYS = (
    days(date(2025, 1, 1), date(2025, 1, 1))
    | days(date(2025, 1, 28), date(2025, 2, 4))
    | days(date(2025, 4, 4), date(2025, 4, 6))
    | days(date(2025, 5, 1), date(2025, 5, 5))
    | days(date(2025, 5, 31), date(2025, 6, 2))
    | days(date(2025, 10, 1), date(2025, 10, 8))
    | days(date(2026, 1, 1), date(2026, 1, 3))
    | days(date(2026, 2, 15), date(2026, 2, 23))
    | days(date(2026, 4, 4), date(2026, 4, 6))
    | days(date(2026, 5, 1), date(2026, 5, 5))
    | days(date(2026, 6, 19), date(2026, 6, 21))
    | days(date(2026, 9, 25), date(2026, 9, 27))
    | days(date(2026, 10, 1), date(2026, 10, 7))
)
MAKE_UP_DAYS = {
    date(2025, 1, 26), date(2025, 2, 8), date(2025, 4, 27), date(2025, 9, 28), date(2025, 10, 11),
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20),
    date(2026, 10, 10),
}  # fmt: skip

CALENDAR = WorkCalendar(
    hours=OFFICE_HOURS,
    holidays=frozenset(HOLIDAYS),
    make_up_days=frozenset(MAKE_UP_DAYS),
    known_years=frozenset({2025, 2026}),
)


def at(written: str) -> datetime:
    """ "2025-09-30 10:00" in Shanghai."""
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


# Far enough from the end of 2026 for every limit and pause drawn here.
moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 3, 31), timezones=st.just(SHANGHAI))
limits = st.builds(Limit, st.integers(1, 40), st.sampled_from(TimeUnit))
worked_times = st.timedeltas(timedelta(), timedelta(hours=300))


@st.composite
def paused_clocks(draw: st.DrawFn, fewest: int = 0) -> tuple[datetime, list[Span]]:
    """A start, and pauses that begin from ten days before it to forty days after."""
    start = draw(moments)
    offsets = draw(st.lists(st.timedeltas(timedelta(days=-10), timedelta(days=40)), min_size=fewest, max_size=4))
    lengths = st.timedeltas(timedelta(), timedelta(days=12))
    return start, [Span(start + offset, start + offset + draw(lengths)) for offset in offsets]
