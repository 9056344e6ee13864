"""The indicators of calls, direct answers, repeats, returns, late completion, callbacks, rework and rectification, each
on an example that was worked by hand."""

import pytest

from tests.assessment.measuring import DUE, HOUR, SEPTEMBER, answer, measured
from tests.factories import (
    MONDAY,
    above,
    archived,
    asked_back,
    at,
    called_back,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    person,
    react,
    recalled,
    registered,
    sent_back,
    to_call_back,
    unanswered,
    unit,
)
from xinqiao.assessment.figures import answer_to, platform
from xinqiao.assessment.indicators import INDICATORS
from xinqiao.assessment.questions import By, Period, Question, Where
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Callback, Verdict
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

LATER = DUE + 20 * 24 * HOUR


def rang(number: int, **more: object) -> None:
    """A call on Monday that asked for a person; moments are minutes after half past nine."""
    moments = {name: at(minutes) for name, minutes in more.items() if name.endswith("_at")}  # type: ignore[arg-type]
    rest = {name: value for name, value in more.items() if not name.endswith("_at")}
    Call.objects.create(linkedid=f"c{number}", **({"began_at": at(0), "entered_at": at(0)} | moments | rest))


def excluded(task, indicator: str, *, now=LATER) -> None:
    """A ruling leaves the task out of the indicator."""
    handling.exclude(task, indicator=indicator, ground="impossible", reason="属实", by=its("liaison", task), now=now)
    dispatch.rule_exclusion(task, granted=True, reason="属实", by=person("supervisor"), now=now)


def test_calls_are_connected_when_a_person_answers_within_fifteen_seconds_at_best():
    rang(1, answered_at=0.25, ended_at=3)  # at the fifteenth second
    rang(2, answered_at=0.26, ended_at=3)
    rang(3, ended_at=1)  # gave up
    rang(4)  # still waits
    rang(5, direction="outbound", answered_at=0.1)
    Call.objects.create(linkedid="menu", began_at=at(0), ended_at=at(1))  # asked for nobody
    assert measured("calls") == (4, 4, 0)
    assert measured("connected") == (2, 3, 1)
    assert measured("answered_in_15_seconds") == (1, 3, 1)


def test_answered_directly_is_neither_dispatched_nor_merged():
    case = registered(case_type="consultation")
    intake.answer_directly(case, text="周一至周五 9:00 开放。", by=person("agent"), now=at(5))
    dispatched()
    registered()
    assert measured("answered_directly") == (1, 3, 0)
    react()  # filed
    assert measured("answered_directly") == (1, 3, 0)
    assert measured("forwarded") == (1, 3, 0)


def test_what_is_declined_or_invalid_is_counted_apart():
    intake.decline(registered(), ground="petition", text="请到市信访局。", by=person("agent"), now=at(5))
    intake.invalidate(registered(), ground="silent", by=person("agent"), now=at(5))
    registered()
    assert measured("accepted") == (1, 1, 2)
    assert (measured("declined"), measured("invalid")) == ((1, 1, 0), (1, 1, 0))


def test_a_second_request_of_the_same_citizen_is_a_repeat():
    first = archived()
    registered(now=at(3000), earlier=first.number)
    assert measured("repeated") == (1, 2, 0)


def test_returns_are_told_apart_by_who_erred():
    """Floor rule 11: granted, the dispatcher had erred; refused, the unit."""
    sent_back("zjj")
    refused = dispatched("zjj")
    asked_back(refused, now=at(20))
    dispatch.rule_return(refused, granted=False, reason="属你单位", by=above("dispatcher", refused), now=at(30))
    waiting = dispatched("reli")
    asked_back(waiting, now=at(20))
    dispatched("cgj")
    recalled("cgj")
    assert measured("handed_down") == (5, 5, 0)
    assert measured("returned") == (3, 5, 0)
    assert measured("unduly_returned") == (1, 5, 0)
    assert measured("wrongly_dispatched") == (1, 5, 0)


def test_what_the_dispatcher_mends_unasked_is_his_mistake_and_no_return():
    """改派: the unit has asked for nothing."""
    task = in_handling("cgj")
    dispatch.reassign(task, unit=unit("zjj"), reason="应由住建局办", by=above("dispatcher", task), now=at(40))
    recalled("cgj")
    assert measured("returned") == (0, 3, 0)
    assert measured("wrongly_dispatched") == (1, 3, 0)


def test_who_wins_his_objection_had_not_returned_unduly():
    task = dispatched("zjj")
    asked_back(task, now=at(20))
    dispatch.rule_return(task, granted=False, reason="属你单位", by=above("dispatcher", task), now=at(30))
    handling.object(task, reason="确非本单位职责", by=its("liaison", task), now=at(40))
    assert measured("unduly_returned") == (1, 1, 0)
    dispatch.rule_objection(task, granted=True, reason="改派", by=above("dispatcher", task), now=at(50))
    assert measured("unduly_returned") == (0, 1, 0)
    assert measured("wrongly_dispatched") == (1, 1, 0)


def test_a_wrong_dispatch_is_the_dispatchers_own():
    sent_back("zjj")
    lines = answer_to(Question(Period(*SEPTEMBER, LATER), Where(own=True), By.UNIT)).lines
    by_name = {line.share.row.code: line.figures["wrongly_dispatched"].numerator for line in lines}
    assert by_name == {"xq": 1, "zjj": 0}


