"""协办反馈: an assisting unit tells the lead its part, and its clock stops (floor rule 2)."""

from datetime import timedelta

from tests.cases.asking import ASSISTING, TASKS, asked_for, assisting, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, in_handling, its, person, signed, unit
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import split
from xinqiao.handling.actions import delegate, feed_back

SAID = "该路段供电正常。"


def fed(task, *, text=SAID, by=None, now=None):
    return feed_back(task, text=text, by=by or its("handler", task), now=now or at(60))


def test_its_part_is_done_and_the_case_stays_in_hand():
    task = assisting()
    event = fed(task)
    task = fresh(task)
    assert (task.state, task.stopped_at, task.completed_at, task.case.stage) == ("fed_back", at(60), None, "in_hand")
    assert (told(event), event.text.body, asked_for(event)) == (("feed_back", "handling", "fed_back"), SAID, True)
    assert faults(task.case) == []


def test_only_the_units_own_handler():
    lead = in_handling("heping")
    tasks = delegate(lead, to=unit("anning"), assisting=[unit("xingfu")], by=its("dispatcher", lead), now=at(25))
    helper = signed(tasks[1], now=at(30))
    assert who_may(lambda by: fed(fresh(helper), by=by)) == {"handler@xingfu"}


def test_only_who_assists_and_is_at_work():
    assert starts_from(ASSISTING, lambda task: fed(task, now=at(600))) == {"handling"}
    assert starts_from({"lead": TASKS["handling"]}, lambda task: fed(task, now=at(600))) == set()


def test_what_it_handed_down_itself_comes_up_first():
    lead = in_handling("cgj")
    by = person("dispatcher")
    helper = split(fresh(lead.case), unit=unit("heping"), tie="assisting", note="核实", by=by, now=at(25))
    signed(helper, now=at(30))
    delegate(helper, to=unit("xingfu"), by=its("dispatcher", helper), now=at(40))
    refused(Barred, helper, lambda: fed(helper))


def test_it_has_words():
    task = assisting()
    assert refused(Incomplete, task, lambda: fed(task, text="")).missing == ["text"]


def test_it_waits_for_what_is_below_no_longer_than_that_has_time():
    """Floor rule 3: who handed on stays responsible; an idle village does not keep its town from feeding back."""
    lead = in_handling("cgj")
    helper = split(
        fresh(lead.case), unit=unit("heping"), tie="assisting", note="核实", by=person("dispatcher"), now=at(25)
    )
    signed(helper, now=at(30))
    (below,) = delegate(helper, to=unit("xingfu"), by=its("dispatcher", helper), now=at(40))
    fed(helper, now=below.due_at + timedelta(minutes=1))
    assert fresh(helper).state == "fed_back"
    assert faults(helper.case) == []
