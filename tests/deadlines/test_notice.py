"""A year's notice of holidays: what cannot be one, and what is odd about it."""

from datetime import date, timedelta

import pytest
from chinese_calendar.constants import holidays, workdays

from xinqiao.deadlines.notice import BadCalendar, Day, checked


def published(year: int) -> list[Day]:
    days = [(on, False) for on in holidays] + [(on, True) for on in workdays]
    return [Day(on, is_working) for on, is_working in days if on.year == year]


def without(year: int, first: str, days: int = 1) -> list[Day]:
    gone = {date.fromisoformat(first) + timedelta(days=count) for count in range(days)}
    return [day for day in published(year) if day.on not in gone]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_notice_that_was_ever_published_is_accepted(year):
    days, warnings = checked(year, published(year))
    assert len(days) == len(published(year))
    assert len(warnings) <= 1  # at most that the balance is not today's


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_notice_under_todays_law_gives_no_warning(year):
    assert checked(year, published(year))[1] == []


@pytest.mark.parametrize(
    ("first", "days", "says"),
    [
        ("2026-10-01", 7, "2026-10-01 不是休息日：放假通知没有录全"),
        ("2026-05-01", 5, "2026-05-01 不是休息日"),
        ("2026-01-01", 3, "2026-01-01 不是休息日"),
    ],
)
def test_a_notice_without_a_fixed_festival_is_refused(first, days, says):
    with pytest.raises(BadCalendar, match=says):
        checked(2026, without(2026, first, days))


def test_a_notice_without_spring_festival_is_refused():
    left = [day for day in without(2026, "2026-02-15", 9) if day.on.month != 2 or not day.is_working]
    with pytest.raises(BadCalendar, match="只有 7 天，至少应有 9 天"):
        checked(2026, [*left, Day(date(2026, 2, 14), is_working=True), Day(date(2026, 2, 28), is_working=True)])


def test_an_empty_notice_is_refused():
    with pytest.raises(BadCalendar, match="没有录全"):
        checked(2027, [])


def test_a_forgotten_short_festival_is_told():
    assert checked(2026, without(2026, "2026-06-19", 3))[1] == [
        "工作日休息减去周末上班为 12 天，法定节日为 13 天，请核对。"
    ]


def test_a_make_up_day_that_is_no_weekend_is_told():
    day = Day(date(2026, 8, 5), is_working=True)
    assert checked(2026, [*published(2026), day])[1] == ["2026-08-05 不是周末，本来就上班。"]


@pytest.mark.parametrize(
    ("year", "days", "says"),
    [
        (2026, [Day(date(2027, 1, 1), is_working=False)], "2027-01-01 不在 2026 年"),
        (2026, [Day(date(2026, 1, 1), is_working=False)] * 2, "2026-01-01 写了两次"),
        (1926, [], "1926 不是日历的年份"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused(year, days, says):
    with pytest.raises(BadCalendar, match=says):
        checked(year, days)


def test_a_name_that_cannot_be_kept_is_refused():
    with pytest.raises(BadCalendar, match="2026-01-01 的名称超过 50 个字"):
        Day(date(2026, 1, 1), is_working=False, name="节" * 51)
