"""改派: whoever dispatched takes a signed task away and gives it to another unit, in one go (误派)."""

from datetime import timedelta

from tests.cases.asking import TASKS, asked_for, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import (
    REPLY,
    above,
    asked_back,
    at,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    person,
    sent_back,
    signed,
    town_task,
    unit,
)
from xinqiao.cases import guarded
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.dispatch.actions import designate, reassign
from xinqiao.handling.actions import contact, delegate, pass_review, reply
from xinqiao.people import policy
from xinqiao.people.models import Platform

WHY = "应由住建局负责"


def moved(task, *, to="zjj", reason=WHY, note="", by=None, now=None):
    when, who = now or at(40), by or above("dispatcher", task)
    return reassign(task, unit=unit(to) if to else None, reason=reason, note=note, by=who, now=when)


def test_the_other_unit_leads_with_clocks_of_its_own_and_the_citizens_clock_goes_on():
    """Floor rules 5 and 10."""
    task = in_handling()
    due = fresh(task.case).due_at
    new = moved(task, now=at(24 * 60))
    old = fresh(task)
    assert (old.state, old.ended_at, new.state, new.unit.code, new.tie) == (
        "recalled", at(24 * 60), "dispatched", "zjj", "lead",
    )  # fmt: skip
    assert (fresh(task.case).stage, fresh(task.case).due_at, new.due_at > due) == ("in_hand", due, True)
    assert (new.dispatched_at, faults(task.case)) == (at(24 * 60), [])


def test_the_history_tells_who_took_it_why_and_for_whom():
    task = in_handling()
    moved(task)
    event = task.events.get(verb="reassign")
    assert (told(event), event.data["unit"]) == (("reassign", "handling", "recalled"), "zjj")
    assert (event.text.body, asked_for(event)) == (WHY, True)


def test_a_co_lead_and_an_assisting_unit_are_replaced_beside_their_lead():
    for place, tie in ((1, "co_lead"), (2, "assisting")):
        tasks = joint()
        signed(tasks[place], now=at(20))
        new = moved(tasks[place], to="xicheng")
        assert (fresh(tasks[place]).state, new.tie, fresh(new.case).stage) == ("recalled", tie, "in_hand")
        assert (fresh(tasks[0]).state, faults(new.case)) == ("dispatched", [])


def test_the_last_co_lead_at_work_is_replaced_and_the_case_is_not_completed_meanwhile():
    lead, beside, _ = joint()
    for task in (lead, beside):
        signed(task, now=at(20))
    late = lead.due_at + timedelta(minutes=1)  # the assisting unit has let its time pass
    reply(lead, text=REPLY, outcome="solved", by=its("handler", lead), now=late)
    pass_review(lead, by=above("reviewer", lead), now=late)
    moved(beside, to="xicheng", now=late)
    assert (fresh(lead.case).stage, fresh(lead.case).completed_at, faults(lead.case)) == ("in_hand", None, [])


def test_a_node_gives_what_it_delegated_to_another_of_its_units():
    """Floor rule 3: every node is its own dispatcher."""
    town = town_task()
    new = moved(town, to="xingfu")
    assert (fresh(town).state, new.parent_id, new.unit.code) == ("recalled", town.parent_id, "xingfu")
    assert new.due_at <= town.parent.due_at
    assert faults(town.case) == []


def test_a_node_gives_nothing_to_units_that_are_not_its_own():
    town = town_task()
    assert "本单位的下级" in refused(Barred, town, lambda: moved(town, to="zjj")).why


def test_what_the_unit_asked_of_it_lapses():
    task = in_handling("zjj")
    asked_back(task, now=at(30))
    moved(task, to="cgj")
    assert (open_kinds(task.case), task.requests.get().granted) == ([], None)
    assert faults(task.case) == []


def test_the_dispatcher_of_the_node_that_handed_it_down():
    task = in_handling()
    assert who_may(lambda by: moved(fresh(task), by=by)) == {"dispatcher", "shift_lead"}
    town = signed(delegated()[-1], now=at(30))
    assert who_may(lambda by: moved(fresh(town), to="xingfu", by=by)) == {
        "dispatcher@dongcheng",
        "shift_lead@dongcheng",
    }


def test_only_what_is_signed_unsigned_tasks_are_recalled():
    assert starts_from(TASKS, lambda task: moved(task, to="xicheng", now=at(600))) == {"handling"}


def test_what_lies_below_is_taken_back_first():
    district = town_task().parent
    assert "下级" in refused(Barred, district, lambda: moved(fresh(district), to="cgj")).why


def test_an_accused_unit_does_not_get_it_this_way():
    """Floor rule 16."""
    task = signed(dispatched(case_type="report", accused="dongcheng", note="核查收费"), now=at(30))
    assert "被举报单位" in refused(Barred, task, lambda: moved(task, to="heping", note="核查收费")).why


def test_of_a_guarded_case_the_new_unit_gets_its_own_extract():
    """Floor rule 16."""
    task = signed(dispatched(case_type="report", note="核查收费"), now=at(30))
    assert refused(Incomplete, task, lambda: moved(task)).missing == ["extract"]
    new = moved(task, note="核查窗口")
    assert guarded.words_for(its("handler", new), fresh(new.case))[1] == "核查窗口"


def test_nor_does_another_unit_of_a_node_get_it_without_one():
    """Floor rule 16, at every tier."""
    district = in_handling("dongcheng", case_type="report", note="核查收费")
    (town,) = delegate(district, to=unit("heping"), note="核查收费", by=its("dispatcher", district), now=at(25))
    signed(town, now=at(30))
    assert refused(Incomplete, town, lambda: moved(town, to="xingfu")).missing == ["extract"]
    assert moved(town, to="xingfu", note="核查窗口").unit == unit("xingfu")


def test_what_is_checked_before_it_goes_out_is_not_reassigned_past_the_check():
    """Floor rule 12."""
    task = in_handling()
    Platform.objects.update(settings={"dispatch": {"prechecked": ["help"]}})
    policy.forget()
    assert "派单预审" in refused(Barred, task, lambda: moved(task)).why


def test_what_must_be_designated_is_not_reassigned_but_by_designation():
    """Floor rule 11."""
    case = sent_back().case
    Platform.objects.update(settings={"dispatch": {"designated_after": 1}})
    policy.forget()
    task = designate(fresh(case), lead=unit("xicheng"), reason="多次退回", by=person("dispatcher"), now=at(50))
    signed(task, now=at(60))
    assert "指定承办" in refused(Barred, task, lambda: moved(task, to="cgj", now=at(70))).why


def test_it_needs_another_unit_and_a_reason():
    task = in_handling()
    assert refused(Incomplete, task, lambda: moved(task, reason="")).missing == ["reason"]
    assert refused(Incomplete, task, lambda: moved(task, to="")).missing == ["unit"]
    assert refused(Unknown, task, lambda: moved(task, to="cgj")).field == "unit"


def test_the_new_unit_is_asked_to_contact_the_citizen_anew():
    task = in_handling()
    contact(task, result="reached", by=its("handler", task), now=at(30))
    new = moved(task)
    assert (new.contacted_at, new.contact_due_at is not None) == (None, task.contact_due_at is not None)
