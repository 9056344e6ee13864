"""转达摘要: the unit is told more than what came with its task; of a guarded case nothing else reaches it (floor rule
16)."""

import pytest

from tests.cases.asking import ASSISTING, TASKS, asked_for, faults, ledger, refused, starts_from, told, who_may
from tests.factories import (
    ADDRESS,
    NAME,
    above,
    at,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    person,
    registered,
    unit,
)
from xinqiao.cases import guarded
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import amend, convey, designate, dispatch, propose_dispatch, split
from xinqiao.intake.actions import append

MORE = "补充：夜间也有人收费，请一并核查"


def conveyed(task, *, text=MORE, by=None, now=None):
    return convey(task, text=text, by=by or above("dispatcher", task), now=now or at(40))


def confidential_since(task):
    """The citizen asked for it when units had the case already, without a word to go with it."""
    amend(task.case, confidentiality="confidential", reason="诉求人要求保密", by=person("dispatcher"), now=at(35))
    return fresh(task)


def read_by(task):
    """What the unit's handler, whose view ends at his unit, reads of the case."""
    return guarded.words_for(its("handler", task), fresh(task.case))[1]


def test_the_unit_reads_what_came_with_its_task_and_what_was_conveyed_since_oldest_first():
    task = dispatched(case_type="report", note="核查窗口收费")
    append(fresh(task.case), text="我录了音", by=person("agent"), now=at(30))
    conveyed(task, now=at(40))
    conveyed(task, text="诉求人另有录音", now=at(50))
    assert read_by(task) == f"核查窗口收费\n\n{MORE}\n\n诉求人另有录音"


def test_a_case_that_is_kept_confidential_only_since_reaches_its_unit_again():
    task = confidential_since(in_handling())
    assert read_by(task) == ""
    conveyed(task)
    assert read_by(task) == MORE


def test_what_is_for_one_tier_the_other_does_not_read():
    upper, lower = delegated()
    confidential_since(upper)
    conveyed(lower)
    assert (read_by(upper), read_by(lower)) == ("", MORE)


def test_nothing_moves_but_that_it_was_said():
    task = in_handling()
    before = ledger(task.case)["tasks"]
    event = conveyed(task)
    assert (told(event), event.text.body) == (("convey", "handling", "handling"), MORE)
    assert (ledger(task.case)["tasks"], asked_for(event), faults(task.case)) == (before, True, [])


def test_the_dispatcher_of_the_node_that_handed_it_down():
    """Floor rule 3: every node is its own dispatcher."""
    task = delegated()[-1]
    assert who_may(lambda by: conveyed(fresh(task), by=by)) == {"dispatcher@dongcheng"}


def test_from_every_open_state_whoever_leads_or_assists():
    assert starts_from(TASKS, lambda task: conveyed(task, now=at(600))) == {"dispatched", "handling", "replied"}
    assert starts_from(ASSISTING, lambda task: conveyed(task, now=at(600))) == {"dispatched", "handling"}


def test_it_has_words():
    task = dispatched()
    assert refused(Incomplete, task, lambda: conveyed(task, text=" ")).missing == ["text"]


@pytest.mark.parametrize("telling", [f"请联系{NAME}", "电话139 1234-5678", f"住{ADDRESS}"])
def test_no_extract_tells_who_the_citizen_is(telling):
    """Floor rule 16, at every place where an extract is written."""
    guarded_one = {"case_type": "report", "confidentiality": "confidential"}
    task = in_handling(note="核查窗口收费", **guarded_one)
    by = {"by": person("dispatcher"), "now": at(60)}
    waiting = registered(**guarded_one)
    for on, write in (
        (task, lambda: conveyed(task, text=telling)),
        (task.case, lambda: split(fresh(task.case), unit=unit("reli"), tie="assisting", note=telling, **by)),
        (waiting, lambda: dispatch(waiting, lead=unit("cgj"), note=telling, **by)),
        (waiting, lambda: propose_dispatch(waiting, lead=unit("cgj"), note=telling, **by)),
        (waiting, lambda: designate(waiting, lead=unit("cgj"), reason=telling, **by)),
    ):
        refusal = str(refused(Barred, on, write))
        assert "删去" in refusal
        assert NAME not in refusal
    conveyed(in_handling(), text=telling)  # of a case that everybody at work reads it is a note like others
