"""上报: the leader on duty is told of a flagged case within minutes (floor rule 15)."""

from datetime import timedelta

import pytest
import time_machine

from tests.cases.asking import CASES, asked_for, everywhere, faults, ledger, refused, starts_from, told, who_may
from tests.factories import PHONE, at, fresh, in_handling, merged, person, registered, unit
from tests.fixtures.browsing import browser
from xinqiao.cases.queries import story
from xinqiao.cases.refusal import Incomplete
from xinqiao.doors.live.topics import may_hear, touched_by
from xinqiao.intake.actions import brief_leader, flag, unflag, withdraw
from xinqiao.intake.urgent import briefing, to_brief
from xinqiao.people.models import DutyShift

WORDS = "约三十人在工地门口聚集讨薪，已派属地到场"
LEADER = "甲副市长"


def flagged(word="crowd", *, case=None, now=None, **facts):
    case = case or registered(**facts)
    flag(case, flag=word, note="约三十人讨薪", by=person("agent"), now=now or at(10))
    return case


def briefed(case, *, leader=LEADER, means="phone", text=WORDS, by=None, now=None):
    return brief_leader(case, leader=leader, means=means, text=text, by=by or person("shift_lead"), now=now or at(20))


def waiting(role="shift_lead"):
    return set(to_brief(person(role)).values_list("number", flat=True))


def standing(case, now):
    return briefing(story(case), now)


def test_who_was_told_by_what_means_in_which_words():
    case = flagged()
    before = ledger(case)["tasks"]
    event = briefed(case)
    briefed(case, leader="乙局长", means="form", now=at(25))
    assert told(event) == ("brief_leader", "registered", "registered")
    assert (event.data["leader"], event.data["means"], event.text.body) == (LEADER, "phone", WORDS)
    assert (asked_for(event), ledger(case)["tasks"], faults(case)) == (True, before, [])


@pytest.mark.parametrize(("minutes", "is_late"), [(30, False), (31, True)])
def test_within_half_an_hour_unless_the_city_says_otherwise(minutes, is_late):
    case = flagged()
    assert standing(case, at(10)).due_at == at(40)
    assert standing(case, at(10 + minutes)).is_late == is_late
    briefed(case, now=at(10 + minutes))
    found = standing(case, at(9_999))
    assert (found.told_at, found.leader, found.is_late) == (at(10 + minutes), LEADER, is_late)


def test_the_first_report_counts_and_another_flag_begins_anew():
    case = flagged()
    briefed(case, now=at(20))
    briefed(case, now=at(90))
    assert not standing(case, at(100)).is_late
    flagged("urgent", case=fresh(case), now=at(100))
    found = standing(case, at(120))
    assert (found.due_at, found.told_at, waiting()) == (at(130), None, {case.number})


def test_the_list_has_flagged_open_cases_of_which_nobody_was_told():
    case, other, over = flagged(), flagged(), flagged()
    withdraw(over, reason="已解决", by=person("agent"), now=at(15))
    assert waiting() == waiting("leader") == {case.number, other.number}
    briefed(case)
    unflag(fresh(other), reason="人员已散去", by=person("shift_lead"), now=at(30))
    assert waiting() == set()


def test_a_merged_case_is_reported_for_itself_whatever_becomes_of_the_one_it_waits_for():
    case = flagged(case=merged(), now=at(30))
    assert waiting() == {case.number}
    briefed(fresh(case), now=at(35))
    assert (waiting(), faults(case)) == (set(), [])


def test_the_desk_names_who_is_on_duty_with_his_phone_and_presets_him():
    leader, now = person("leader"), at(20)
    span = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    DutyShift.objects.create(unit=unit("xq"), staff=leader, capacity="带班领导", phone="0937-6220000", **span)
    case = flagged()
    with time_machine.travel(now):
        client = browser(person("shift_lead"))
        desk = client.get("/flagged/").content.decode()
        form = client.get(f"/cases/{case.number}/brief-leader/").content.decode()
    for page in (desk, form):
        assert leader.name in page
        assert "0937-6220000" in page
    assert f"{leader.name}（带班领导）" in form
    assert case.number in desk


def test_the_page_of_the_case_says_until_when_and_whether_in_time():
    case = flagged()
    with time_machine.travel(at(50)):
        assert "已超时" in browser(person("shift_lead")).get(f"/cases/{case.number}/").content.decode()
    briefed(case)
    page = browser(person("shift_lead")).get(f"/cases/{case.number}/").content.decode()
    assert "在时限内" in page
    assert f"/cases/{case.number}/urgent-report/" in page
    assert LEADER in page


def test_the_report_for_the_leader_tells_what_is_known_and_masks_who_asked():
    task = in_handling(text=f"三十人讨薪，联系 {PHONE}")
    case = flagged(case=fresh(task.case), now=at(30))
    briefed(fresh(case), now=at(40))
    page = browser(person("shift_lead")).get(f"/cases/{case.number}/urgent-report/").content.decode()
    for said in ("紧急情况专报", case.number, "三十人讨薪", task.unit.name, WORDS, LEADER):
        assert said in page
    assert PHONE not in page


def test_shift_leads_and_leaders_hear_of_it():
    for event in (flag(registered(), flag="urgent", by=person("agent"), now=at(5)), briefed(flagged())):
        paths = touched_by(event)["flagged"]
        assert [may_hear(person(role), "flagged", paths) for role in ("shift_lead", "leader", "agent")] == [
            True, True, False,
        ]  # fmt: skip


def test_a_shift_lead_and_a_leader():
    case = flagged()
    assert who_may(lambda by: briefed(fresh(case), by=by)) == everywhere("shift_lead", "leader")


def test_whatever_is_not_over():
    may = starts_from(CASES, lambda case: briefed(case, now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "merged", "completed"}


def test_it_says_who_how_and_what():
    case = flagged()
    for missing in ("leader", "means", "text"):
        error = refused(Incomplete, case, lambda missing=missing: briefed(case, **{missing: ""}))
        assert error.missing == [missing]
