"""A real Asterisk writes the record as we read it. Without one these tests fail: a CI that skips them proves nothing."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from tests.telephony.switchboard import Switchboard, running
from xinqiao.project.processes import wait_until
from xinqiao.telephony import cel
from xinqiao.telephony.models import Call, OpenEvent, StrangeLine

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def switchboard() -> Iterator[Switchboard]:
    with running() as found:
        yield found


def all_ended(switchboard: Switchboard, calls: int) -> bool:
    cel.take_in(switchboard.events, now=timezone.now())
    return Call.objects.filter(ended_at__isnull=False).count() == calls


def test_calls_stand_in_the_log_once_they_have_ended(switchboard: Switchboard):
    for _ in range(5):
        switchboard.call("12345")
    assert wait_until(lambda: all_ended(switchboard, 5), 30)
    assert not StrangeLine.objects.exists()
    assert not OpenEvent.objects.exists()
    for call in Call.objects.all():
        assert call.rating == 5
        assert list(call.segments.values_list("kind", "detail", "outcome")) == [
            ("ivr", "1", ""),
            ("queue", "general", "timeout"),
        ]
