"""What no correction, merge, rework or change of unit gets round: the second look, the accused, secrecy, orders from
above, designation, and the citizen's clock."""

from datetime import date, timedelta
from functools import partial

import pytest

from tests.cases.asking import faults, refused
from tests.factories import (
    ADDRESS,
    NAME,
    REPLY,
    above,
    archived,
    asked_back,
    at,
    completed,
    dispatched,
    fresh,
    given_time,
    in_handling,
    its,
    joint,
    merged,
    person,
    react,
    registered,
    replied,
    signed,
    unit,
)
from tests.floor.histories import on_day
from xinqiao.callback import actions as callback
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.queries import visible_to
from xinqiao.cases.refusal import Barred
from xinqiao.catalogue.models import Source
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people import policy
from xinqiao.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def paused(task, days=30):
    """The task with its clock standing still for so many days."""
    handling.pause(task, until=at(60 * 24 * days), reason="等配件", by=its("handler", task), now=at(30))
    dispatch.rule_pause(task, granted=True, by=above("reviewer", task), now=at(40))
    return task


def reassigned(task, now=None, to="xicheng", by=None, **more):
    who = by or above("dispatcher", task)
    return dispatch.reassign(fresh(task), unit=unit(to), reason="派错", by=who, now=now or at(50), **more)


def returned(task):
    asked_back(task, now=at(45))
    dispatch.rule_return(task, granted=True, reason="派错", by=above("dispatcher", task), now=at(50))


def merged_and_let_go(task, now=None):
    when, main = now or at(50), in_handling("cgj", name="司徒望舒", phone="13800138000")
    intake.propose_merge(fresh(task.case), into=fresh(main.case), by=person("agent"), now=when)
    dispatch.rule_merge(fresh(task.case), granted=True, by=person("dispatcher"), now=when)
    dispatch.unmerge(fresh(task.case), reason="不是一回事", by=person("dispatcher"), now=when)


def withdrawn(task):
    intake.withdraw(fresh(task.case), reason="已自行解决", by=person("agent"), now=at(50))


def struck_off(task):
    """Put on the books while its clock stood still, and solved there."""
    handling.carry_over(task, look_at=at(9_000), reason="等改造", told=True, by=its("handler", task), now=at(41))
    dispatch.rule_carry_over(task, granted=True, by=above("reviewer", task), now=at(42))
    handling.strike_off(task, text="已更换", by=its("handler", task), now=at(45))
    dispatch.rule_strike_off(task, granted=True, by=above("reviewer", task), now=at(50))


TAKEN = [reassigned, returned, merged_and_let_go, withdrawn, struck_off]


@pytest.mark.parametrize("taken", TAKEN, ids=lambda taken: taken.__name__)
def test_the_citizen_does_not_wait_for_a_pause_that_did_not_happen(taken):
    """Floor rules 8 and 10."""
    task = in_handling("zjj")
    paused(task)
    taken(task)
    # Ten minutes of work past Monday evening: what the pause covered.
    assert fresh(task.case).due_at == on_day(9, 9, 10)
    assert faults(task.case) == []


def test_nobody_waits_for_the_pauses_of_co_leads_when_a_decline_is_overturned():
    lead, beside, _ = joint(category="C1301")
    for task, days in ((lead, 20), (beside, 30)):
        paused(signed(task, now=at(20)), days)
    returned(lead)
    intake.decline(fresh(lead.case), ground="litigation", text="请诉讼", by=person("agent"), now=at(50))
    intake.overturn_decline(fresh(lead.case), reason="非诉讼", by=person("shift_lead"), now=at(55))
    assert (fresh(lead.case).stage, fresh(lead.case).due_at) == ("registered", on_day(9, 9, 10))
    assert faults(lead.case) == []


def test_others_at_work_keep_the_citizens_clock():
    tasks = joint()
    signed(tasks[1], now=at(20))
    paused(tasks[1])
    reassigned(tasks[1])
    assert fresh(tasks[0].case).due_at >= fresh(tasks[0]).due_at
    assert faults(tasks[0].case) == []


def unmerged(case, main, now):
    dispatch.unmerge(fresh(case), reason="非同一事项", by=person("dispatcher"), now=now)


def released(case, main, now):
    dispatch.terminate(fresh(main), ground="citizen_refuses", reason="拒绝", by=person("dispatcher"), now=now)
    react()


