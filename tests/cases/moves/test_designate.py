"""指定承办: the dispatcher names the unit, and that is final (floor rule 11)."""

from tests.cases.asking import CASES, asked_for, faults, last_event, refused, starts_from, told, who_may
from tests.factories import asked_back, at, fresh, its, person, registered, sent_back, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import designate
from xinqiao.handling.actions import object


def designated(case, *, to="zjj", reason="经研究由贵单位承办", by=None, now=None):
    return designate(case, lead=unit(to), reason=reason, by=by or person("dispatcher"), now=now or at(60))


def test_the_unit_has_it_and_its_clocks_start():
    case = fresh(sent_back("zjj").case)
    task = fresh(designated(case))
    assert (task.state, task.tie, task.is_final, task.dispatched_at) == ("dispatched", "lead", True, at(60))
    assert task.case.stage == "in_hand"
    assert faults(case) == []


def test_it_goes_neither_back_nor_is_objected_to():
    """Floor rule 11: designation is final."""
    task = designated(registered())
    assert "已指定承办" in str(refused(Barred, task, lambda: asked_back(task, now=at(70))))
    refused(Barred, task, lambda: object(task, reason="不属我局", by=its("liaison", task), now=at(70)))


def test_the_event_says_that_it_is_final():
    case = registered()
    designated(case)
    event = last_event(case)
    assert (told(event), event.data["is_final"]) == (("designate", "registered", "dispatched"), True)
    assert (event.text.body, asked_for(event)) == ("经研究由贵单位承办", True)


def test_the_dispatcher_of_the_centre():
    case = registered()
    assert who_may(lambda by: designated(fresh(case), by=by)) == {"dispatcher"}


def test_only_a_case_that_waits_for_a_unit():
    assert starts_from(CASES, lambda case: designated(case, now=at(600))) == {"registered"}


def test_unit_and_reason_are_needed():
    case = registered()
    assert refused(Incomplete, case, lambda: designated(case, reason="")).missing == ["reason"]
    nobody = refused(
        Incomplete, case, lambda: designate(case, lead=None, reason="定", by=person("dispatcher"), now=at(9))
    )
    assert nobody.missing == ["unit"]


def test_never_whom_the_case_accuses():
    """Floor rule 16."""
    case = registered(case_type="report", accused="zjj")
    refused(Barred, case, lambda: designated(case))
