"""The floor's rules, each by its number: real actions, a real database, real working days of 2025.

Every rule has a test that names it.
"""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.cases.asking import faults, refused
from tests.factories import (
    NAME,
    PHONE,
    REPLY,
    REQUEST,
    above,
    archived,
    asked_back,
    at,
    called_back,
    carried_over,
    completed,
    delegated,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    merged,
    person,
    react,
    recalled,
    registered,
    sent_back,
    signed,
    to_call_back,
    unanswered,
    unit,
)  # fmt: skip
from tests.fixtures.browsing import browser
from tests.fixtures.program import Program
from tests.floor.histories import answered, on_day, passed, planned, settled
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Fallback, Rating
from xinqiao.cases.contact import own_ground
from xinqiao.cases.models import Case
from xinqiao.cases.queries import answer_text, numbered, request_text, story, to_dispatch, visible_to
from xinqiao.cases.refusal import Barred, Conflict, Incomplete
from xinqiao.catalogue.models import Category
from xinqiao.clock.due import Light, is_late
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.live.topics import may_hear, touched_by
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.intake.declines import to_look_at as declined_to_look_at
from xinqiao.intake.urgent import briefing, to_brief
from xinqiao.text.check_digit import is_valid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_every_rule_is_shown_here():
    written = "".join(file.read_text("utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    assert {int(number) for number in re.findall(r"^def test_rule_(\d\d)_", written, re.MULTILINE)} == set(range(1, 28))


def test_rule_01_what_cities_count_is_the_case_and_not_its_tasks():
    case = joint()[0].case
    assert (Case.objects.count(), case.assignments.count()) == (1, 3)
    assert [task.number for task in case.assignments.order_by("suffix")] == [f"{case.number}-{n}" for n in (1, 2, 3)]


def test_rule_02_each_unit_signs_for_itself_and_the_summary_reply_waits_for_feedback_or_time_out():
    lead, beside, helper = joint()
    signed(lead, now=at(20))
    assert [fresh(task).state for task in (lead, beside, helper)] == ["handling", "dispatched", "dispatched"]
    refused(Barred, lead, lambda: answered(lead, at(60)))
    answered(lead, helper.due_at + timedelta(minutes=1))
    assert fresh(lead.case).stage == "in_hand"  # the co-lead is still at it


def test_rule_03_every_node_reviews_what_it_handed_down():
    tasks = delegated("dongcheng", "heping", "xingfu")
    signed(tasks[-1], now=at(60))
    for minute, task, reviewer in zip((100, 200, 300), reversed(tasks), ("heping", "dongcheng", "xq"), strict=True):
        answered(task, at(minute))
        for other in {"heping", "dongcheng", "xq"} - {reviewer}:
            with pytest.raises(Exception, match="岗位"):
                handling.pass_review(task, by=person("reviewer", other), now=at(minute + 5))
        handling.pass_review(task, by=person("reviewer", reviewer), now=at(minute + 10))
    assert fresh(tasks[0].case).stage == "completed"


def test_rule_04_numbers_are_read_aloud_checked_and_old_ones_are_found():
    case = registered(system="旧热线", foreign_number="2019-000123")
    assert re.fullmatch(r"250901\d{7}", case.number)
    assert is_valid(case.number)
    assert not is_valid(case.number[:-1] + str((int(case.number[-1]) + 1) % 10))
    assert dispatched().number.endswith("-1")
    assert numbered(Case.objects.all(), "2019-000123").get() == case


def test_rule_05_the_clock_starts_at_dispatch_and_who_does_not_sign_is_signed_late():
    task = dispatched()
    assert (task.dispatched_at, task.due_at, task.sign_due_at) == (at(10), on_day(8, 17, 30), on_day(1, 14, 40))
    handling.auto_sign(task, now=on_day(1, 14, 41))
    task = fresh(task)
    assert (task.state, is_late(task.signed_at, task.sign_due_at), task.due_at) == ("handling", True, on_day(8, 17, 30))


def test_rule_06_the_reply_that_passes_stops_the_clock_and_a_rejected_one_never_did():
    task = in_handling()
    answered(task, on_day(8, 17))  # in time
    handling.reject_review(task, reason="未说明何时完成", by=above("reviewer", task), now=on_day(9, 9))
    assert fresh(task).stopped_at is None
    answered(task, on_day(9, 10))
    passed(task, on_day(19, 9))  # ten days in the review queue are not the unit's
    task = fresh(task)
    assert (task.stopped_at, is_late(task.stopped_at, task.due_at)) == (on_day(9, 10), True)


def test_rule_07_overdue_is_no_state_and_more_time_is_asked_before_expiry_once_with_the_citizen_told():
    late_open, late_done = in_handling(), in_handling()
    answered(late_done, on_day(9, 9, 30))
    passed(late_done, on_day(9, 10))
    lights = lights_at(on_day(9, 11), calendar.load())
    late_open, late_done = fresh(late_open), fresh(late_done)
    assert [lights.of(task.due_at, task.stopped_at) for task in (late_open, late_done)] == [Light.RED, Light.RED]
    assert [(task.state, task.stopped_at is None) for task in (late_open, late_done)] == [
        ("handling", True), ("completed", False),
    ]  # fmt: skip
    more = {"until_on": date(2025, 9, 10), "reason": "须定制", "by": its("handler", late_open)}
    refused(Barred, late_open, lambda: handling.extend(late_open, **more, told=True, now=on_day(9, 11)))
    task = in_handling()
    refused(Incomplete, task, lambda: handling.extend(task, **more, now=at(60)))
    handling.extend(task, **more, told=True, now=at(60))
    assert fresh(task).due_at == on_day(8, 17, 30)  # silence is not approval
    dispatch.rule_extension(task, granted=True, by=above("reviewer", task), now=at(90))
    assert fresh(task).due_at == on_day(10, 17, 30)
    again = more | {"until_on": date(2025, 9, 12)}
    refused(Barred, task, lambda: handling.extend(fresh(task), **again, told=True, now=at(99)))


def test_rule_08_a_pause_has_a_date_of_resumption_and_what_is_on_the_books_is_struck_off_when_solved():
    task = in_handling()
    handling.pause(task, until=on_day(3, 9), reason="待补充材料", by=its("handler", task), now=on_day(1, 15))
    dispatch.rule_pause(task, granted=True, by=above("reviewer", task), now=on_day(1, 15, 30))
    # two hours of Monday and all of Tuesday
    assert (fresh(task).paused_until, fresh(task).due_at) == (on_day(3, 9), on_day(10, 11))
    books = carried_over()
    assert (fresh(books.case).stage, fresh(books).stopped_at) == ("carried_over", at(40))
    assert books.events.get(verb="carry_over").data["look_at"] == "2025-10-01T09:30:00+08:00"
    handling.strike_off(books, text=REPLY, by=its("handler", books), now=on_day(29, 10))
    dispatch.rule_strike_off(books, granted=True, by=above("reviewer", books), now=on_day(29, 11))
    assert fresh(books.case).stage == "completed"


@pytest.mark.parametrize(
    ("own", "due"), [(None, on_day(4, 17, 30)), (on_day(3, 12), on_day(3, 12)), (on_day(9, 12), on_day(4, 17, 30))]
)
def test_rule_09_an_order_from_the_province_has_the_earlier_of_its_own_deadline_and_half_the_local_limit(own, due):
    assert dispatched(source="province", due_at=own).due_at == due


def test_rule_10_the_citizens_clock_never_restarts():
    case = sent_back("zjj").case
    due = fresh(case).due_at
    again = dispatch.dispatch(fresh(case), lead=unit("heping"), by=person("dispatcher"), now=on_day(3, 10))
    dispatch.recall(again, reason="改派", by=person("dispatcher"), now=on_day(3, 11))
    task = dispatch.designate(fresh(case), lead=unit("cgj"), reason="指定", by=person("dispatcher"), now=on_day(4, 9))
    assert (fresh(case).due_at, task.due_at > due) == (due, True)
    answered(signed(task, now=on_day(4, 10)), on_day(4, 11))
    passed(task, on_day(4, 12))
    callback.propose_rework(fresh(case), reason="又不亮", by=person("callback_agent"), now=on_day(5, 9))
    callback.rule_rework(
        fresh(case), verdict="rework", reason="未解决", units=[unit("cgj")], by=person("reviewer"), now=on_day(5, 10)
    )
    assert (fresh(case).round, fresh(case).due_at) == (2, due)
    assert faults(case) == []


def test_rule_11_back_to_whoever_dispatched_once_then_an_objection_then_it_is_final():
    town = signed(delegated()[-1], now=at(26))
    owner = dispatched("cgj", category="C1102")
    assert "首接负责" in str(refused(Barred, owner, lambda: asked_back(owner, now=at(30))))
    refused(Barred, town, lambda: asked_back(town, now=on_day(1, 17, 30)))  # the cut-off hour
    asked_back(town, now=at(30))
    by = person("dispatcher", "dongcheng")  # never the city
    dispatch.rule_return(town, granted=False, reason="属地管理", by=by, now=at(40))
    refused(Barred, town, lambda: asked_back(town, now=at(50)))
    handling.object(town, reason="无执法权", by=its("liaison", town), now=at(60))
    dispatch.rule_objection(town, granted=False, reason="指定承办", by=by, now=at(70))
    assert (fresh(town).is_final, fresh(town.case).stage) == (True, "in_hand")
    history = town.events.filter(verb__in=["send_back", "rule_return", "object", "rule_objection"]).order_by("seq")
    assert [event.data.get("granted") for event in history] == [None, False, None, False]


def test_rule_12_a_dispatcher_recalls_before_signing_splits_corrects_and_is_checked_before():
    assert fresh(recalled().case).stage == "registered"
    task = in_handling()
    refused(Conflict, task, lambda: dispatch.recall(task, reason="错", by=person("dispatcher"), now=at(60)))
    part = dispatch.split(
        task.case, unit=unit("zjj"), tie="co_lead", note="房屋部分", by=person("dispatcher"), now=at(60)
    )
    dispatch.amend(fresh(task.case), case_type="complaint", reason="分类有误", by=person("dispatcher"), now=at(70))
    assert (part.tie, fresh(task.case).case_type) == ("co_lead", "complaint")
    case = registered()
    dispatch.propose_dispatch(case, lead=unit("cgj"), by=person("dispatcher"), now=at(10))
    dispatch.rule_dispatch(case, granted=True, by=person("shift_lead"), now=at(20))
    assert fresh(case).stage == "in_hand"


def test_rule_13_a_question_is_answered_at_once_and_a_complaint_only_with_approval():
    question, complaint = registered(case_type="consultation"), registered(case_type="complaint")
    for case in (question, complaint):
        intake.answer_directly(case, text="按规定……", article="K-1", by=person("agent"), now=at(3))
    assert (fresh(question).stage, fresh(complaint).stage) == ("completed", "registered")
    intake.rule_answer(complaint, granted=True, by=person("shift_lead"), now=at(9))
    assert (fresh(complaint).stage, answer_text(complaint)) == ("completed", "按规定……")
    assert dispatched(case_type="consultation").due_at == on_day(2, 17, 30)  # unanswerable: a short clock


def test_rule_14_the_same_citizen_appends_a_second_request_is_linked_and_others_are_merged():
    case = registered()
    intake.append(case, text="又灭了一盏", by=person("agent"), now=at(60))
    intake.urge(case, by=person("agent"), now=at(61))
    assert (Case.objects.count(), fresh(case).stage) == (1, "registered")
    first = archived()
    assert fresh(registered(earlier=first.number)).earlier == first
    main = in_handling()
    other = merged(fresh(main.case))
    assert (fresh(other).stage, other.number != main.case.number) == ("merged", True)
    assert other not in visible_to(its("handler", main))  # nobody sees another's data
    answered(main, at(100))
    passed(main, at(110))
    settled(other)
    assert (answer_text(other), other.callbacks.count()) == (REPLY, 1)


def test_rule_15_a_flag_goes_to_the_shift_lead_to_the_leader_on_duty_and_into_a_report_within_minutes():
    task = dispatched("rsj", category="C1302", title="数十人讨薪")  # in parallel: a unit has it already
    case = fresh(task.case)
    event = intake.flag(case, flag="crowd", by=person("agent"), now=at(25))
    paths = touched_by(event)["flagged"]
    assert all(may_hear(person(role), "flagged", paths) for role in ("shift_lead", "leader"))
    lead = person("shift_lead")
    assert (list(to_brief(lead)), briefing(story(case), at(56)).is_late) == ([case], True)
    intake.brief_leader(case, leader="值班副市长", means="phone", text="三十人聚集，已派人到场", by=lead, now=at(40))
    found = briefing(story(case), at(999))
    assert (list(to_brief(lead)), found.told_at, found.is_late) == ([], at(40), False)
    report = browser(lead).get(f"/cases/{case.number}/urgent-report/").content.decode()
    assert all(said in report for said in ("紧急情况专报", case.number, "数十人讨薪", task.unit.name, "值班副市长"))
    assert NAME not in report


def test_rule_15_a_flagged_case_is_seen_by_its_circle_alone():
    task = in_handling("rsj", category="C1302", title="数十人讨薪")
    case = fresh(task.case)
    intake.flag(case, flag="crowd", by=person("agent"), now=at(25))
    for staff in (person("shift_lead"), person("leader"), person("dispatcher"), its("handler", task)):
        assert case in visible_to(staff)
    for staff in (person("auditor"), person("quality_inspector"), person("handler", "cgj")):
        assert case not in visible_to(staff)


def test_rule_16_a_report_never_reaches_the_accused_units_get_an_extract_and_nobody_calls_the_anonymous():
    case = registered(case_type="report", confidentiality="confidential", accused="dongcheng")
    by = person("dispatcher")
    refused(Incomplete, case, lambda: dispatch.dispatch(case, lead=unit("zjj"), by=by, now=at(10)))
    for code in ("dongcheng", "heping", "xingfu"):
        refused(
            Barred, case, lambda code=code: dispatch.dispatch(case, lead=unit(code), note="摘要", by=by, now=at(10))
        )
    task = dispatch.dispatch(case, lead=unit("zjj"), note="摘要", by=by, now=at(10))
    assert not own_ground(its("handler", task), case)  # contact is relayed by the centre
    secret = completed(confidentiality="anonymous")
    react()
    assert (secret.contact_due_at, secret.case.callbacks.count()) == (None, 0)
    assert settled(secret.case).stage == "archived"


def test_rule_17_every_decline_names_the_right_door():
    told = {}
    for ground in ("petition", "discipline_inspection", "litigation"):
        event = intake.decline(registered(), ground=ground, text="请向有权机关反映", by=person("agent"), now=at(3))
        told[ground] = event.data["door"]
    assert told == {"petition": "市信访局", "discipline_inspection": "纪检监察 12388", "litigation": "人民法院 12368"}
    away = registered()
    intake.relay(away, target="other_city", number="QT-9", by=person("agent"), now=at(3))
    assert fresh(away).stage == "relayed"


def test_rule_17_every_decline_is_sampled_and_a_second_person_looks_at_it():
    by, other = person("agent"), person("reviewer")
    case, wrong = registered(), registered()
    for one in (case, wrong):
        intake.decline(one, ground="petition", text="请向信访局反映", by=by, now=at(3))
    assert set(declined_to_look_at(other)) == {fresh(case), fresh(wrong)}
    own = person("shift_lead")
    mine = registered()
    intake.decline(mine, ground="petition", text="请向信访局反映", by=own, now=at(3))
    refused(Barred, mine, lambda: intake.uphold_decline(mine, by=own, now=at(4)))
    intake.uphold_decline(case, by=other, now=at(5))
    intake.overturn_decline(wrong, reason="并非信访事项", by=other, now=at(5))
    assert ([fresh(one).stage for one in (case, wrong)], list(declined_to_look_at(other))) == (
        ["declined", "registered"], [fresh(mine)],
    )  # fmt: skip
    assert (faults(case), faults(wrong)) == ([], [])


def test_rule_18_the_police_number_is_kept():
    case = registered()
    refused(Incomplete, case, lambda: intake.relay(case, target="police", by=person("agent"), now=at(3)))
    intake.relay(case, target="police", number="JQ0901-77", by=person("agent"), now=at(3))
    assert numbered(Case.objects.all(), "JQ0901-77").get() == case


def test_rule_19_text_and_phone_are_enough_to_save_and_nobody_types_twice():
    client = browser(person("agent"))
    form = client.get("/register/").context["form"]
    shown = {name: form[name].value() or "" for name in ("case_type", "urgency", "confidentiality", "form_key")}
    said = {**shown, "text": REQUEST, "phone": PHONE}
    first, again = (client.post("/register/", said) for _ in range(2))
    case = Case.objects.get()  # sent twice it is one
    assert first["Location"] == again["Location"] == f"/cases/{case.number}/registered/"
    assert (case.category, case.area, case.place, case.stage) == (None, None, "", "registered")
    told = {"case_type": "help", "title": "路灯不亮", "text": REQUEST, "phone": PHONE}
    assert Program(person("agent")).post("/cases", told).status_code == 201
    more = {"category": Category.objects.get(code="C1102"), "place": "幸福路", "reason": "话后整理"}
    dispatch.amend(case, **more, by=person("dispatcher"), now=timezone.now())
    assert (fresh(case).category.code, fresh(case).place, request_text(case)) == ("C1102", "幸福路", REQUEST)
    assert faults(case) == []


def test_rule_20_invalid_ones_are_counted_apart_and_a_case_may_come_without_a_call():
    silent = registered(case_type="consultation")
    intake.invalidate(silent, ground="silent", by=person("agent"), now=at(2))
    written = [registered(source="web"), registered(source="wechat")]
    valid = Case.objects.exclude(stage="invalid")
    assert set(valid) == set(written)
    assert fresh(silent).completed_at is None
    assert silent not in to_dispatch(person("dispatcher"))


def test_rule_21_the_callback_is_due_when_the_reply_passed_or_the_limit_expired_handled_or_not():
    done = to_call_back()
    assert (done.due_at, done.ground, fresh(done.case).stage) == (at(40), "passed", "completed")
    still = fresh(in_handling().case)
    opened = callback.open_expired(now=on_day(9, 9))
    assert [(one.case, one.ground, one.due_at) for one in opened] == [(still, "expired", on_day(8, 17, 30))]
    direct = registered(case_type="consultation")
    intake.answer_directly(direct, text="按规定……", by=person("agent"), now=at(3))
    assert (settled(direct).stage, direct.callbacks.count()) == ("archived", 0)


def test_rule_22_three_attempts_then_an_sms_and_each_unit_is_rated():
    opened = to_call_back()
    unanswered(opened, 3)
    opened.refresh_from_db()
    assert (opened.attempts, opened.result, opened.done_at is None) == (3, "no_answer", False)
    days = {event.at.date() for event in opened.case.events.filter(verb="call_back")}
    assert (len(days), Fallback.objects.filter(callback=opened).count()) == (2, 1)
    tasks = [signed(task, now=at(20)) for task in joint()]
    handling.feed_back(tasks[2], text=REPLY, by=its("handler", tasks[2]), now=at(30))
    for task in tasks[:2]:
        answered(task, at(60))
        passed(task, at(70))
    called_back(planned(tasks[0].case))
    assert Rating.objects.filter(assignment__case=tasks[0].case).count() == 2  # one call, a rating per unit


def test_rule_23_a_bad_rating_is_no_rework_until_a_reviewer_rules_so():
    case = to_call_back().case
    called_back(case.callbacks.get(), satisfaction=1, solved=False)
    assert (settled(case).stage, fresh(case).round) == ("completed", 1)
    callback.rule_rework(fresh(case), verdict="unreasonable", reason="诉求超出政策", by=person("reviewer"), now=at(200))
    assert (settled(case).stage, fresh(case).round) == ("archived", 1)


def test_rule_26_an_open_assignment_of_mine_is_the_reason():
    task = in_handling()
    assert own_ground(its("handler", task), task.case)
    assert not own_ground(person("handler", "zjj"), task.case)
    assert not own_ground(person("liaison", "cgj"), task.case)
    answered(task, at(60))
    passed(task, at(90))
    assert not own_ground(its("handler", task), fresh(task.case))
