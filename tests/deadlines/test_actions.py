"""Who edits the calendar: a year published, corrected, withdrawn; one day changed."""

from datetime import date

import pytest

from tests.clock.calendars import HOLIDAYS, MAKE_UP_DAYS, at
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.deadlines.actions import change_day, publish_year, withdraw_year
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.deadlines.notice import BadCalendar, Day
from xinqiao.people.models import Audit, Staff

pytestmark = pytest.mark.django_db

NOW = at("2025-11-05 10:00")
NOTICE = [
    *(Day(on, is_working=False, name="假日") for on in HOLIDAYS if on.year == 2026),
    *(Day(on, is_working=True, name="调休") for on in MAKE_UP_DAYS if on.year == 2026),
]


@pytest.fixture
def administrator(db) -> Staff:
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()
    CalendarYear.objects.create(year=2025)
    return Staff.objects.create(username="calendar", name="日历管理员")


def works(on: date) -> bool:
    calendar.forget()
    return calendar.load().is_working_day(on)


def noted() -> list[tuple[str, str, str]]:
    return list(Audit.objects.order_by("id").values_list("what", "subject", "reason"))


def test_a_published_year_is_known(administrator):
    assert publish_year(2026, NOTICE, by=administrator, now=NOW) == []
    assert not works(date(2026, 2, 16))
    assert works(date(2026, 2, 14))
    assert CalendarYear.objects.get(year=2026).published_on == date(2025, 11, 5)
    assert CalendarDay.objects.get(on=date(2026, 2, 16)).name == "假日"
    assert noted() == [("publish_year", "2026", "33 off, 6 worked")]
    assert Audit.objects.get().staff == administrator


def test_a_corrected_notice_replaces_the_year_and_no_other(administrator):
    CalendarDay.objects.create(on=date(2025, 10, 1), is_working=False)
    publish_year(2026, NOTICE, by=administrator, now=NOW)
    publish_year(2026, [day for day in NOTICE if day.on != date(2026, 5, 9)], by=administrator, now=NOW)
    assert not CalendarDay.objects.filter(on=date(2026, 5, 9)).exists()
    assert CalendarDay.objects.filter(on=date(2025, 10, 1)).exists()


def test_the_change_holds_in_this_process_once_it_is_committed(administrator, django_capture_on_commit_callbacks):
    with pytest.raises(UnpublishedYear):
        calendar.load().is_working_day(date(2026, 2, 16))
    with django_capture_on_commit_callbacks(execute=True):
        publish_year(2026, NOTICE, by=administrator, now=NOW)
    assert not calendar.load().is_working_day(date(2026, 2, 16))


def test_a_half_entered_notice_changes_nothing(administrator):
    with pytest.raises(BadCalendar):
        publish_year(2026, [Day(date(2026, 1, 1), is_working=False)], by=administrator, now=NOW)
    assert not CalendarYear.objects.filter(year=2026).exists()
    assert noted() == []


def test_one_day_is_made_off_and_worked_again(administrator):
    assert change_day(date(2025, 11, 28), is_working=False, name="暴雪", by=administrator, now=NOW) == []
    assert not works(date(2025, 11, 28))
    assert change_day(date(2025, 11, 28), is_working=True, by=administrator, now=NOW) == [
        "2025-11-28 不是周末，本来就上班。"
    ]
    assert works(date(2025, 11, 28))
    assert noted() == [("change_day", "2025-11-28", "off"), ("change_day", "2025-11-28", "worked")]


@pytest.mark.parametrize(
    ("on", "is_working", "warning"),
    [
        (date(2025, 11, 29), True, None),
        (date(2025, 11, 29), False, "2025-11-29 是周末，本来就休息。"),
        (date(2025, 11, 4), False, "2025-11-04 已经过去，只有未办结的工单会重新计算。"),
        (date(2026, 3, 3), False, "2026 年尚未发布，这一天要到该年发布后才起作用。"),
    ],
)
def test_what_is_odd_about_a_day_is_told(administrator, on, is_working, warning):
    warnings = change_day(on, is_working=is_working, by=administrator, now=NOW)
    assert warnings == ([warning] if warning else [])
    assert CalendarDay.objects.get(on=on).is_working is is_working


def test_a_day_does_not_make_its_year_known(administrator):
    change_day(date(2026, 3, 3), is_working=False, by=administrator, now=NOW)
    with pytest.raises(UnpublishedYear):
        works(date(2026, 3, 3))


def test_a_year_entered_by_mistake_is_withdrawn(administrator):
    publish_year(2026, NOTICE, by=administrator, now=NOW)
    withdraw_year(2026, by=administrator, now=NOW)
    with pytest.raises(UnpublishedYear):
        works(date(2026, 3, 3))
    assert not CalendarDay.objects.filter(on__year=2026).exists()
    assert noted()[-1] == ("withdraw_year", "2026", "")


@pytest.mark.parametrize(("year", "says"), [(2025, "已经开始，不能撤回"), (2024, "已经开始"), (2026, "没有发布")])
def test_a_year_that_has_begun_or_is_not_there_cannot_be_withdrawn(administrator, year, says):
    with pytest.raises(BadCalendar, match=says):
        withdraw_year(year, by=administrator, now=NOW)
    assert CalendarYear.objects.filter(year=2025).exists()
    assert noted() == []


def test_the_new_year_begins_at_midnight_in_the_city(administrator):
    publish_year(2026, NOTICE, by=administrator, now=NOW)
    withdraw_year(2026, by=administrator, now=at("2025-12-31 23:59"))
    publish_year(2026, NOTICE, by=administrator, now=NOW)
    with pytest.raises(BadCalendar, match="已经开始"):
        withdraw_year(2026, by=administrator, now=at("2026-01-01 00:00"))
