"""The daily anchor: a tail that was cut off together with the case's own knowledge of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.cases.asking import faults
from tests.cases.tampering import past_the_trigger
from tests.factories import MONDAY, archived, fresh, registered
from xinqiao.cases import anchors
from xinqiao.cases.models import Anchor, Case, CaseText, Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

THURSDAY = datetime(2025, 9, 4, 8, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def case() -> Case:
    """A whole case, recorded on Monday, and another one recorded on Tuesday just after midnight; both days sealed."""
    with time_machine.travel(MONDAY, tick=False):
        made = archived()
    with time_machine.travel(MONDAY.replace(hour=0, minute=5) + timedelta(days=1), tick=False):
        registered()
    anchors.anchor_days(now=THURSDAY)
    return made


def test_each_past_day_is_sealed_once_the_quiet_ones_too(case):
    sealed = [(anchor.on, anchor.count) for anchor in Anchor.objects.order_by("on")]
    assert sealed == [(date(2025, 9, 1), 7), (date(2025, 9, 2), 1), (date(2025, 9, 3), 0)]
    assert anchors.anchor_days(now=THURSDAY) == []
    assert list(anchors.faults()) == []


def test_a_cut_tail_that_the_case_no_longer_knows_of_is_found(case):
    with past_the_trigger():
        case.events.latest("seq").delete()
    before = case.events.latest("seq")
    Case.objects.filter(pk=case.pk).update(stage="completed", decided="", seq=before.seq, head=before.hash)
    assert faults(fresh(case)) == []
    assert list(anchors.faults()) == ["anchor of 2025-09-01: 7 events were sealed, 6 are there or some were altered"]


def test_a_whole_case_that_vanished_is_found(case):
    CaseText.objects.filter(event__recorded_at__date=date(2025, 9, 2)).delete()
    with past_the_trigger():
        Event.objects.filter(recorded_at__date=date(2025, 9, 2)).delete()
    assert [fault[:20] for fault in anchors.faults()] == ["anchor of 2025-09-02"]


def test_an_event_slipped_into_a_sealed_day_is_found(case):
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        registered()
    assert [fault[:20] for fault in anchors.faults()] == ["anchor of 2025-09-03"]


def test_today_is_never_sealed():
    with time_machine.travel(MONDAY, tick=False):
        registered()
        assert anchors.anchor_days(now=MONDAY) == []


def test_without_events_there_is_nothing_to_seal():
    assert anchors.anchor_days(now=THURSDAY) == []


def test_anchors_that_were_removed_with_what_they_sealed_are_found(
    case, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.ANCHOR_FILE = tmp_path / "anchors"
    Anchor.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        anchors.anchor_days(now=THURSDAY)
    assert list(anchors.faults()) == []
    Anchor.objects.all().delete()
    assert [fault[:20] for fault in anchors.faults()] == [f"anchor of 2025-09-0{day}" for day in (1, 2, 3)]


def test_an_anchor_removed_from_between_is_found(case):
    Anchor.objects.filter(on=date(2025, 9, 2)).delete()
    assert [fault[:20] for fault in anchors.faults()] == ["anchor of 2025-09-03"]
