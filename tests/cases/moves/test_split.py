"""拆单: a part of a case in hand goes to one more unit (floor rule 12)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, last_event, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh, in_handling, person, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import split
from xinqiao.people import policy
from xinqiao.people.models import Post, Role


def parted(case, *, to="reli", tie="co_lead", note="供热部分请贵单位办理", by=None, now=None):
    return split(case, unit=unit(to), tie=tie, note=note, by=by or person("dispatcher"), now=now or at(60))


@pytest.mark.parametrize("tie", ["co_lead", "assisting"])
def test_one_more_unit_has_its_task_and_its_clock(tie):
    case = fresh(in_handling().case)
    due = case.due_at
    task = fresh(parted(case, tie=tie))
    assert (task.suffix, task.tie, task.state, task.dispatched_at) == (2, tie, "dispatched", at(60))
    assert (task.case.stage, task.case.due_at) == ("in_hand", due)
    assert faults(case) == []


def test_the_event_keeps_what_the_part_is():
    case = fresh(in_handling().case)
    parted(case)
    event = last_event(case)
    assert (told(event), event.data["unit"]) == (("split", "in_hand", "dispatched"), "reli")
    assert (event.text.body, asked_for(event)) == ("供热部分请贵单位办理", True)


def test_there_is_one_lead_at_most():
    case = fresh(in_handling().case)
    assert "已有主办单位" in str(refused(Barred, case, lambda: parted(case, tie="lead")))


def test_the_dispatcher_of_the_centre():
    case = fresh(in_handling().case)
    assert who_may(lambda by: parted(fresh(case), by=by)) == {"dispatcher", "shift_lead"}


def test_only_a_case_in_hand():
    assert starts_from(CASES, lambda case: parted(case, now=at(600))) == {"in_hand"}


def test_of_a_guarded_case_there_must_be_an_extract():
    """Floor rule 16."""
    case = fresh(dispatched(note="摘要", confidentiality="confidential").case)
    assert refused(Incomplete, case, lambda: parted(case, note="")).missing == ["extract"]


def test_never_to_whom_the_case_accuses():
    """Floor rule 16."""
    case = fresh(dispatched(note="摘要", case_type="report", accused="reli").case)
    refused(Barred, case, lambda: parted(case))


def test_a_unit_that_still_has_a_task_of_the_case_gets_no_second_one():
    task = in_handling("cgj")
    with pytest.raises(Barred) as refused:
        split(fresh(task.case), unit=task.unit, tie="assisting", note="另一部分", by=person("dispatcher"), now=at(60))
    assert task.unit.name in str(refused.value)
    assert fresh(task.case).assignments.count() == 1


def test_a_part_of_what_is_checked_before_goes_out_by_somebody_who_may_check(monkeypatch):
    """Floor rule 12: a split is no way round the second look."""
    case = fresh(in_handling(case_type="complaint").case)
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    assert "预审" in str(refused(Barred, case, lambda: parted(fresh(case))))
    both = person("dispatcher")
    Post.objects.create(staff=both, role=Role.objects.get(code="shift_lead"), unit=unit("xq"))
    assert parted(fresh(case), by=fresh(both)).unit == unit("reli")
