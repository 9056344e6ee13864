"""Figures are counted from callbacks and ratings: whoever alters one is found by `check`."""

from datetime import timedelta

import pytest

from tests.factories import archived
from xinqiao.callback.check import check_all
from xinqiao.callback.models import Callback, Rating

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def faults() -> list[str]:
    return [fault.what for fault in check_all()]


def test_an_honest_callback_has_no_fault():
    archived()
    assert faults() == []


@pytest.mark.parametrize("false", [{"satisfaction": 1}, {"solved": False}])
def test_an_altered_rating_is_found(false):
    archived()
    Rating.objects.update(**false)
    assert [fault[:21] for fault in faults()] == ["callback 1: ratings i"]


def test_a_rating_that_vanished_is_found():
    archived()
    Rating.objects.all().delete()
    assert len(faults()) == 1


@pytest.mark.parametrize("column", ["result", "attempts", "done_at", "done_by"])
def test_an_altered_callback_is_found(column):
    callback = archived().callbacks.get()
    false = {"result": "no_answer", "attempts": 3, "done_at": callback.done_at - timedelta(days=40), "done_by": None}
    Callback.objects.update(**{column: false[column]})
    assert [fault.partition(" is ")[0] for fault in faults()] == [f"callback 1: {column}"]


def test_a_callback_that_vanished_is_found():
    archived()
    Rating.objects.all().delete()
    Callback.objects.all().delete()
    assert faults() == ["callback 1 is in the events only"]
