"""Every move of a person can be made by another program, with what the move needs and nothing else."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.cases.asking import faults
from tests.factories import (
    PHONE,
    REPLY,
    REQUEST,
    dispatched,
    fresh,
    in_handling,
    person,
    registered,
    to_call_back,
    until_events_are_told,
)
from tests.fixtures.program import Program, problem
from xinqiao.cases.models import Assignment
from xinqiao.deadlines import calendar
from xinqiao.people import policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def program(role: str, unit: str = "") -> Program:
    return Program(person(role, unit))


def made(role: str, address: str, body: dict | None = None, unit: str = "") -> dict:
    answer = program(role, unit).post(address, body)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def now_in_handling(**facts: object) -> Assignment:
    """A task that was signed a moment ago, so that its deadlines lie ahead."""
    return in_handling("cgj", now=timezone.now() - timedelta(hours=1), **facts)


@pytest.fixture(autouse=True)
def _at_any_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Returns and callbacks are made at any hour here, whenever this runs."""
    parsed = policy.parse({"dispatch": {"returns_until": "23:59"}, "callbacks": {"hours": ["00:00-23:59"]}})
    monkeypatch.setattr(policy, "load", lambda: parsed)


@pytest.mark.parametrize(
    ("role", "verb", "body", "stage"),
    [
        ("agent", "answer_directly", {"text": "工作日九点到十七点半。", "article": "A12"}, "completed"),
        ("agent", "decline", {"ground": "litigation", "text": "已在法院审理。"}, "declined"),
        ("agent", "invalidate", {"ground": "silent"}, "invalid"),
        ("agent", "relay", {"target": "police", "number": "110-77"}, "relayed"),
        ("agent", "append", {"text": "今晚又不亮。"}, "registered"),
        ("agent", "urge", {}, "registered"),
        ("agent", "withdraw", {"reason": "已经亮了。"}, "withdrawn"),
        ("agent", "flag", {"flag": "sensitive"}, "registered"),
        ("dispatcher", "amend", {"category": None, "urgency": "urgent", "reason": "分错了。"}, "registered"),
        ("dispatcher", "designate", {"unit": "zjj", "reason": "多次退回。"}, "in_hand"),
        ("dispatcher", "dispatch", {"unit": "cgj", "assisting": ["zjj"]}, "in_hand"),
    ],
)
def test_a_move_on_a_case_that_waits(role, verb, body, stage):
    case = registered()
    assert made(role, f"/cases/{case.number}/{verb}", body)["stage"] == stage
    assert faults(case) == []


def test_a_relay_keeps_the_number_of_the_other_side_and_the_case_is_found_by_it():
    case = registered()
    made("agent", f"/cases/{case.number}/relay", {"target": "police", "number": "110-77"})
    found = program("agent").get("/cases?foreign_number=110-77").json()
    assert [one["number"] for one in found["items"]] == [case.number]
    without = problem(program("agent").post(f"/cases/{registered().number}/relay", {"target": "police"}))
    assert (without["title"], list(without["fields"])) == ("incomplete", ["number"])


def test_a_complaint_that_is_answered_directly_waits_for_approval():
    case = registered(case_type="complaint")
    asked = made("agent", f"/cases/{case.number}/answer_directly", {"text": "已向您说明。"})
    assert (asked["stage"], asked["open_requests"], asked["requests"][0]["kind"]) == ("registered", 1, "propose_answer")
    ruled = made("shift_lead", f"/cases/{case.number}/rule_answer", {"granted": True})
    assert (ruled["stage"], ruled["requests"][0]["granted"]) == ("completed", True)


