"""No completed case stays unfiled for ever: where each one waits, and until when."""

from datetime import timedelta

import pytest

from tests.callback.matters import AGENT, DAY, OVER, REVIEWER, complained, overdue, tell
from tests.cases.asking import last_event
from tests.factories import at, called_back, completed, fresh, person, react, to_call_back, unanswered
from xinqiao.callback.actions import archive_settled, file_uncalled, open_expired, propose_rework, rule_rework
from xinqiao.callback.actions.filing import UNCALLED_AFTER
from xinqiao.callback.check import check_all
from xinqiao.callback.models import Callback, Fallback
from xinqiao.callback.queries import waiting
from xinqiao.callback.tasks import file_uncalled as file_daily
from xinqiao.cases.rulings import to_rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LATE = at(40) + UNCALLED_AFTER + timedelta(minutes=1)


def test_whatever_is_completed_stands_in_one_list_or_is_filed():
    called, ruled = to_call_back(), complained()
    assert [one.case for one in waiting(person(AGENT), at(DAY))] == [called.case]
    assert [one.case for one in to_rule(person(REVIEWER))] == [ruled]


def test_the_case_is_filed_when_the_last_attempt_was_made_and_not_before():
    """Reactions that run late must not file the case before what is on record."""
    opened = to_call_back()
    unanswered(opened)
    react()
    moments = list(opened.case.events.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert fresh(opened.case).stage == "archived"


def test_a_late_reaction_does_not_file_before_the_ruling():
    opened = to_call_back()
    tell(opened, 1, now=at(60))
    rule_rework(opened.case, verdict="explained", reason="已当面说明", by=person(REVIEWER), now=at(DAY))
    react()
    assert last_event(opened.case).at == at(DAY)


def test_a_callback_that_nobody_makes_is_given_up_and_the_citizen_asked_by_sms():
    opened = to_call_back()
    assert file_uncalled(now=LATE - timedelta(minutes=2)) == []
    assert file_uncalled(now=LATE) == [opened.case]
    assert (fresh(opened.case).stage, last_event(opened.case).data) == ("archived", {"ground": "uncalled", "sms": True})
    assert Fallback.objects.get().queued_at == LATE
    assert (fresh(opened).done_at, list(waiting(person(AGENT), LATE))) == (None, [])
    assert list(check_all()) == []
    assert file_uncalled(now=LATE + timedelta(days=1)) == []


def test_without_a_phone_nobody_is_asked_by_sms():
    opened = to_call_back(phone="")
    file_uncalled(now=LATE)
    assert last_event(opened.case).data == {"ground": "uncalled"}
    assert not Fallback.objects.exists()


def test_a_ruling_does_not_time_out():
    case = complained()
    opened = to_call_back()
    propose_rework(opened.case, reason="来电反映", by=person(AGENT), now=at(60))
    assert file_uncalled(now=LATE) == []
    assert (fresh(case).stage, fresh(opened.case).stage) == ("completed", "completed")


def test_a_proposal_about_a_satisfied_citizen_is_waited_for():
    opened = to_call_back()
    propose_rework(opened.case, reason="来电反映", by=person(AGENT), now=at(45))
    called_back(opened, satisfaction=5)
    react()
    assert fresh(opened.case).stage == "completed"
    rule_rework(opened.case, verdict="unreasonable", reason="已修复", by=person(REVIEWER), now=at(90))
    react()
    assert last_event(opened.case).data == {"ground": "reached"}


def test_a_ruling_before_the_call_does_not_settle_a_complaint_after_it():
    opened = to_call_back()
    propose_rework(opened.case, reason="来电反映", by=person(AGENT), now=at(45))
    rule_rework(opened.case, verdict="explained", reason="已说明", by=person(REVIEWER), now=at(50))
    tell(opened, 1, now=at(60))
    react()
    assert (fresh(opened.case).stage, fresh(opened.case).open_requests) == ("completed", 1)


def test_what_was_said_at_expiry_files_nothing():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    tell(opened, 5, now=OVER)
    react()
    assert archive_settled(case, now=OVER) is None
    assert fresh(case).stage == "in_hand"


def test_the_worker_sees_to_it_every_day():
    opened = to_call_back()
    missed = completed().case
    assert file_daily(timestamp=0) == 2
    react()
    assert fresh(opened.case).stage == "archived"
    assert (fresh(missed).stage, Callback.objects.get(case=missed).due_at) == ("completed", at(40))
