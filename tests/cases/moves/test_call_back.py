"""回访: the citizen is asked; a record beside the case, which stays where it is (floor rules 21 and 22)."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, ledger, refused, starts_from, told, who_may
from tests.factories import at, called_back, fresh, in_handling, person, to_call_back, unit
from xinqiao.callback.actions import CallbackDone, Said, call_back, open_expired
from xinqiao.callback.models import Callback
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Incomplete, NotYours
from xinqiao.people.models import Post, Role

OVER = at(14 * 24 * 60)


def test_the_case_stays_completed_and_its_clocks_untouched():
    opened = to_call_back()
    before = ledger(opened.case)
    called_back(opened)
    case = fresh(opened.case)
    assert (case.stage, case.decided, case.completed_at) == ("completed", "", before["case"]["completed_at"])
    assert ledger(case)["tasks"] == before["tasks"]
    assert faults(case) == []


def test_at_expiry_the_case_stays_in_hand():
    case = fresh(in_handling().case)
    (opened,) = open_expired(now=OVER)
    event = called_back(opened, now=OVER)
    assert (told(event), event.data["ground"]) == (("call_back", "in_hand", "in_hand"), "expired")
    assert faults(case) == []


def test_the_event_tells_what_was_said_of_each_unit():
    opened = to_call_back()
    task = opened.case.assignments.get()
    event = call_back(
        opened, result="reached", said={task.pk: Said(3, solved=True)}, note="灯又灭了一次", contact_given=True,
        by=person("callback_agent"), now=at(90),
    )  # fmt: skip
    assert (told(event), event.assignment) == (("call_back", "completed", "completed"), None)
    digest = event.data.pop("text")
    assert event.data == {
        "result": "reached",
        "round": 1,
        "ground": "passed",
        "ends": True,
        "contact_given": True,
        "ratings": [{"assignment": 1, "satisfaction": 3, "solved": True}],
    }
    assert (event.text.body, len(digest)) == ("灯又灭了一次", 64)
    assert asked_for(event)


def test_a_complaint_is_put_before_the_reviewer_by_the_same_move():
    opened = to_call_back()
    called_back(opened, satisfaction=1, solved=False)
    verbs = list(opened.case.events.order_by("-seq").values_list("verb", "at", "by")[:2])
    assert [verb for verb, _, _ in verbs] == ["propose_rework", "call_back"]
    assert verbs[0][1:] == verbs[1][1:]


def attempt(case: Case, by=None, result: str = "no_answer"):
    opened, _ = Callback.objects.get_or_create(case=case, round=case.round, defaults={"due_at": at(60)})
    return call_back(opened, result=result, said={}, by=by or person("callback_agent"), now=at(90))


def test_only_a_callback_agent_of_the_centre_calls_back():
    case = fresh(to_call_back().case)
    assert who_may(lambda by: attempt(case, by)) == {"callback_agent"}


def test_the_handling_unit_never_records_its_own_rating():
    """Norms, callback and ratings: also not somebody who is a callback agent there."""
    opened = to_call_back("cgj")
    by = person("callback_agent", "cgj")
    refused(NotYours, opened.case, lambda: attempt(opened.case, by))
    Post.objects.create(staff=person("handler", "cgj"), role=Role.objects.get(code="callback_agent"), unit=unit("xq"))
    agent = type(by).objects.get(username="handler-cgj")
    assert agent.can_anywhere("call_back")
    before = ledger(opened.case)
    with pytest.raises(Exception, match="被评价的单位任职"):
        attempt(opened.case, agent)
    assert ledger(opened.case) == before


def test_what_is_completed_or_at_work_is_called_back():
    """Floor rule 21: due when the reply passed or the limit expired, handled or not."""
    assert starts_from(CASES, attempt) == {"registered", "in_hand", "carried_over", "merged", "completed"}


def test_without_a_result_nothing_was_attempted():
    case = fresh(to_call_back().case)
    missing = refused(Incomplete, case, lambda: attempt(case, result="")).missing
    assert missing == ["result"]


def test_a_callback_ends_once():
    opened = to_call_back()
    called_back(opened)
    before = ledger(opened.case)
    with pytest.raises(CallbackDone):
        attempt(opened.case)
    assert ledger(opened.case) == before
