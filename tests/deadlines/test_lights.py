"""Lights of a whole list, and of a query."""

from datetime import timedelta

import pytest
from hypothesis import given

from tests.clock.calendars import CALENDAR, at, moments
from xinqiao.clock.due import Light, light
from xinqiao.deadlines.lights import LABELS, YELLOW_BEFORE, lights_at
from xinqiao.deadlines.models import CalendarDay


@given(moments, moments)
def test_a_list_shows_what_each_row_shows_alone(now, due):
    assert lights_at(now, CALENDAR).of(due) is light(now, due, CALENDAR, YELLOW_BEFORE)


@pytest.mark.parametrize("minutes_from_yellow", [-1, 0, 1])
def test_the_moment_between_yellow_and_green_is_the_same_in_both(minutes_from_yellow):
    now = at("2025-09-02 11:00")
    due = at("2025-09-03 11:00") + timedelta(minutes=minutes_from_yellow)
    assert lights_at(now, CALENDAR).of(due) is light(now, due, CALENDAR, YELLOW_BEFORE)
    assert lights_at(now, CALENDAR).of(due) is (Light.GREEN if minutes_from_yellow > 0 else Light.YELLOW)


@pytest.mark.parametrize(("stopped", "shows"), [(0, Light.GREEN), (1, Light.RED)])
def test_a_stopped_clock_is_judged_at_its_stop(stopped, shows):
    due = at("2025-09-30 17:30")
    much_later = lights_at(at("2025-12-01 10:00"), CALENDAR)
    assert much_later.of(due, stopped_at=due + timedelta(minutes=stopped)) is shows


def test_every_light_has_a_name():
    assert [str(LABELS[light]) for light in Light] == ["正常", "临期", "超期"]


@pytest.mark.django_db
def test_a_query_finds_the_rows_of_each_light():
    # Any table with a moment will do; days of the calendar have one at midnight.
    lights = lights_at(at("2025-09-26 10:00"), CALENDAR)
    CalendarDay.objects.all().delete()
    for day in (25, 27, 28, 30):
        CalendarDay.objects.create(on=f"2025-09-{day}", is_working=True)
    found = {
        light: {str(day.on)[-2:] for day in CalendarDay.objects.filter(lights.where(light, "on"))} for light in Light
    }
    assert found == {Light.RED: {"25"}, Light.YELLOW: {"27", "28"}, Light.GREEN: {"30"}}
