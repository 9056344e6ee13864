"""The ten worked histories: each is walked to its end by the real actions, and its ledger holds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.cases.asking import faults
from tests.factories import MONDAY
from xinqiao.cases.models import Case
from xinqiao.deadlines import calendar
from xinqiao.simulator.histories import histories, play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

CODES = [
    "plain", "direct_answer", "joint", "delegated", "sent_back", "extended", "reworked", "merged",
    "confidential_report", "from_the_province",
]  # fmt: skip


def test_there_are_ten_of_them():
    assert [history.code for history in histories()] == CODES


@pytest.mark.parametrize("code", CODES)
def test_it_is_walked_to_the_archive_and_every_case_of_it_replays(code):
    history = next(one for one in histories() if one.code == code)
    case = play(history, start=MONDAY)
    assert case.stage == "archived"
    verbs = list(case.events.order_by("seq").values_list("verb", flat=True))
    assert verbs[0] == "register"
    for one in Case.objects.all():
        assert faults(one) == [], code


@pytest.mark.parametrize("steps", [2, 7])  # up to the return, up to the objection
def test_what_comes_after_the_hour_of_returns_waits_for_the_next_morning(steps):
    history = next(one for one in histories() if one.code == "sent_back")
    before = timedelta(hours=sum(step["after"] for step in history.steps[:steps]))
    minutes = (MONDAY + timedelta(minutes=minute, seconds=30) for minute in range(24 * 60))
    late = next(at for at in minutes if f"{calendar.load().add_working_time(at, before):%H:%M}" == "17:29")
    case = play(history, start=late)
    assert case.stage == "archived"
    made = case.events.get(seq=steps + 1)
    assert (made.verb, f"{timezone.localtime(made.at):%H:%M}") == (history.steps[steps - 1]["move"], "09:00")