def test_sent_back_refused_objected_and_held_to_it():
    task = dispatched("zjj", now=timezone.now() - timedelta(minutes=20))
    address = f"/assignments/{task.number}"
    body = {"reason": "路灯不归住建。", "basis": "not_ours", "proposed_unit": "cgj"}
    assert made("liaison", f"{address}/send_back", body, "zjj")["requests"][0]["ruled_by"] == "rule_return"
    waiting = program("dispatcher").get("/requests?kind=send_back").json()["items"]
    assert [one["assignment"] for one in waiting] == [task.number]
    made("dispatcher", f"{address}/rule_return", {"granted": False, "reason": "属你单位。"})
    again = problem(program("liaison", "zjj").post(f"{address}/send_back", body))
    assert (again["title"], "object" in again["instead"]) == ("barred", True)
    made("liaison", f"{address}/object", {"reason": "请再看。"}, "zjj")
    made("dispatcher", f"{address}/rule_objection", {"granted": False, "reason": "维持。"})
    assert fresh(task).is_final
    assert faults(task.case) == []


def test_extended_paused_resumed_and_carried_over():
    task = now_in_handling(case_type="complaint")
    address, due = f"/assignments/{task.number}", task.due_at
    until = next(day for day in _weekdays(due.date() + timedelta(days=3)))
    made(
        "handler",
        f"{address}/extend",
        {"until_on": str(until), "reason": "备件未到。", "told": True, "progress": "已订货。"},
    )
    made("reviewer", f"{address}/rule_extension", {"granted": True})
    assert fresh(task).due_at > due
    made("handler", f"{address}/pause", {"until": _in_days(2), "reason": "等待诉求人。"})
    made("reviewer", f"{address}/rule_pause", {"granted": True})
    made("handler", f"{address}/resume", {})
    made("handler", f"{address}/carry_over", {"look_at": _in_days(30), "told": True, "reason": "须整体改造。"})
    assert made("reviewer", f"{address}/rule_carry_over", {"granted": True})["stage"] == "carried_over"
    (seen,) = made("handler", f"{address}/look_again", {"text": "尚未列入计划。", "look_at": _in_days(60)})[
        "assignments"
    ]
    assert seen["look_at"][:10] == _in_days(60)[:10]
    made("handler", f"{address}/strike_off", {"text": REPLY})
    assert made("reviewer", f"{address}/rule_strike_off", {"granted": True})["stage"] == "completed"
    assert faults(task.case) == []


def _weekdays(since: date) -> list[date]:
    days = [since + timedelta(days=count) for count in range(14)]
    return [day for day in days if calendar.load().is_working_day(day)]


def _in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_delegated_fed_back_and_told_meanwhile():
    case = registered(now=timezone.now() - timedelta(minutes=30))
    made("dispatcher", f"/cases/{case.number}/dispatch", {"unit": "dongcheng"})
    made("dispatcher", f"/cases/{case.number}/split", {"unit": "cgj", "tie": "assisting"})
    made("liaison", f"/assignments/{case.number}-1/sign", {}, "dongcheng")
    made("handler", f"/assignments/{case.number}-1/interim_reply", {"text": "正在查。"}, "dongcheng")
    told = made(
        "dispatcher", f"/assignments/{case.number}-1/delegate", {"unit": "heping", "note": "请查。"}, "dongcheng"
    )
    assert told["assignments"][2]["parent"] == f"{case.number}-1"
    made("dispatcher", f"/assignments/{case.number}-3/recall", {"reason": "改派。"}, "dongcheng")
    made("liaison", f"/assignments/{case.number}-2/sign", {}, "cgj")
    held = program("handler", "dongcheng").post(
        f"/assignments/{case.number}-1/reply", {"outcome": "solved", "text": REPLY}
    )
    assert problem(held)["title"] == "barred"
    made("handler", f"/assignments/{case.number}-2/feed_back", {"text": "我单位已处理。"}, "cgj")
    made("handler", f"/assignments/{case.number}-1/reply", {"outcome": "solved", "text": REPLY}, "dongcheng")
    assert faults(case) == []


def test_merged_and_taken_out_again():
    main, other = registered(), registered(phone="13700000000")
    made("agent", f"/cases/{other.number}/propose_merge", {"into": main.number})
    assert made("dispatcher", f"/cases/{other.number}/rule_merge", {"granted": True})["stage"] == "merged"
    assert made("dispatcher", f"/cases/{other.number}/unmerge", {"reason": "不是一件。"})["stage"] == "registered"
    assert faults(other) == []


