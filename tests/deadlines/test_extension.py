"""Until which day more time can be asked for."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clock.calendars import CALENDAR, at, limits, moments
from xinqiao.clock.due import extended
from xinqiao.clock.limit import Limit
from xinqiao.deadlines.extension import BadExtension, extension_until, latest
from xinqiao.deadlines.limits import Limits

DUE = at("2025-09-22 17:30")


def kept(handle: str, extension: str = "", own: str = "") -> Limits:
    return Limits(
        handle=Limit.parse(handle),
        rule_code="R02",
        extension=Limit.parse(extension) if extension else None,
        own_due_at=at(own) if own else None,
    )


@pytest.mark.parametrize(
    ("limits", "until", "more"),
    [
        (kept("5 wd"), date(2025, 9, 28), "5 wd"),  # the worked Sunday is the fifth
        (kept("5 wd", "5 wd"), date(2025, 9, 28), "5 wd"),
        (kept("4 wh", "5 wd"), date(2025, 9, 23), "1 wd"),
        (kept("5 wd"), date(2025, 10, 9), "8 wd"),
        (kept("7 d", "30 d"), date(2025, 9, 29), "7 d"),
        (kept("24 h", "72 h"), date(2025, 9, 24), "2 d"),
        (kept("24 h", "24 h"), date(2025, 9, 23), "1 d"),
        (kept("24 h", "20 h"), date(2025, 9, 23), "20 h"),  # ends on that day, before its close
    ],
)
def test_the_day_that_is_asked_for_becomes_an_amount(limits, until, more):
    assert str(extension_until(until, DUE, limits, CALENDAR)) == more


@pytest.mark.parametrize(
    ("limits", "until", "says"),
    [
        (kept("5 wd", "5 wd"), date(2025, 9, 29), r"规则 R02 最多可延至 2025-09-28 17:30"),
        (kept("5 wd"), date(2025, 9, 27), "2025-09-27 不是工作日"),
        (kept("5 wd"), date(2025, 9, 22), "须晚于现在的到期时间 2025-09-22 17:30"),
        (kept("5 wd"), date(2025, 9, 19), "须晚于"),
        (kept("5 wd", "10 wd", own="2025-09-24 12:00"), date(2025, 9, 24), "上级要求 2025-09-24 12:00 前办结"),
        (kept("5 wd", own="2025-09-22 17:30"), date(2025, 9, 23), "须向上级申请"),
    ],
)
def test_what_cannot_be_asked_for_is_told_with_what_can(limits, until, says):
    with pytest.raises(BadExtension, match=says):
        extension_until(until, DUE, limits, CALENDAR)


@pytest.mark.parametrize(
    ("due", "limits", "until", "more", "ends"),
    [
        ("2025-09-06 09:30", kept("24 h", "24 h"), date(2025, 9, 7), "24 h", "2025-09-07 09:30"),  # Saturday, Sunday
        ("2025-09-06 09:30", kept("24 h", "72 h"), date(2025, 9, 7), "24 h", "2025-09-07 09:30"),
        ("2025-09-06 09:30", kept("24 h", "72 h"), date(2025, 9, 8), "2 d", "2025-09-08 17:30"),
        ("2025-09-30 10:00", kept("24 h", "48 h"), date(2025, 10, 2), "48 h", "2025-10-02 10:00"),  # the holiday week
        ("2025-09-19 17:30", kept("7 d", "7 d"), date(2025, 9, 20), "24 h", "2025-09-20 17:30"),
    ],
)
def test_where_plain_time_runs_any_day_can_be_asked_for(due, limits, until, more, ends):
    granted = extension_until(until, at(due), limits, CALENDAR)
    assert (str(granted), extended(at(due), granted, CALENDAR)) == (more, at(ends))


def test_a_task_is_not_extended_beyond_the_one_it_came_from():
    parent_due_at = at("2025-09-24 17:30")
    assert latest(DUE, kept("5 wd", "5 wd"), CALENDAR, parent_due_at) == parent_due_at
    assert str(extension_until(date(2025, 9, 24), DUE, kept("5 wd"), CALENDAR, parent_due_at)) == "2 wd"
    with pytest.raises(BadExtension, match="须向上级申请"):
        extension_until(date(2025, 9, 25), DUE, kept("5 wd"), CALENDAR, parent_due_at)


def test_without_a_ceiling_only_the_ruling_decides():
    assert latest(DUE, kept("5 wd"), CALENDAR) is None


def test_a_day_beyond_all_measure_is_refused():
    calendar = replace(CALENDAR, known_years=frozenset(range(2025, 2055)))
    with pytest.raises(BadExtension, match="太远"):
        extension_until(date(2053, 9, 30), DUE, kept("24 h"), calendar)


@given(moments, limits, limits, st.integers(1, 80))
def test_what_is_granted_is_later_on_that_day_and_never_beyond_the_ceiling(due, handle, ceiling, days_on):
    until_on = CALENDAR.add_days(due, days_on).date()
    asked = Limits(handle=handle, rule_code="R", extension=ceiling if ceiling.is_working == handle.is_working else None)
    try:
        more = extension_until(until_on, due, asked, CALENDAR)
    except BadExtension:
        return
    granted, last = extended(due, more, CALENDAR), latest(due, asked, CALENDAR)
    assert due < granted
    assert granted.date() == until_on
    assert last is None or granted <= last