def answered_and_reworked(case, main, now):
    task = fresh(main).assignments.get()
    handling.reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=now)
    handling.pass_review(task, by=person("reviewer"), now=now)
    react()
    callback.propose_rework(fresh(case), reason="又不亮", by=person("callback_agent"), now=now)
    ruling = {"verdict": "rework", "reason": "未解决", "by": person("reviewer"), "now": now}
    callback.rule_rework(fresh(case), units=[unit("cgj")], **ruling)


@pytest.mark.parametrize("let_go", [unmerged, released, answered_and_reworked], ids=lambda way: way.__name__)
def test_the_clock_that_a_citizen_waited_under_does_not_start_anew_when_the_merge_ends(let_go):
    """Floor rule 10: nobody was handed his own case; he waited by the other one's limit."""
    main = fresh(in_handling().case)
    case = merged(main)
    let_go(case, main, now=main.due_at + timedelta(days=2))
    if fresh(case).stage == "registered":
        when = main.due_at + timedelta(days=2, hours=1)
        dispatch.dispatch(fresh(case), lead=unit("zjj"), by=person("dispatcher"), now=when)
    assert (fresh(case).stage, fresh(case).due_at) == ("in_hand", main.due_at)
    assert faults(case) == []


def test_a_citizen_whose_own_clock_ran_before_the_merge_keeps_it():
    """Floor rule 10."""
    task = in_handling("zjj", name="司徒望舒", phone="13800138000")
    before = fresh(task.case).due_at
    main = given_time(in_handling(), date(2025, 9, 12), now=at(30))
    intake.propose_merge(task.case, into=fresh(main.case), by=person("agent"), now=at(45))
    dispatch.rule_merge(fresh(task.case), granted=True, by=person("dispatcher"), now=at(50))
    unmerged(task.case, main.case, now=at(55))
    assert fresh(task.case).due_at == before


def test_a_designated_task_is_not_reassigned():
    """Floor rule 11: it is final."""
    task = dispatch.designate(registered(), lead=unit("cgj"), reason="属地", by=person("dispatcher"), now=at(10))
    assert "指定承办" in str(refused(Barred, signed(task, now=at(20)), lambda: reassigned(task)))


def test_who_lost_the_case_too_often_to_another_is_designated():
    """Tianjin: after three dispatches."""
    task = in_handling("cgj")
    for turn, code in enumerate(("zjj", "xicheng", "dongcheng")):
        task = reassigned(signed(task, now=at(60 * turn + 30)) if turn else task, now=at(60 * turn + 50), to=code)
    assert fresh(task).is_final
    assert [event.verb for event in task.case.events.filter(assignment=task)] == ["designate"]


def test_who_lost_the_case_too_often_by_merges_that_were_undone_is_designated():
    """Floor rule 11: a merge is no way round."""
    case, by = registered(), person("dispatcher")
    for turn, code in enumerate(("zjj", "xicheng", "dongcheng")):
        task = dispatch.dispatch(fresh(case), lead=unit(code), by=by, now=at(60 * turn + 10))
        merged_and_let_go(signed(task, now=at(60 * turn + 20)), now=at(60 * turn + 50))
    once_more = {"lead": unit("cgj"), "by": by, "now": at(200)}
    assert "须指定承办" in refused(Barred, case, lambda: dispatch.dispatch(fresh(case), **once_more)).why
    assert dispatch.designate(fresh(case), reason="属地", **once_more).is_final


@pytest.mark.parametrize("signs", [True, False], ids=["signed", "not signed"])
def test_a_designated_case_stays_designated_through_a_merge_that_was_undone(signs):
    """Floor rule 11: it is final."""
    by = person("dispatcher")
    task = dispatch.designate(registered(), lead=unit("zjj"), reason="属地", by=by, now=at(10))
    merged_and_let_go(signed(task, now=at(20)) if signs else task)
    once_more = {"lead": unit("cgj"), "by": by, "now": at(60)}
    assert "须指定承办" in refused(Barred, task, lambda: dispatch.dispatch(fresh(task.case), **once_more)).why


def test_what_is_checked_before_changes_its_unit_by_who_may_check(monkeypatch):
    """Floor rule 12."""
    task = in_handling(case_type="complaint")
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    assert "预审" in str(refused(Barred, task, lambda: reassigned(task)))
    assert reassigned(task, by=person("shift_lead")).unit == unit("xicheng")


