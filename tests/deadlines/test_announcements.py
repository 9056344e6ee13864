"""An unpublished year is announced as soon as a limit would reach it."""

import pytest

from tests.clock.calendars import CALENDAR, at
from xinqiao.deadlines import calendar
from xinqiao.deadlines.announcements import announced, announcement
from xinqiao.deadlines.models import DeadlineRule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _until_2026(monkeypatch):
    monkeypatch.setattr(calendar, "load", lambda: CALENDAR)
    DeadlineRule.objects.all().delete()


@pytest.mark.parametrize(
    ("columns", "now", "years"),
    [
        ({"handle_limit": "15 wd"}, "2026-12-10 10:00", []),  # the 31st is the fifteenth
        ({"handle_limit": "15 wd"}, "2026-12-11 10:00", [2027]),
        ({"handle_limit": "15 wd", "extension_limit": "15 wd"}, "2026-11-20 10:00", [2027]),
        ({"handle_limit": "24 h"}, "2026-12-31 20:00", []),  # needs no calendar
        ({"handle_limit": "24 h", "return_limit": "1 wd"}, "2026-12-31 20:00", [2027]),
        ({"handle_limit": "24 h"}, "2027-01-01 00:00", [2027]),  # it has come, and nobody entered it
        ({"handle_limit": "soon"}, "2026-12-31 20:00", []),
    ],
)
def test_a_year_that_a_limit_would_reach_is_asked_for(columns, now, years):
    DeadlineRule.objects.create(code="any", **columns)
    assert announced(at(now)) == years


def test_a_year_that_an_open_task_is_due_in_is_asked_for():
    assert announced(at("2026-03-02 10:00"), last_due_at=at("2027-01-04 17:30")) == [2027]
    assert announced(at("2026-03-02 10:00"), last_due_at=at("2026-12-31 17:30")) == []


def test_the_banner_says_which_years_and_what_to_do():
    assert announcement([]) == ""
    assert announcement([2027, 2028]).startswith("2027、2028 年的节假日和调休尚未录入")
