"""Lights of a whole list, and of a query."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given

from tests.clock.calendars import CALENDAR, at, moments
from xinqiao.clock.due import Light, light
from xinqiao.deadlines import lights as lights_of_a_city
from xinqiao.deadlines.lights import CLOCKS, LABELS, Clock, lights_at, of_all
from xinqiao.deadlines.models import CalendarDay
from xinqiao.people.policy import Policy

YELLOW_BEFORE = Policy().lights.yellow_before


@pytest.fixture(autouse=True, scope="module")
def _the_policy_of_a_city_that_leaves_it_out():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lights_of_a_city.policy, "load", Policy)
        yield


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


@dataclass
class Task:
    """What a task tells of its clocks."""

    due_at: datetime
    sign_due_at: datetime | None = None
    signed_at: datetime | None = None
    contact_due_at: datetime | None = None
    contacted_at: datetime | None = None
    answer_due_at: datetime | None = None
    answered_at: datetime | None = None
    stopped_at: datetime | None = None
    return_due_at: datetime | None = None
    progress_due_at: datetime | None = None
    completed_at: datetime | None = None
    paused_at: datetime | None = None


BARE = Task(due_at=at("2025-10-11 17:30"))
# Dispatched on Monday 2025-09-22 at 10:00.
FRESH = replace(
    BARE,
    sign_due_at=at("2025-09-22 15:00"),
    contact_due_at=at("2025-09-23 17:30"),
    answer_due_at=at("2025-09-24 17:30"),
    return_due_at=at("2025-09-23 17:30"),
)
SIGNED = replace(FRESH, signed_at=at("2025-09-22 14:00"))
TOLD = replace(SIGNED, contacted_at=at("2025-09-23 11:00"), answered_at=at("2025-09-25 09:00"))
REPLIED = replace(SIGNED, stopped_at=at("2025-09-24 10:00"))
AGAIN = replace(TOLD, progress_due_at=at("2025-09-28 17:30"))  # the Sunday is made up
PAUSED = replace(SIGNED, paused_at=at("2025-09-24 10:00"))
OFF, GREEN, YELLOW, RED = None, Light.GREEN, Light.YELLOW, Light.RED


@pytest.mark.parametrize(
    ("task", "now", "shows"),  # sign, contact, answer, handle, send back, progress
    [
        (FRESH, "2025-09-22 10:00", [YELLOW, GREEN, GREEN, GREEN, GREEN, OFF]),
        (FRESH, "2025-09-22 17:30", [RED, YELLOW, GREEN, GREEN, YELLOW, OFF]),
        (SIGNED, "2025-09-23 17:30", [GREEN, YELLOW, YELLOW, GREEN, YELLOW, OFF]),
        (SIGNED, "2025-09-24 17:30", [GREEN, RED, YELLOW, GREEN, OFF, OFF]),  # the time to send back has lapsed
        (
            replace(SIGNED, signed_at=at("2025-09-22 15:01")),
            "2025-09-23 09:00",
            [RED, YELLOW, GREEN, GREEN, YELLOW, OFF],
        ),
        (TOLD, "2025-10-10 17:30", [GREEN, GREEN, RED, YELLOW, OFF, OFF]),
        (TOLD, "2025-10-12 09:00", [GREEN, GREEN, RED, RED, OFF, OFF]),
        (REPLIED, "2025-12-01 09:00", [GREEN, RED, GREEN, GREEN, OFF, OFF]),  # the reply answers
        (
            replace(REPLIED, completed_at=at("2025-09-23 11:00")),
            "2025-12-01 09:00",
            [GREEN, OFF, GREEN, GREEN, OFF, OFF],
        ),
        (PAUSED, "2025-12-01 09:00", [GREEN, RED, OFF, OFF, OFF, OFF]),  # what had run out before stays red
        (AGAIN, "2025-09-26 17:30", [GREEN, GREEN, RED, GREEN, OFF, YELLOW]),
        (AGAIN, "2025-09-29 09:00", [GREEN, GREEN, RED, GREEN, OFF, RED]),
        (replace(AGAIN, stopped_at=at("2025-09-29 09:00")), "2025-12-01 09:00", [GREEN, GREEN, RED, GREEN, OFF, OFF]),
        (BARE, "2025-09-22 10:00", [OFF, OFF, OFF, GREEN, OFF, OFF]),
    ],
)
def test_every_clock_of_a_task_has_its_light(task, now, shows):
    readings = of_all(task, lights_at(at(now), CALENDAR))
    assert [reading.clock for reading in readings] == list(Clock)
    assert [reading.light for reading in readings] == shows


def test_a_rejected_reply_lets_the_clock_run_on_as_if_it_had_not_stopped():
    """Floor rule 6."""
    later = lights_at(at("2025-10-12 09:00"), CALENDAR)
    rejected = replace(REPLIED, stopped_at=None)
    assert (of_all(REPLIED, later)[3].light, of_all(rejected, later)[3].light) == (GREEN, RED)
    assert of_all(rejected, later)[3].due_at == FRESH.due_at


def test_a_reading_says_when_the_clock_was_met():
    told = {reading.clock: reading.done_at for reading in of_all(REPLIED, lights_at(at("2025-09-25 09:00"), CALENDAR))}
    assert told[Clock.SIGN] == REPLIED.signed_at
    assert told[Clock.ANSWER] == told[Clock.HANDLE] == REPLIED.stopped_at


def test_every_clock_has_a_name():
    assert [str(CLOCKS[clock]) for clock in Clock] == ["签收", "联系", "答复", "办理", "退单", "进展"]
