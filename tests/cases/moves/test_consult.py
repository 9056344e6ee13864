"""会商: the lead records whom it consulted and what came of it; nobody sees the case for that."""

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, ledger, refused, starts_from, told, who_may
from tests.factories import at, dispatched, fresh, in_handling, its, merged, person, signed, unit
from xinqiao.cases.queries import visible_to
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.dispatch.actions import amend
from xinqiao.handling.actions import consult

WORDS = "现场会商：由两家共同出资更换"


def consulted(task, *codes, text=WORDS, by=None, now=None):
    units = [unit(code) for code in codes or ("zjj", "reli")]
    return consult(task, units=units, text=text, by=by or its("handler", task), now=now or at(40))


def test_it_is_on_record_as_often_as_it_happens_and_nothing_moves():
    task = in_handling()
    before = ledger(task.case)["tasks"]
    event = consulted(task)
    consulted(task, "zjj", now=at(90))
    assert (told(event), event.data["units"]) == (("consult", "handling", "handling"), ["zjj", "reli"])
    assert (event.text.body, asked_for(event)) == (WORDS, True)
    assert (ledger(task.case)["tasks"], faults(task.case)) == (before, [])


def test_who_was_consulted_does_not_see_the_case_for_that():
    task = in_handling()
    consulted(task)
    assert not visible_to(person("handler", "zjj")).filter(pk=task.case_id).exists()


def test_never_whom_the_case_accuses_nor_what_lies_below():
    """Floor rule 16."""
    task = signed(dispatched(case_type="report", accused="dongcheng", note="核查收费"), now=at(30))
    for code in ("dongcheng", "heping"):
        assert "被举报单位" in refused(Barred, task, lambda code=code: consulted(task, "zjj", code)).why


def test_never_whom_a_merged_case_accuses():
    task = in_handling(case_type="report", note="核查收费", accused="zjj")
    merged(fresh(task.case), case_type="report", accused="zjj")
    refused(Barred, task, lambda: consulted(task, "zjj"))


def test_nor_when_only_the_merged_case_still_accuses_it():
    task = in_handling(case_type="report", note="核查收费", accused="zjj")
    merged(fresh(task.case), case_type="report", accused="zjj")
    amend(fresh(task.case), accused=None, reason="查无此事", by=person("shift_lead"), now=at(35))
    assert "被举报单位" in refused(Barred, task, lambda: consulted(fresh(task), "zjj")).why


def test_not_with_oneself():
    task = in_handling()
    assert refused(Unknown, task, lambda: consulted(task, "cgj")).field == "units"


def test_who_handles_it_at_the_unit():
    task = in_handling()
    assert who_may(lambda by: consulted(fresh(task), by=by)) == {"handler@cgj"}


def test_while_whoever_leads_is_at_work():
    assert starts_from(TASKS, lambda task: consulted(task, "xicheng", now=at(600))) == {"handling"}
    assert starts_from(ASSISTING, lambda task: consulted(task, "xicheng", now=at(600))) == set()


def test_it_names_units_and_has_words():
    task = in_handling()
    assert refused(Incomplete, task, lambda: consulted(task, text=" ")).missing == ["text"]
    by = its("handler", task)
    nobody = refused(Incomplete, task, lambda: consult(task, units=[], text=WORDS, by=by, now=at(40)))
    assert nobody.missing == ["units"]
