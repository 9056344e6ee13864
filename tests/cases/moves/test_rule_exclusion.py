"""剔除裁定: ruled by a second person, who is not the one who dispatched (floor rule 24)."""

from tests.cases.asking import TASKS, asked_for, faults, ledger, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, completed, fresh, its, person, registered, signed, unit
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import propose_dispatch, rule_dispatch, rule_exclusion
from xinqiao.handling.actions import exclude
from xinqiao.people.models import Post, Role


def asking(task: Assignment) -> Assignment:
    exclude(
        task, indicator="satisfaction", ground="impossible", reason="超出政策", by=its("liaison", task), now=at(300)
    )
    return task


def ruled(task, *, granted=True, reason="经核实", by=None, now=None):
    return rule_exclusion(task, granted=granted, reason=reason, by=by or person("supervisor"), now=now or at(400))


def test_the_ruling_stands_in_the_events_and_the_task_as_it_was():
    for granted in (True, False):
        task = asking(completed())
        before = ledger(task.case)["tasks"]
        event = ruled(task, granted=granted)
        assert (told(event), event.data["granted"]) == (("rule_exclusion", "completed", "completed"), granted)
        assert (event.text.body, asked_for(event), open_kinds(task.case)) == ("经核实", True, [])
        assert (ledger(task.case)["tasks"], task.requests.get().granted) == (before, granted)
        assert faults(task.case) == []


def test_another_indicator_may_be_asked_for_afterwards():
    task = asking(completed())
    ruled(task)
    asking(task)
    assert open_kinds(task.case) == ["exclude"]
    assert faults(task.case) == []


def test_the_supervisor_of_the_centre():
    task = asking(completed("heping"))
    through = who_may(lambda by: ruled(fresh(task), by=by))
    assert through - {"dispatcher"} == {"supervisor"}  # who dispatched is told that first


def test_never_who_dispatched_it():
    """A dispatcher who is a supervisor too rules on other people's dispatches."""
    both = person("dispatcher")
    Post.objects.create(staff=both, role=Role.objects.get(code="supervisor"), unit=unit("xq"))
    task = asking(completed())
    assert "派单的人不能裁定剔除" in str(refused(Barred, task, lambda: ruled(task, by=fresh(both))))


def test_of_what_the_unit_was_measured_by():
    may = starts_from(TASKS, lambda task: ruled(task, now=at(600)))
    assert may == {"handling", "fed_back", "replied", "completed"}


def test_every_ruling_needs_its_reason_and_its_request():
    task = completed()
    refused(Barred, task, lambda: ruled(task))
    asking(task)
    for granted in (True, False):
        assert refused(Incomplete, task, lambda granted=granted: ruled(task, granted=granted, reason="")).missing == [
            "reason"
        ]


def test_never_by_who_proposed_the_dispatch_that_another_let_pass():
    """Floor rule 24: what went wrong may be his."""
    case, both = registered(), person("dispatcher")
    propose_dispatch(case, lead=unit("cgj"), by=both, now=at(10))
    rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20))
    task = signed(fresh(case).assignments.get(), now=at(30))
    Post.objects.create(staff=both, role=Role.objects.get(code="supervisor"), unit=unit("xq"))
    asking(task)
    refused(Barred, task, lambda: ruled(task, by=fresh(both)))
    assert ruled(task).data["granted"] is True
