"""撤诉: the citizen takes his case back; what is open ends."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import at, delegated, fresh, its, joint, person, registered, unit
from xinqiao.cases.refusal import Incomplete
from xinqiao.handling.actions import send_back
from xinqiao.intake.actions import withdraw


def test_every_open_task_is_taken_back_on_every_tier():
    case = fresh(delegated("dongcheng", "heping", "xingfu")[0].case)
    withdraw(case, reason="已自行解决", by=person("agent"), now=at(60))
    assert (fresh(case).stage, fresh(case).decided) == ("withdrawn", "withdrawn")
    assert set(case.assignments.values_list("state", flat=True)) == {"recalled"}
    assert faults(case) == []


def test_what_was_asked_meanwhile_lapses_unruled():
    task = joint()[1]
    send_back(
        task, reason="非本单位职责", basis="not_ours", proposed_unit=unit("cgj"), by=its("liaison", task), now=at(20)
    )
    withdraw(fresh(task.case), reason="已自行解决", by=person("agent"), now=at(60))
    asked = task.requests.get()
    assert (asked.granted, asked.ruled, asked.closed_at) == (None, None, at(60))
    assert open_kinds(task.case) == []
    assert faults(task.case) == []


def test_the_event_keeps_the_reason_beside_it():
    event = withdraw(registered(), reason="已自行解决", by=person("agent"), now=at(60))
    assert (told(event), event.text.body) == (("withdraw", "registered", "withdrawn"), "已自行解决")
    assert asked_for(event)


def test_the_citizen_himself_or_who_takes_calls():
    case = registered()
    through = who_may(lambda by: withdraw(fresh(case), reason="已解决", by=by, now=at(9)))
    assert through == everywhere("agent", "shift_lead")
    assert withdraw(case, reason="已解决", by=None, now=at(9)).by is None


def test_only_what_is_open_is_withdrawn():
    may = starts_from(CASES, lambda case: withdraw(case, reason="已解决", by=person("agent"), now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "merged"}  # its citizen keeps his number (floor rule 14)


def test_it_needs_a_reason():
    case = registered()
    error = refused(Incomplete, case, lambda: withdraw(case, reason=" ", by=person("agent"), now=at(5)))
    assert error.missing == ["reason"]
