"""归档: the system files a completed case; no person does."""

from tests.cases.asking import CASES, asked_for, faults, last_event, refused, starts_from, told, who_may
from tests.factories import archived, at, called_back, completed, fresh, person, react, to_call_back
from xinqiao.callback.actions import archive_settled
from xinqiao.cases.refusal import NotYours
from xinqiao.cases.transition import Given, make


def test_a_satisfied_citizens_case_is_filed():
    case = archived()
    assert (case.stage, case.decided) == ("archived", "archived")
    event = last_event(case)
    assert (told(event), event.by, event.data) == (("archive", "completed", "archived"), None, {"ground": "reached"})
    assert faults(case) == []


def test_it_keeps_the_moment_of_completion():
    task = completed()
    react()
    called_back(fresh(task.case).callbacks.get())
    react()
    assert (fresh(task.case).stage, fresh(task.case).completed_at) == ("archived", at(40))


def test_filing_asks_for_its_own_reactions():
    opened = to_call_back()
    called_back(opened)
    archive_settled(fresh(opened.case), now=at(90))
    assert asked_for(last_event(opened.case))


def test_floor_rule_23_a_dissatisfied_citizens_case_waits_for_a_ruling():
    opened = to_call_back()
    called_back(opened, satisfaction=2)
    react()
    assert fresh(opened.case).stage == "completed"


def test_nobody_archives_by_hand():
    case = fresh(to_call_back().case)
    assert who_may(lambda by: make("archive", fresh(case), Given(), by=by, now=at(90))) == set()


def test_the_system_makes_no_persons_moves():
    case = fresh(to_call_back().case)
    ruled = Given({"verdict": "rework", "granted": True}, text="属实")
    refused(NotYours, case, lambda: make("rule_rework", case, ruled, by=None, now=at(90)))


def test_only_a_completed_case_is_filed():
    assert starts_from(CASES, lambda case: make("archive", case, Given(), by=None, now=at(90))) == {"completed"}


def test_a_person_cannot_file_even_what_is_complete():
    case = fresh(to_call_back().case)
    refused(NotYours, case, lambda: make("archive", case, Given(), by=person("dispatcher"), now=at(90)))
