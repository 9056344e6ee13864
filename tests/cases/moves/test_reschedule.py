"""重算时限: a changed calendar moves the deadlines of an open task; nobody chooses them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from tests.cases.asking import TASKS, asked_for, everywhere, faults, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh, in_handling, on_the_calendar, person
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.deadlines import calendar
from xinqiao.dispatch.actions import reschedule

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moved(task, *, reason="市政府通知9月4日放假", by=None, now=None):
    on_the_calendar("2025-09-04", is_working=False)
    return reschedule(task, reason=reason, by=by or person("administrator"), now=now or at(60))


def test_task_and_case_are_due_a_day_later():
    task = in_handling()
    moved(task)
    task = fresh(task)
    assert task.due_at == task.case.due_at == datetime(2025, 9, 9, 17, 30, tzinfo=SHANGHAI)
    assert faults(task.case) == []


def test_the_event_tells_only_what_came_out_otherwise():
    event = moved(in_handling())
    assert told(event) == ("reschedule", "handling", "handling")
    assert {name for name in event.data if name.endswith("_at")} == {"due_at"}
    assert (event.text.body, asked_for(event)) == ("市政府通知9月4日放假", True)


def test_the_citizens_clock_is_never_cut():
    """Floor rule 10. A Saturday that is worked: the unit has its five days sooner, the citizen was told Monday."""
    task = in_handling()
    due = task.due_at
    on_the_calendar("2025-09-06", is_working=True)
    reschedule(task, reason="9月6日补班", by=person("administrator"), now=at(60))
    assert (fresh(task).due_at, fresh(task.case).due_at) == (datetime(2025, 9, 6, 17, 30, tzinfo=SHANGHAI), due)
    assert faults(task.case) == []


def test_where_the_deadlines_stand_right_there_is_nothing_to_do():
    task = in_handling()
    error = refused(Barred, task, lambda: reschedule(task, reason="核对", by=person("administrator"), now=at(60)))
    assert "与日历相符" in str(error)


def test_the_administrator():
    task = dispatched()
    assert who_may(lambda by: moved(fresh(task), by=by)) == everywhere("administrator")


def under_the_calendar_as_it_is(bring):
    calendar.forget()  # the attempt before was taken back, its day off with it
    return bring()


def test_only_what_is_open():
    ways = {name: lambda bring=bring: under_the_calendar_as_it_is(bring) for name, bring in TASKS.items()}
    assert starts_from(ways, lambda task: moved(task, now=at(600))) == {"dispatched", "handling", "replied"}


def test_it_needs_a_reason():
    task = dispatched()
    assert refused(Incomplete, task, lambda: moved(task, reason="")).missing == ["reason"]
