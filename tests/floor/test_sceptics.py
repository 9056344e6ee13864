"""What a sceptic has seen go wrong on the floor, each once, so that it stays mended."""

from datetime import timedelta

import pytest

from tests.cases.asking import faults
from tests.factories import (
    above,
    at,
    dispatched,
    fresh,
    in_handling,
    its,
    merged,
    person,
    react,
    registered,
    signed,
    unit,
)  # fmt: skip
from tests.floor.histories import answered, filed, on_day, passed, planned, settled
from xinqiao.cases.refusal import Barred
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize("facts", [{"confidentiality": "anonymous"}, {}])
def test_a_merged_case_is_answered_also_when_the_main_one_is_filed_at_once(facts):
    """Floor rule 14: each keeps number, reply, callback."""
    main = registered(**facts)
    other = merged(fresh(main))
    intake.answer_directly(fresh(main), text="今晚八点恢复供水。", by=person("agent"), now=at(60))
    settled(main)
    other = settled(other)
    assert fresh(main).stage == "archived"
    assert other.stage in {"completed", "archived"}
    assert other.events.get(verb="complete_merged").text.body == "今晚八点恢复供水。"


def test_a_filed_case_leaves_nobody_at_work_and_stays_filed():
    task = in_handling()
    handling.reply(task, text="已修复。", outcome="solved", by=its("handler", task), now=at(60))
    dispatch.split(
        fresh(task.case), unit=unit("dongcheng"), tie="assisting", note="请协助", by=person("dispatcher"), now=at(70)
    )
    passed(task, at(80))
    while react():
        pass
    case = filed(planned(task.case))
    assert (case.stage, case.assignments.get(tie="assisting").state) == ("archived", "recalled")
    assert faults(case) == []


def test_a_declined_case_leaves_nobody_at_work():
    task = dispatched()
    case = fresh(task.case)
    dispatch.split(case, unit=unit("dongcheng"), tie="assisting", note="请协助", by=person("dispatcher"), now=at(20))
    dispatch.recall(task, reason="派错", by=person("dispatcher"), now=at(30))
    intake.decline(fresh(case), ground="litigation", text="已在法院审理。", by=person("agent"), now=at(40))
    case = fresh(case)
    assert (case.stage, {one.state for one in case.assignments.all()}) == ("declined", {"recalled"})
    assert faults(case) == []


def test_a_report_is_not_answered_by_the_accused_through_the_case_it_was_merged_into():
    """Floor rule 16, whatever is amended later."""
    report = {"case_type": "report", "accused": "cgj"}
    main = registered(**report)
    merged(fresh(main), **report)
    dispatch.amend(fresh(main), accused=None, reason="查无此事", by=person("shift_lead"), now=at(50))
    with pytest.raises(Barred):
        dispatch.dispatch(fresh(main), lead=unit("cgj"), note="请查", by=person("dispatcher"), now=at(60))


def test_what_was_not_paused_is_given_back_to_the_citizen():
    """Floor rule 10: his clock goes along with the unit's, there and back."""
    task = in_handling()
    due = fresh(task).case.due_at
    handling.pause(task, until=on_day(19, 9), reason="待补充材料", by=its("handler", task), now=at(60))
    dispatch.rule_pause(task, granted=True, by=above("reviewer", task), now=at(61))
    assert fresh(task).case.due_at > due
    handling.resume(task, by=its("handler", task), now=at(62))
    assert fresh(task).case.due_at == fresh(task).due_at == on_day(9, 9, 1), "the minute that it did stand still"
    assert faults(task.case) == []


def test_nobody_delegates_while_the_clock_stands_still():
    task = in_handling("dongcheng")
    handling.pause(task, until=on_day(19, 9), reason="待补充材料", by=its("handler", task), now=at(60))
    dispatch.rule_pause(task, granted=True, by=above("reviewer", task), now=at(61))
    with pytest.raises(Barred):
        handling.delegate(task, to=unit("heping"), by=person("dispatcher", "dongcheng"), now=at(70))


def test_who_delegated_waits_for_what_is_below_no_longer_than_it_has_time():
    task = in_handling("dongcheng")
    (lower,) = handling.delegate(task, to=unit("heping"), by=person("dispatcher", "dongcheng"), now=at(60))
    signed(lower, now=at(70))
    with pytest.raises(Barred):
        answered(fresh(task), at(80))
    answered(fresh(task), lower.due_at + timedelta(minutes=1))
    assert faults(task.case) == []


def test_more_time_for_a_provinces_order_is_asked_though_its_own_deadline_decides():
    """Floor rule 9: asked upward, so it must be possible to ask."""
    task = in_handling(source="province", due_at=on_day(3, 17))
    assert fresh(task).due_at == on_day(3, 17)
    handling.extend(
        fresh(task), until_on=on_day(5, 9).date(), reason="须现场勘验", told=True, by=its("handler", task), now=at(60)
    )
    dispatch.rule_extension(
        task, granted=True, upper_reference="省转〔2025〕88号", upper_due_at=on_day(5, 17), by=above("reviewer", task),
        now=at(90),
    )  # fmt: skip
    assert fresh(task).due_at == on_day(5, 17)
    assert faults(task.case) == []


def test_a_request_that_lapsed_leaves_the_way_open_to_ask_again():
    task = in_handling()
    more = {"until_on": on_day(10, 9).date(), "reason": "备件未到", "told": True}
    handling.extend(task, **more, by=its("handler", task), now=at(60))
    answered(task, at(70))
    handling.reject_review(task, reason="不完整", by=above("reviewer", task), now=at(80))
    handling.extend(fresh(task), **more, by=its("handler", task), now=at(90))
    assert faults(task.case) == []