def test_in_time_late_and_open_late_are_everything_that_was_due():
    """Floor rule 7."""
    answer(in_handling(), DUE - HOUR)
    answer(in_handling(), DUE + HOUR)
    in_handling()
    answer(in_handling(), DUE + HOUR, passes=False)  # replied late, not through review yet
    assert measured("completed_in_time") == (1, 4, 0)
    assert measured("completed_late") == (1, 4, 0)
    assert measured("open_late") == (2, 4, 0)


def test_a_ruling_takes_a_task_out_of_everything_that_was_due():
    task = in_handling()
    in_handling()
    excluded(task, "completed_in_time")
    for code in ("completed_in_time", "completed_late", "open_late"):
        assert measured(code, now=LATER)[1:] == (1, 1), code
    assert measured("completed", now=LATER) == (0, 2, 0), "the ruling was about another indicator"


def test_a_ruling_takes_a_rating_out():
    bad = to_call_back("zjj")
    called_back(bad, satisfaction=1, solved=True)
    called_back(to_call_back("cgj"))
    excluded(bad.case.assignments.get(), "satisfaction")
    assert measured("satisfaction") == (1, 1, 1)
    assert measured("resolution") == (2, 2, 0)


def test_a_refused_ruling_changes_nothing():
    task = in_handling()
    handling.exclude(
        task, indicator="signed_in_time", ground="impossible", reason="…", by=its("liaison", task), now=LATER
    )
    assert measured("signed_in_time") == (1, 1, 0)
    dispatch.rule_exclusion(task, granted=False, reason="不属实", by=person("supervisor"), now=LATER)
    assert measured("signed_in_time") == (1, 1, 0)


def test_who_is_not_to_be_called_is_outside_the_share_of_callbacks():
    """Floor rules 16 and 21: nobody can call the anonymous, nobody calls who was answered at once."""
    called_back(to_call_back())
    to_call_back()
    unanswered(to_call_back())
    answer(in_handling(confidentiality="anonymous"), at(60))
    intake.answer_directly(registered(case_type="consultation"), text="九点。", by=person("agent"), now=at(5))
    react()
    assert measured("called_back") == (2, 3, 2)
    assert measured("reached") == (1, 3, 2)


def complained(to: str = "cgj"):
    """A bad rating, and the agent's advice to handle it again."""
    opened = to_call_back(to)
    called_back(opened, satisfaction=1, solved=False)
    return fresh(opened.case)


def ruled(case, verdict: Verdict, minutes: float) -> None:
    callback.rule_rework(case, verdict=verdict, reason="已核实", by=person("reviewer"), now=at(minutes))


def done_again(case, satisfaction: int, minutes: float) -> None:
    """The unit handles it once more, the citizen is asked once more."""
    task = case.assignments.get(round=2)
    handling.sign(task, by=its("liaison", task), now=at(minutes))
    answer(task, at(minutes + 5))
    react()
    opened = Callback.objects.get(case=case.pk, round=2)
    called_back(opened, satisfaction=satisfaction, solved=satisfaction > 2, now=opened.due_at + HOUR)


def test_a_complaint_is_rectified_when_the_second_rating_is_good():
    for satisfaction in (5, 1):
        case = complained()
        ruled(case, Verdict.REWORK, 100)
        done_again(case, satisfaction, 110)
    pending, refused = complained(), complained()
    ruled(refused, Verdict.UNREASONABLE, 100)
    assert measured("rectified", now=LATER)[1:] == (2, 3), "of the second complaint nobody has ruled yet"
    assert measured("rectified", now=LATER)[0] == 1
    ruled(pending, Verdict.REWORK, 120)
    assert measured("rectified", now=LATER) == (1, 3, 2)


def test_reworked_is_the_part_of_completed_tasks_that_came_back_to_the_same_unit():
    case = complained()
    archived("zjj")
    assert measured("reworked") == (0, 2, 0)
    ruled(case, Verdict.REWORK, 100)
    assert measured("reworked") == (1, 2, 0)
    done_again(case, 5, 110)
    assert measured("reworked") == (1, 3, 0)


def test_what_a_unit_delegates_is_the_platforms_work_once():
    delegated("dongcheng", "heping", "xingfu")
    assert measured("handed_down") == (1, 1, 0)


def test_every_indicator_of_the_norms_can_be_told_by_its_rule():
    for indicator in INDICATORS.values():
        assert indicator.rule
        assert indicator.numerator or indicator.better == "neither", "a count is neither better nor worse"


def test_a_figure_of_units_is_of_no_unit_that_is_elsewhere():
    called_back(to_call_back("cgj"))
    period = Period(*SEPTEMBER, LATER)
    total = answer_to(Question(period, Where(unit=unit("zjj")))).total
    assert set(total) < set(platform(period))
    assert all(figure.is_empty for figure in total.values())
    assert period.since <= MONDAY


@pytest.mark.parametrize("end", ["terminate", "withdraw"])
def test_what_was_overdue_is_not_wiped_out_by_the_end_of_its_case(end):
    """Floor rule 7: open late stays late, whoever closes the case."""
    task = in_handling()
    late = DUE + 2 * HOUR
    if end == "terminate":
        dispatch.terminate(task.case, ground="citizen_refuses", reason="拒绝", by=person("dispatcher"), now=late)
    else:
        intake.withdraw(fresh(task.case), reason="不办了", by=person("agent"), now=late)
    assert fresh(task).state == "recalled"
    assert measured("completed_in_time") == (0, 1, 0)
    assert measured("completed") == (0, 1, 0)


def test_what_was_closed_before_its_limit_is_nobodys():
    task = in_handling()
    intake.withdraw(fresh(task.case), reason="不办了", by=person("agent"), now=DUE - 2 * HOUR)
    assert measured("completed_in_time") == (0, 0, 0)