@pytest.mark.parametrize(
    ("facts", "changed"),
    [
        ({"case_type": "complaint"}, {"case_type": "help"}),
        ({"case_type": "report", "accused": "cgj"}, {"accused": None}),
        ({"case_type": "report", "accused": "cgj"}, {"accused": "zjj"}),
        ({"case_type": "report"}, {"case_type": "help"}),
        ({"confidentiality": "confidential"}, {"confidentiality": "open"}),
        ({}, {"confidentiality": "anonymous"}),
        ({"case_type": "complaint", "confidentiality": "confidential"}, {"case_type": "consultation"}),
    ],
    ids=["pre-check", "accused gone", "another accused", "report", "secrecy", "callback", "approval"],
)
def test_what_protects_is_lifted_by_who_may_check(monkeypatch, facts, changed):
    """Floor rules 12 and 16: one dispatcher alone does not correct it away."""
    case = registered(**facts)
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    rows = {name: unit(value) if name == "accused" and value else value for name, value in changed.items()}
    more = {**rows, "reason": "登记有误", "now": at(10)}
    refused(Barred, case, lambda: dispatch.amend(fresh(case), by=person("dispatcher"), **more))
    dispatch.amend(fresh(case), by=person("shift_lead"), **more)
    assert faults(case) == []


def test_a_complaint_that_is_corrected_meanwhile_is_not_closed_at_the_desk():
    """Floor rule 13: the type counts as it stands, not as the agent's page shows it."""
    case = registered(case_type="consultation")
    seen = fresh(case)
    dispatch.amend(case, case_type="complaint", reason="诉求人要求投诉", by=person("dispatcher"), now=at(10))
    assert intake.answer_directly(seen, text="已告知", by=person("agent"), now=at(11)).verb == "propose_answer"


def test_what_is_checked_before_takes_its_check_into_what_it_is_merged_into(monkeypatch):
    """Floor rule 12."""
    monkeypatch.setattr(policy, "load", lambda: policy.parse({"dispatch": {"prechecked": ["complaint"]}}))
    main = registered()
    merged(main, case_type="complaint")
    words = str(
        refused(Barred, main, lambda: dispatch.dispatch(main, lead=unit("cgj"), by=person("dispatcher"), now=at(40)))
    )
    assert "预审" in words


@pytest.mark.parametrize(
    "said",
    [
        lambda task, words: handling.reject_review(task, reason=words, by=above("reviewer", task), now=at(40)),
        lambda task, words: dispatch.convey(task, text=words, by=above("dispatcher", task), now=at(40)),
    ],
    ids=["reject_review", "convey"],
)
def test_no_word_to_a_unit_tells_who_wants_to_be_confidential(said):
    """Floor rule 16, whatever move the words go with."""
    task = replied(confidentiality="confidential", note="有人反映路灯不亮")
    refused(Barred, task, lambda: said(task, f"请再问{NAME}"))
    said(task, "请再核实")


def test_who_does_not_know_the_citizen_is_not_told_that_he_guessed_right():
    task = in_handling("dongcheng", confidentiality="confidential", note="有人反映路灯不亮")
    by = its("dispatcher", task)
    assert handling.delegate(task, to=unit("heping"), note=f"可能是{NAME}反映的", by=by, now=at(40))


def test_nobody_is_held_to_contact_whom_only_the_centre_knows():
    """Floor rule 16: contact is relayed by the centre, and so is what an extension needs."""
    task = in_handling(case_type="report", note="有人反映路灯不亮")
    assert task.contact_due_at is None
    handling.extend(task, until_on=date(2025, 9, 10), reason="待检测", by=its("handler", task), now=at(40))


def test_a_second_request_shuns_whom_the_first_one_accused_beside_its_own():
    """Floor rule 16."""
    first = archived("dongcheng", case_type="report", accused="cgj", note="请查")
    later = at(60 * 24 * 10)
    second = registered(accused="zjj", earlier=first.number, now=later)
    for code in ("cgj", "zjj"):
        act = partial(dispatch.dispatch, second, lead=unit(code), note="请查", by=person("dispatcher"), now=later)
        assert "被举报" in str(refused(Barred, second, act))


def test_what_somebody_adds_to_a_report_without_his_name_is_a_report():
    first = archived("dongcheng", case_type="report", note="请查")
    second = registered(confidentiality="anonymous", earlier=first.number, now=at(60 * 24 * 10))
    assert (second.case_type, needs_extract(second)) == ("report", True)


