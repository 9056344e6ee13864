"""Each indicator on an example that was worked by hand: what is counted, over what, and what is left out.

R00 gives Monday's dispatch of 9:40 four working hours to sign (14:40), one working day to contact (Tuesday
17:30) and five to answer (next Monday, 17:30).
"""

from datetime import timedelta

import pytest

from tests.assessment.measuring import DUE, HOUR, SEPTEMBER, answer, measured
from tests.factories import MONDAY, at, called_back, dispatched, in_handling, person, registered, to_call_back
from xinqiao.assessment.figures import Figure, platform
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.assessment.questions import Period
from xinqiao.callback.actions import call_back, callable_from
from xinqiao.handling import actions as handling

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_accepted_counts_what_was_registered_in_the_period():
    registered(now=SEPTEMBER[0])
    registered(now=SEPTEMBER[0] - timedelta.resolution)
    registered(now=SEPTEMBER[1])
    assert measured("accepted", now=SEPTEMBER[1]) == (1, 1, 0)


def test_forwarded_is_the_part_that_was_dispatched():
    registered()
    dispatched()
    to_call_back()
    assert measured("forwarded") == (2, 3, 0)


def test_signed_in_time_waits_for_the_limit_before_it_blames():
    in_handling()  # signed at 9:50
    late = dispatched()
    handling.sign(late, by=person("liaison"), now=at(330))  # 15:00, twenty minutes late
    dispatched()  # never signed
    assert measured("signed_in_time", now=at(120)) == (1, 2, 0), "the unsigned one still has time"
    assert measured("signed_in_time", now=at(600)) == (1, 3, 0)


def test_signing_at_the_very_limit_is_in_time():
    task = dispatched()
    handling.sign(task, by=person("liaison"), now=at(310))
    assert measured("signed_in_time", now=at(600)) == (1, 1, 0)


def test_responded_in_time_counts_the_first_contact_and_leaves_out_who_cannot_be_contacted():
    prompt = in_handling()
    handling.contact(prompt, result="reached", by=person("handler"), now=at(60))
    handling.contact(prompt, result="reached", by=person("handler"), now=DUE)
    late = in_handling()
    handling.contact(late, result="reached", by=person("handler"), now=MONDAY + 48 * HOUR)
    tried = in_handling()  # nobody was reached
    handling.contact(tried, result="not_reached", by=person("handler"), now=at(60))
    in_handling(case_type="consultation")  # R01 sets no contact limit
    in_handling(confidentiality="anonymous")  # floor rule 16
    assert measured("responded_in_time") == (1, 3, 2)


def test_completed_in_time_counts_open_late_ones_against_the_unit():
    answer(in_handling(), DUE - HOUR)  # in time
    answer(in_handling(), DUE)  # at the very limit
    answer(in_handling(), DUE + timedelta.resolution)  # completed late
    in_handling()  # open late
    assert measured("completed_in_time") == (2, 4, 0)
    assert measured("completed_in_time", now=DUE - HOUR) == (2, 3, 0), "before its limit an open one counts nowhere"


def test_completed_in_time_goes_by_the_day_when_it_was_due():
    answer(in_handling(), at(60))  # answered on Monday, due on the 8th
    assert measured("completed_in_time", since=DUE - HOUR) == (1, 1, 0)
    assert measured("completed_in_time", since=DUE + HOUR) == (0, 0, 0)


def test_the_review_queue_never_counts_against_the_unit():
    """Floor rule 6: a reply that came in time and is still being reviewed is not late."""
    answer(in_handling(), DUE - HOUR, passes=False)
    answer(in_handling(), DUE + HOUR, passes=False)  # late, whatever the review says
    assert measured("completed_in_time") == (0, 1, 0)


def test_a_rejected_reply_lets_the_clock_run_on():
    task = in_handling()
    answer(task, DUE - HOUR, passes=False)
    handling.reject_review(task, reason="不完整", by=person("reviewer"), now=DUE)
    assert measured("completed_in_time") == (0, 1, 0)
    answer(task, DUE + HOUR)
    assert measured("completed_in_time") == (0, 1, 0)


def test_a_reply_that_passes_late_stopped_the_clock_when_it_was_given():
    task = in_handling()
    answer(task, DUE - HOUR, passes=False)
    handling.pass_review(task, by=person("reviewer"), now=DUE + 20 * HOUR)
    assert measured("completed_in_time") == (1, 1, 0)


def test_completed_is_the_part_of_what_was_handed_down():
    answer(in_handling(), at(60))
    answer(in_handling(), at(60), passes=False)
    dispatched()
    registered()
    assert measured("completed") == (1, 3, 0)


def test_reached_tells_unanswered_from_refused():
    called_back(to_call_back())
    for result, times in (("refused", 1), ("wrong_number", 1), ("no_answer", 3), ("no_answer", 2)):
        opened = to_call_back()
        for turn in range(times):
            opened.refresh_from_db()
            when = callable_from(opened, at(60 + turn)) or at(60 + turn)
            call_back(opened, result=result, said={}, by=person("callback_agent"), now=when)
    assert measured("called_back") == (4, 5, 0), "two attempts are not the end of it"
    assert measured("reached") == (3, 5, 0)


def test_solved_is_asked_apart_from_satisfied():
    for satisfaction, solved in ((5, True), (3, True), (4, False), (2, True), (1, False)):
        called_back(to_call_back(), satisfaction=satisfaction, solved=solved)
    refused = to_call_back()
    call_back(refused, result="refused", said={}, by=person("callback_agent"), now=at(60))
    assert measured("resolution") == (3, 5, 1)
    assert measured("satisfaction") == (3, 5, 1)


@pytest.mark.parametrize("code", [code for code, indicator in INDICATORS.items() if indicator.numerator])
def test_of_nothing_there_is_no_share(code):
    figure = platform(Period(*SEPTEMBER, DUE))[code]
    assert (figure.denominator, figure.percent) == (0, None)


def test_a_share_in_percent():
    assert Figure(INDICATORS["completed"], 26, 27, 0).percent == pytest.approx(96.2963, abs=1e-4)
    assert Figure(INDICATORS["accepted"], 3, 3, 0).percent is None
