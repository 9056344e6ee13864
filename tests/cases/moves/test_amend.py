"""更正: type, category, area, urgency, confidentiality, place or the accused unit put right; figures follow."""

import pytest

from tests.cases.asking import CASES, FACTS, asked_for, faults, fed_back, ledger, refused, starts_from, told, who_may
from tests.factories import PHONE, at, completed, delegated, fresh, in_handling, joint, merged, person, registered, unit
from xinqiao.cases import guarded
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import amend, dispatch


def amended(case, *, reason="登记有误", now=None, **facts):
    return amend(case, reason=reason, by=person("dispatcher"), now=now or at(60), **facts)


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_can_be_put_right_and_the_events_tell_it(name):
    case = fresh(in_handling().case)
    event = amended(case, **{name: FACTS[name]()})
    assert getattr(fresh(case), name) == FACTS[name]()
    assert told(event) == ("amend", "in_hand", "in_hand")
    assert (set(event.data), event.text.body, asked_for(event)) == ({name, "text"}, "登记有误", True)
    assert faults(case) == []


def test_clocks_that_run_go_on_as_they_were_ordered():
    task = in_handling()
    before = ledger(task.case)["tasks"]
    amended(task.case, urgency="critical", case_type="consultation")
    assert ledger(task.case)["tasks"] == before


def test_the_place_stands_in_no_event():
    case = registered()
    amended(case, place=f"幸福路 12 号，电话 {PHONE}")
    assert "幸福路 12" not in str(list(Event.objects.values()))
    assert faults(case) == []


def test_the_accused_may_not_be_who_is_at_work():
    """Floor rule 16: the task is taken back first."""
    district = delegated("dongcheng", "heping", "xingfu")[0]
    for code in ("dongcheng", "heping", "xingfu"):
        error = refused(Barred, district.case, lambda code=code: amended(fresh(district.case), accused=unit(code)))
        assert "请先撤回" in str(error)


def test_who_once_worked_on_it_can_be_accused_later_and_the_ledger_is_sound():
    """What was accused only afterwards did not reach the accused when it was handed down."""
    task = completed("cgj")
    amended(fresh(task.case), accused=unit("cgj"))
    assert faults(task.case) == []


def test_a_citizen_whose_case_was_merged_may_still_ask_for_secrecy():
    """Floor rules 14 and 16: he keeps his own sheet."""
    case = merged()
    amended(case, confidentiality="confidential")
    assert (fresh(case).stage, guarded.needs_extract(fresh(case))) == ("merged", True)
    assert faults(case) == []


def test_nor_may_the_accused_be_at_work_on_the_case_that_answers_a_merged_one():
    """Floor rule 16: a merge is no way round."""
    main = in_handling("cgj")
    case = merged(fresh(main.case))
    assert "解除并单" in str(refused(Barred, case, lambda: amended(fresh(case), accused=unit("cgj"))))
    amended(case, accused=unit("reli"))


def test_an_assisting_unit_is_at_work_until_it_has_fed_back():
    task = joint()[2]
    refused(Barred, task.case, lambda: amended(fresh(task.case), accused=unit("reli")))
    done = fed_back()
    amended(fresh(done.case), accused=unit("reli"))
    assert faults(done.case) == []


def test_the_dispatcher_of_the_centre():
    case = registered()
    may = who_may(lambda by: amend(fresh(case), reason="误", urgency="urgent", by=by, now=at(60)))
    assert may == {"dispatcher", "shift_lead"}


def test_until_the_case_is_filed():
    may = starts_from(CASES, lambda case: amended(case, urgency="urgent", now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "completed", "merged"}


def test_it_must_change_something_and_say_why():
    case = registered()
    refused(Incomplete, case, lambda: amended(case, urgency="normal"))
    assert refused(Incomplete, case, lambda: amended(case, reason="", urgency="urgent")).missing == ["reason"]


def test_the_next_unit_is_handed_the_limits_of_what_was_put_right():
    case = registered()
    amended(case, case_type="consultation")
    assert dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(70)).rule == "R01"