def test_a_rework_of_a_flagged_case_that_was_merged_finds_its_reviewer():
    """Floor rules 15 and 23: who reviewed the answer is of the circle of all that it answers."""
    main = fresh(in_handling().case)
    other = merged(main)
    intake.flag(other, flag="sensitive", by=person("agent"), now=at(40))
    reviewer = person("reviewer")
    assert visible_to(reviewer).filter(pk=other.pk).exists()
    assert not visible_to(person("quality_inspector")).filter(pk=other.pk).exists()


def test_what_protects_more_anybody_may_correct_who_dispatches():
    case = registered()
    dispatch.amend(case, accused=unit("heping"), case_type="report", reason="误", by=person("dispatcher"), now=at(10))
    dispatch.amend(fresh(case), accused=unit("dongcheng"), reason="误", by=person("dispatcher"), now=at(11))
    assert fresh(case).accused == unit("dongcheng")


def test_nobody_gets_the_answer_of_a_matter_that_became_confidential_after_the_merge():
    """Floor rule 16."""
    main = fresh(in_handling().case)
    other = merged(main)
    secret = {"confidentiality": "confidential", "reason": "诉求人要求保密", "by": person("dispatcher"), "now": at(40)}
    assert "解除并单" in str(refused(Barred, main, lambda: dispatch.amend(fresh(main), **secret)))
    dispatch.amend(fresh(other), **secret)
    dispatch.amend(fresh(main), **secret)  # both are confidential now


@pytest.fixture
def from_above():
    """An order that only a unit of the first two levels leads, looked after by an officer."""
    Source.objects.filter(code="province").update(officer=Role.objects.get(code="shift_lead"), lead_level=2)
    return registered(source="province", name="司徒望舒", phone="13800138000")


def test_an_order_from_above_is_merged_into_nothing(from_above):
    """Floor rule 9: it has its own deadline and its own answer."""
    main = fresh(in_handling("heping").case)
    intake.propose_merge(from_above, into=main, by=person("agent"), now=at(22))
    ruling = {"granted": True, "by": person("dispatcher"), "now": at(23)}
    assert "上级平台" in str(refused(Barred, from_above, lambda: dispatch.rule_merge(fresh(from_above), **ruling)))
    dispatch.rule_merge(from_above, granted=False, reason="单独办理", by=person("dispatcher"), now=at(24))
    assert fresh(from_above).stage == "registered"


def test_only_the_officer_takes_back_what_he_dispatched(from_above):
    """Floor rule 9."""
    task = dispatch.dispatch(from_above, lead=unit("cgj"), by=person("shift_lead"), now=at(10))
    by = person("dispatcher")
    for told in (
        lambda: dispatch.recall(task, reason="错", by=by, now=at(20)),
        lambda: dispatch.split(task.case, unit=unit("zjj"), tie="co_lead", note="部分", by=by, now=at(20)),
    ):
        assert "专人" in str(refused(Barred, task, told))
    signed(task, now=at(30))
    assert "专人" in str(refused(Barred, task, lambda: reassigned(task, by=by)))
    assert reassigned(task, by=person("shift_lead")).unit == unit("xicheng")


@pytest.mark.parametrize(("source", "to"), [("province", "heping"), ("phone", "xingfu")], ids=["too low", "the grid"])
def test_a_rework_goes_to_nobody_who_might_not_lead_before(source, to):
    """Floor rules 9 and 27."""
    case = fresh(completed("cgj", source=source).case)
    Source.objects.filter(code="province").update(lead_level=2)
    callback.propose_rework(case, reason="又不亮", by=person("callback_agent"), now=at(200))
    ruling = {"verdict": "rework", "reason": "未解决", "by": person("reviewer"), "now": at(300)}
    refused(Barred, case, lambda: callback.rule_rework(fresh(case), units=[unit(to)], **ruling))
    callback.rule_rework(fresh(case), units=[unit("cgj")], **ruling)


@pytest.mark.parametrize(
    "telling",
    [f"请联系{NAME[:2]} {NAME[2:]}", f"住{ADDRESS.replace(' ', '')}", "电话 6226655", "电话0937 6226655"],
    ids=["name", "address", "local number", "number"],
)
def test_an_extract_tells_the_citizen_however_it_is_spaced(telling):
    """Floor rule 16."""
    case = registered(confidentiality="confidential", phone="0937-6226655")
    by = person("dispatcher")
    refused(Barred, case, lambda: dispatch.dispatch(case, lead=unit("cgj"), note=telling, by=by, now=at(10)))
    assert dispatched(note="幸福路三盏灯不亮", confidentiality="confidential").unit == unit("cgj")
