"""Calls over a real Asterisk, told as they were. Without it or SIPp these fail: a CI that skips them proves nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from tests.telephony.callers import citizen, seat
from tests.telephony.switchboard import Switchboard, running
from xinqiao.project.processes import wait_until
from xinqiao.telephony import cel
from xinqiao.telephony.models import Call, OpenEvent, StrangeLine

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running_switchboard() -> Iterator[Switchboard]:
    with running() as found:
        yield found


@pytest.fixture
def switchboard(running_switchboard: Switchboard) -> Switchboard:
    """The same for all, with an empty record for each."""
    running_switchboard.events.unlink(missing_ok=True)
    return running_switchboard


def the_call(switchboard: Switchboard) -> Call:
    """The one call that there was, once it has ended."""

    def has_ended() -> bool:
        cel.take_in(switchboard.events, now=timezone.now())
        return Call.objects.filter(ended_at__isnull=False).exists()

    assert wait_until(has_ended, 20)
    assert not StrangeLine.objects.exists()
    assert not OpenEvent.objects.exists()
    call = Call.objects.get()
    assert call.phone == "13800005678"
    return call


def outline(call: Call) -> list[tuple[str, ...]]:
    return list(call.segments.values_list("kind", "seat", "detail", "outcome"))


MENU = ("ivr", "", "1", "")


def test_an_answered_call(switchboard: Switchboard, tmp_path: Path):
    with seat(tmp_path, "8001", answers="talks"):
        citizen(tmp_path, stays=3)
    call = the_call(switchboard)
    waited = ("queue", "", "service", "answered")
    assert outline(call) == [MENU, waited, ("ring", "8001", "", "answered"), ("talk", "8001", "", "")]
    assert (call.seat, call.hung_up_by) == ("8001", "citizen")


def test_a_call_abandoned_in_the_menu(switchboard: Switchboard, tmp_path: Path):
    citizen(tmp_path, stays=0.3)
    call = the_call(switchboard)
    assert (outline(call), call.entered_at, call.hung_up_by) == ([], None, "citizen")


def test_a_call_abandoned_while_a_seat_rings(switchboard: Switchboard, tmp_path: Path):
    with seat(tmp_path, "8001", answers="rings"):
        citizen(tmp_path, stays=2)
        call = the_call(switchboard)
    assert outline(call) == [MENU, ("queue", "", "service", "abandoned"), ("ring", "8001", "", "unanswered")]
    assert (call.answered_at, call.hung_up_by) == (None, "citizen")


def test_a_call_that_nobody_answers(switchboard: Switchboard, tmp_path: Path):
    with seat(tmp_path, "8001", answers="rings"), seat(tmp_path, "8002", answers="rings"):
        citizen(tmp_path, stays=None)
        call = the_call(switchboard)
    assert ("queue", "", "service", "timeout") in outline(call)
    assert ("ring", "8001", "", "unanswered") in outline(call)
    assert (call.answered_at, call.hung_up_by) == (None, "system")


def test_a_busy_seat_is_passed_over(switchboard: Switchboard, tmp_path: Path):
    with seat(tmp_path, "8001", answers="busy"), seat(tmp_path, "8002", answers="talks"):
        citizen(tmp_path, stays=4)
    call = the_call(switchboard)
    assert ("ring", "8001", "", "busy") in outline(call)
    assert ("talk", "8002", "", "") in outline(call)
    assert call.seat == "8002"