def test_a_move_that_is_sent_again_under_its_key_is_made_once():
    case = registered()
    agent = program("agent")
    for _ in range(2):
        agent.post(f"/cases/{case.number}/append", {"text": "又不亮。"}, **{"idempotency-key": "a1"})
    other = agent.post(f"/cases/{case.number}/append", {"text": "别的。"}, **{"idempotency-key": "a1"})
    assert case.events.filter(verb="append").count() == 1
    assert problem(other)["title"] == "other_body"


ZJJ = {"unit": "zjj", "tie": "assisting", "note": "请协助。"}


class TestLists:
    def test_cases_by_what_they_are_about(self):
        help_, complaint = registered(), registered(case_type="complaint", category="C12", area="A1")
        agent = program("agent")
        for query, found in [
            ("case_type=complaint", [complaint]),
            ("category=C11", [help_]),
            ("area=A1", [complaint, help_]),
            ("source=phone&urgency=normal", [complaint, help_]),
            ("unit=cgj", []),
            ("category=nowhere", []),
        ]:
            numbers = [one["number"] for one in agent.get(f"/cases?{query}").json()["items"]]
            assert numbers == [case.number for case in found], query

    def test_assignments_page_by_their_deadline(self):
        for _ in range(3):
            dispatched()
        reader = program("leader")
        first = reader.get("/assignments?most=2&unit=cgj").json()
        last = reader.get(f"/assignments?most=2&unit=cgj&after={first['next']}").json()
        dues = [one["due_at"] for page in (first, last) for one in page["items"]]
        assert (len(dues), dues, last["next"]) == (3, sorted(dues), None)

    def test_nobody_reads_what_is_not_his(self):
        dispatched("cgj")
        assert program("liaison", "zjj").get("/assignments").json()["items"] == []
        assert program("liaison", "zjj").get("/events").json()["items"] == []
        assert program("liaison", "cgj").get("/requests").json()["items"] == []

    def test_a_reports_words_stay_with_the_centre(self):
        case = registered(case_type="report", accused="zjj")
        made("dispatcher", f"/cases/{case.number}/dispatch", {"unit": "cgj", "note": "有人反映路灯外包问题。"})
        task = case.assignments.get()
        assert problem(program("dispatcher").post(f"/cases/{case.number}/split", ZJJ))["title"] == "barred"
        told = program("handler", "cgj").get(f"/cases/{task.case.number}").json()
        assert REQUEST not in told["text"]
        assert "zjj" not in str(told["requests"])
        assert REQUEST in program("agent").get(f"/cases/{task.case.number}").json()["text"]
        assert PHONE not in str(told)


@pytest.mark.django_db(transaction=True)
def test_events_since_a_cursor_come_once_and_none_is_passed_by():
    case = registered()
    reader = program("agent")
    until_events_are_told()
    first = reader.get("/events?after=0.0").json()
    assert [event["verb"] for event in first["items"]] == ["register"]
    made("agent", f"/cases/{case.number}/urge", {})
    until_events_are_told()
    second = reader.get(f"/events?after={first['next']}").json()
    assert [event["verb"] for event in second["items"]] == ["urge"]
    again = reader.get(f"/events?after={second['next']}").json()
    assert (again["items"], again["next"]) == ([], second["next"])


def test_a_bad_rating_is_ruled_and_the_unit_handles_it_again():
    case = to_call_back().case
    bad = {"assignment": f"{case.number}-1", "satisfaction": 1, "solved": False}
    said = {"result": "reached", "ratings": [bad], "rework": True, "reason": "灯又灭了。", "contact_given": True}
    assert made("callback_agent", f"/cases/{case.number}/call_back", said)["requests"][0]["kind"] == "propose_rework"
    body = {"verdict": "rework", "reason": "没有解决。"}
    told = made("reviewer", f"/cases/{case.number}/rule_rework", body)
    assert (told["stage"], told["round"], told["assignments"][1]["round"]) == ("in_hand", 2, 2)
    again = program("reviewer").post(f"/cases/{case.number}/rework", {"units": ["cgj"]})
    assert problem(again)["title"] == "conflict"
