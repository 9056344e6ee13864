"""The ten worked histories, each to its end: stage, clocks, events by name, what figures ask for; the ledger is sound."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import REPLY, at
from tests.floor.histories import EXTRACT, HISTORIES, on_day
from xinqiao.callback.models import Rating
from xinqiao.cases.models import Case
from xinqiao.cases.queries import answer_text, numbered
from xinqiao.clock.due import is_late

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def check() -> str:
    out = StringIO()
    call_command("check", stdout=out)
    return out.getvalue()


def verbs(case: Case) -> list[str]:
    return list(case.events.order_by("seq").values_list("verb", flat=True))


def in_time(case: Case) -> bool:
    """The last task that led: its clock stopped by its due moment (floor rule 6)."""
    task = case.assignments.filter(parent=None, round=case.round, tie="lead").latest("suffix")
    return not is_late(task.stopped_at, task.due_at)


@pytest.mark.parametrize("name", HISTORIES)
def test_it_comes_to_its_end_and_the_ledger_is_sound(name):
    case = HISTORIES[name]()
    assert case.stage == "archived"
    assert case.open_requests == 0
    assert not case.assignments.filter(state__in=["dispatched", "handling", "replied"]).exists()
    assert "0 faults" in check()


def test_plain():
    case = HISTORIES["plain"]()
    assert verbs(case) == ["register", "dispatch", "sign", "reply", "pass_review", "call_back", "archive"]
    assert (case.completed_at, case.due_at, in_time(case)) == (at(40), on_day(8, 17, 30), True)


def test_direct_answer():
    case = HISTORIES["direct_answer"]()
    assert verbs(case) == ["register", "answer_directly", "archive"]
    assert (case.due_at, case.completed_at, case.callbacks.count()) == (None, at(4), 0)
    assert case.events.get(verb="archive").data["ground"] == "answered_directly"


def test_joint_handling():
    case = HISTORIES["joint_handling"]()
    assert Counter(verbs(case)) == Counter(
        register=1, dispatch=3, sign=3, contact=1, feed_back=1, reply=2, pass_review=2, call_back=1, archive=1
    )
    assert sorted(case.assignments.values_list("tie", "state")) == [
        ("assisting", "fed_back"), ("co_lead", "completed"), ("lead", "completed"),
    ]  # fmt: skip
    assert sorted(Rating.objects.values_list("assignment__unit__code", flat=True)) == ["cgj", "zjj"]
    assert case.completed_at == at(160)


def test_delegated_three_tiers():
    case = HISTORIES["delegated_three_tiers"]()
    assert verbs(case) == [
        "register", "dispatch", "sign", "delegate", "sign", "delegate", "sign", "reply", "pass_review", "reply",
        "pass_review", "reply", "pass_review", "call_back", "archive",
    ]  # fmt: skip
    reviewers = case.events.filter(verb="pass_review").order_by("seq").values_list("by__posts__unit__code", flat=True)
    assert list(reviewers) == ["heping", "dongcheng", "xq"]
    assert list(Rating.objects.values_list("assignment__unit__code", flat=True)) == ["dongcheng"]
    dues = list(case.assignments.order_by("suffix").values_list("due_at", flat=True))
    assert dues == sorted(dues, reverse=True)


def test_sent_back_and_designated():
    case = HISTORIES["sent_back_and_designated"]()
    assert verbs(case)[:9] == [
        "register", "dispatch", "send_back", "rule_return", "dispatch", "send_back", "rule_return", "object",
        "rule_objection",
    ]  # fmt: skip
    rulings = case.events.filter(verb="rule_return").order_by("seq")
    assert [event.data["granted"] for event in rulings] == [True, False]  # wrong dispatch, then undue return
    assert list(case.assignments.order_by("suffix").values_list("state", "is_final")) == [
        ("sent_back", False), ("completed", True),
    ]  # fmt: skip
    assert case.due_at == case.assignments.get(suffix=1).due_at  # floor rule 10


def test_extended():
    case = HISTORIES["extended"]()
    assert verbs(case)[3:6] == ["extend", "rule_extension", "reply"]
    assert (case.due_at, in_time(case)) == (on_day(10, 17, 30), True)


def test_reworked_to_a_problem_order():
    case = HISTORIES["reworked_to_a_problem_order"]()
    told = Counter(verbs(case))
    assert (told["rule_rework"], told["rework"], told["mark_problem"], told["call_back"]) == (4, 4, 1, 5)
    assert (case.round, case.problem) == (5, "rework")
    rounds = case.assignments.order_by("round").values_list("unit__code", "is_final")
    assert list(rounds) == [("heping", False)] * 4 + [("dongcheng", True)]
    assert case.due_at == case.assignments.get(round=1).due_at  # floor rule 10: no rework restarts it


def test_merged_cases():
    case = HISTORIES["merged_cases"]()
    assert verbs(case) == ["register", "propose_merge", "rule_merge", "complete_merged", "call_back", "archive"]
    main = case.merged_into
    assert (main.stage, main.number != case.number, answer_text(case)) == ("archived", True, REPLY)
    assert [one.callbacks.count() for one in (main, case)] == [1, 1]


def test_confidential_report():
    case = HISTORIES["confidential_report"]()
    codes = set(case.assignments.values_list("unit__code", flat=True))
    assert codes.isdisjoint({"heping", "xingfu", "anning"})
    assert case.events.get(verb="dispatch").text.body == EXTRACT


def test_from_the_province():
    case = HISTORIES["from_the_province"]()
    first = case.events.get(verb="dispatch").data["due_at"]
    assert first == "2025-09-04T17:30:00+08:00"  # half of five working days, rounded up
    assert (case.due_at, in_time(case)) == (on_day(8, 17, 30), True)
    assert case.events.get(verb="rule_extension").data["upper_reference"] == "省转〔2025〕88号"
    assert numbered(Case.objects.all(), "S20250901007").get() == case
