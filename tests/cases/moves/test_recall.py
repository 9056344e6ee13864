"""撤回派单: taken back before the unit has signed (floor rule 12)."""

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import (
    REPLY,
    above,
    asked_back,
    at,
    delegated,
    dispatched,
    fresh,
    its,
    joint,
    person,
    registered,
    signed,
    unit,
)
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import designate, dispatch, recall, rule_objection, rule_return
from xinqiao.handling.actions import object, pass_review, reply


def taken(task, *, reason="派错单位", by=None, now=None):
    return recall(task, reason=reason, by=by or above("dispatcher", task), now=now or at(40))


def test_the_case_waits_for_another_unit_and_the_citizens_clock_runs_on():
    """Floor rule 10."""
    task = dispatched()
    due = fresh(task.case).due_at
    event = taken(task)
    task = fresh(task)
    assert (task.state, task.case.stage, task.case.due_at) == ("recalled", "registered", due)
    assert (told(event), event.text.body) == (("recall", "dispatched", "recalled"), "派错单位")
    assert asked_for(event)
    dispatch(task.case, lead=unit("zjj"), by=person("dispatcher"), now=at(60))
    assert fresh(task.case).due_at == due
    assert faults(task.case) == []


def test_the_others_of_a_joint_case_keep_theirs():
    lead, beside, helper = joint()
    taken(lead)
    assert [fresh(task).state for task in (lead, beside, helper)] == ["recalled", "dispatched", "dispatched"]
    assert fresh(lead.case).stage == "registered"  # it waits for another lead
    assert faults(lead.case) == []


def test_a_return_that_was_asked_is_ruled_on_first():
    """Floor rule 11: what the unit asked is a wrong dispatch or an undue return, never nothing."""
    task = dispatched("zjj")
    by = above("dispatcher", task)
    for asked, ruled, minute in ((asked_back, rule_return, 20), (objected, rule_objection, 30)):
        asked(task, now=at(minute))
        assert "请先裁定" in refused(Barred, task, lambda: taken(task)).why
        ruled(task, granted=False, reason="属你单位", by=by, now=at(minute + 5))
    assert "指定承办" in refused(Barred, task, lambda: taken(task)).why


def objected(task, *, now):
    return object(task, reason="不属本单位", by=its("liaison", task), now=now)


def test_of_a_designated_task_nobody_is_rid():
    """Floor rule 11: it is final."""
    task = designate(registered(), lead=unit("zjj"), reason="属地", by=person("dispatcher"), now=at(10))
    assert "指定承办" in refused(Barred, task, lambda: taken(task)).why


def test_the_dispatcher_of_the_node_that_handed_it_down():
    """Floor rule 3: every node is its own dispatcher."""
    task = delegated()[-1]
    assert who_may(lambda by: taken(fresh(task), by=by)) == {"dispatcher@dongcheng"}


def test_what_is_signed_is_not_taken_back():
    assert starts_from(TASKS, lambda task: taken(task, now=at(600))) == {"dispatched"}


def test_it_needs_a_reason():
    task = dispatched()
    assert refused(Incomplete, task, lambda: taken(task, reason="")).missing == ["reason"]


def test_without_its_lead_a_case_waits_for_dispatch_whatever_co_leads_have_done():
    lead, beside, _ = joint(category="C1301")
    signed(beside, now=at(20))
    reply(beside, text=REPLY, outcome="solved", by=its("handler", beside), now=at(30))
    pass_review(beside, by=above("reviewer", beside), now=at(35))
    recall(lead, reason="派错单位", by=person("dispatcher"), now=at(40))
    case = fresh(lead.case)
    assert (case.stage, case.completed_at, fresh(lead).ended_at) == ("registered", None, at(40))
    again = dispatch(case, lead=unit("xicheng"), by=person("dispatcher"), now=at(50))
    assert (fresh(case).stage, again.tie) == ("in_hand", "lead")
    assert faults(case) == []
