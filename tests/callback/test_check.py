"""Figures are counted from callbacks and ratings: whoever alters one is found by `check`."""

from datetime import timedelta

import pytest

from tests.callback.matters import AGENT, OVER, answered_by, merged_to_call, overdue, reworked, tell
from tests.cases.tampering import past_the_trigger
from tests.factories import archived, at, fresh, person, react, to_call_back, unanswered
from xinqiao.callback.actions import call_back, open_expired
from xinqiao.callback.check import check_all
from xinqiao.callback.models import Callback, Fallback, Rating
from xinqiao.cases.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def faults() -> list[str]:
    return [fault.what for fault in check_all()]


def named() -> list[str]:
    return [fault.partition(" is ")[0] for fault in faults()]


def called_at_expiry_and_again():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    tell(opened, 2, now=OVER)
    answered_by(case.assignments.get(), OVER + timedelta(hours=1))
    react()
    tell(case.callbacks.get(ground="passed"), 5, now=OVER + timedelta(hours=3))
    react()
    return case


def tried_at_expiry_then_passed():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    call_back(opened, result="no_answer", said={}, by=person(AGENT), now=OVER)
    answered_by(case.assignments.get(), OVER + timedelta(hours=1))
    react()
    return case


@pytest.mark.parametrize(
    "story",
    [
        archived,
        lambda: unanswered(to_call_back()),
        lambda: unanswered(to_call_back(), 2),
        lambda: unanswered(to_call_back(phone="")),
        lambda: tell(merged_to_call()[1], 4, now=at(60)),
        lambda: open_expired(now=overdue().due_at + timedelta(days=9)),
        called_at_expiry_and_again,
        tried_at_expiry_then_passed,
        lambda: reworked(2),
    ],
)
def test_an_honest_callback_has_no_fault(story):
    story()
    assert faults() == []


@pytest.mark.parametrize("false", [{"satisfaction": 1}, {"solved": False}])
def test_an_altered_rating_is_found(false):
    archived()
    Rating.objects.update(**false)
    assert named() == ["callback 1: ratings"]


def test_a_rating_that_vanished_is_found():
    archived()
    Rating.objects.all().delete()
    assert named() == ["callback 1: ratings"]


def test_a_rating_of_a_merged_case_that_is_put_on_another_task_is_found():
    main, other = merged_to_call()
    tell(other, 4, now=at(60))
    Rating.objects.update(assignment=to_call_back().case.assignments.get())
    assert named() == ["callback 1: ratings"]
    assert main


@pytest.mark.parametrize("column", ["result", "attempts", "done_at", "done_by", "due_at", "not_before"])
def test_an_altered_callback_is_found(column):
    callback = archived().callbacks.get()
    early = callback.done_at - timedelta(days=40)
    false = {
        "result": "no_answer", "attempts": 3, "done_at": early, "done_by": None, "due_at": early, "not_before": early,
    }  # fmt: skip
    Callback.objects.update(**{column: false[column]})
    assert named() == [f"callback 1: {column}"]


@pytest.mark.parametrize("column", ["not_before", "due_at"])
def test_an_altered_callback_that_is_still_open_is_found(column):
    opened = to_call_back()
    unanswered(opened, 1)
    Callback.objects.update(**{column: opened.due_at + timedelta(days=400)})
    assert named() == [f"callback 1: {column}"]


def test_an_expiry_that_was_put_off_is_found():
    open_expired(now=overdue().due_at + timedelta(days=9))
    Callback.objects.update(due_at=OVER + timedelta(days=400))
    assert named() == ["callback 1: due_at"]


@pytest.mark.parametrize("ground", ["passed", "expired"])
def test_a_callback_that_changed_its_ground_is_found(ground):
    case = archived() if ground == "expired" else overdue()
    if ground == "passed":
        tell(open_expired(now=OVER)[0], 5, now=OVER)
    Callback.objects.update(ground=ground)
    assert faults() != []
    assert case


def test_a_callback_that_changed_its_round_is_found():
    archived()
    Callback.objects.update(round=2)
    assert faults() != []


def test_a_callback_that_vanished_is_found():
    archived()
    Rating.objects.all().delete()
    Callback.objects.all().delete()
    assert faults() == ["callback 1 is in the events only"]


def test_an_sms_that_vanished_is_found():
    unanswered(to_call_back())
    Fallback.objects.all().delete()
    assert named() == ["callback 1: queued_at"]


def test_an_sms_that_was_never_queued_is_found():
    callback = archived().callbacks.get()
    Fallback.objects.create(callback=callback, queued_at=at(60))
    assert named() == ["callback 1: queued_at"]


def test_what_was_recorded_before_events_told_more_has_no_fault():
    """Landed callbacks: their events tell neither ground nor end nor the SMS."""
    case = archived()
    event = case.events.get(verb="call_back")
    kept = {key: event.data[key] for key in ("result", "round", "ratings")}
    with past_the_trigger():
        Event.objects.filter(pk=event.pk).update(data=kept)
    assert faults() == []
    assert fresh(case).stage == "archived"
