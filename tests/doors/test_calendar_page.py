"""A changed calendar: what it would move is shown before, and the open tasks follow once it is confirmed."""

from datetime import date

import pytest
from django.test import Client

from tests.cases.asking import faults
from tests.factories import at, dispatched, fresh, in_handling, person
from xinqiao.deadlines import calendar
from xinqiao.deadlines.models import CalendarDay, CalendarYear
from xinqiao.dispatch import actions as dispatch
from xinqiao.dispatch.rescheduling import reschedule_all, shifts
from xinqiao.dispatch.tasks import reschedule_open
from xinqiao.handling import actions as handling
from xinqiao.people.models import Audit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

TUESDAY = date(2025, 9, 2)
OFF = {"on": str(TUESDAY), "is_working": "0", "name": "台风停工"}


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(person("administrator"))
    return client


def a_day_off() -> None:
    CalendarDay.objects.create(on=TUESDAY, is_working=False, name="台风停工")
    calendar.forget()


def test_the_preview_names_the_tasks_that_would_move_and_changes_nothing(administrator):
    task = dispatched()
    page = administrator.post("/calendar/", OFF)
    assert task.number in page.content.decode()
    assert "2025-09-09" in page.content.decode()
    assert not CalendarDay.objects.filter(on=TUESDAY).exists()
    assert fresh(task).due_at == task.due_at
    assert not Audit.objects.filter(what="change_day").exists()


def test_once_confirmed_the_day_holds_and_open_tasks_follow(administrator):
    task = dispatched()
    answer = administrator.post("/calendar/", OFF | {"confirmed": "1"})
    assert answer.status_code == 302
    assert Audit.objects.get(what="change_day").subject == str(TUESDAY)
    assert reschedule_open(reason="日历更正", staff=person("administrator").pk) == 1
    moved = fresh(task)
    assert (moved.due_at.date(), task.due_at.date()) == (date(2025, 9, 9), date(2025, 9, 8))
    assert moved.case.due_at == moved.due_at
    assert faults(task.case) == []


def test_what_was_interrupted_is_found_again_and_twice_is_once():
    first, second = dispatched(), dispatched("zjj")
    a_day_off()
    dispatch.reschedule(first, reason="日历更正", by=person("administrator"), now=at(60))
    assert [shift.task.pk for shift in shifts(calendar.load())] == [second.pk]
    assert reschedule_all(reason="日历更正", by=person("administrator"), now=at(70)) == 1
    assert reschedule_all(reason="日历更正", by=person("administrator"), now=at(80)) == 0


def test_an_extension_and_a_pause_are_counted_anew_and_a_lower_tier_stays_inside():
    task = in_handling("dongcheng", case_type="complaint")
    handling.extend(
        task, until_on=date(2025, 9, 22), reason="备件未到。", progress="已订货。", told=True,
        by=person("handler", "dongcheng"), now=at(60),
    )  # fmt: skip
    dispatch.rule_extension(task, granted=True, by=person("reviewer"), now=at(70))
    lower = handling.delegate(
        fresh(task), to=type(task.unit).objects.get(code="heping"), by=person("dispatcher", "dongcheng"), now=at(80)
    )[0]
    was = fresh(task).due_at
    a_day_off()
    reschedule_all(reason="日历更正", by=person("administrator"), now=at(90))
    assert fresh(task).due_at > was
    assert fresh(lower).due_at <= fresh(task).due_at
    assert faults(task.case) == []


def test_what_is_done_is_left_as_it_was_judged():
    task = dispatched()
    dispatch.recall(task, reason="改派", by=person("dispatcher"), now=at(20))
    a_day_off()
    assert shifts(calendar.load()) == []


@pytest.mark.parametrize(
    ("lines", "why"),
    [("2031-01-01 休 元旦", "没有录全"), ("2031年元旦", "看不懂"), ("2031-13-01 休", "第 1 行"), ("", "必填")],
)
def test_a_year_that_is_half_entered_is_refused_and_what_was_typed_stays(administrator, lines, why):
    page = administrator.post("/calendar/2031/", {"days": lines, "confirmed": "1"})
    assert page.status_code == 422
    assert why in page.content.decode()
    assert lines in page.content.decode()
    assert not CalendarYear.objects.filter(year=2031).exists()


def test_nobody_else_finds_the_calendar(client):
    for role in ("agent", "dispatcher", "leader"):
        client.force_login(person(role))
        assert client.get("/calendar/").status_code == 404
