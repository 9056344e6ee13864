"""回访: the citizen is asked; a record beside the case, which stays completed."""

import pytest

from tests.cases.asking import CASES, asked_for, faults, ledger, who_may
from tests.factories import at, called_back, fresh, person, to_call_back
from xinqiao.callback.actions import Said, call_back
from xinqiao.callback.models import Callback
from xinqiao.cases.refusal import Conflict


def test_the_case_stays_completed_and_its_clocks_untouched():
    opened = to_call_back()
    before = ledger(opened.case)
    called_back(opened)
    case = fresh(opened.case)
    assert (case.stage, case.decided, case.completed_at) == ("completed", "", before["case"]["completed_at"])
    assert ledger(case)["tasks"] == before["tasks"]
    assert faults(case) == []


def test_the_event_tells_what_was_said_of_each_unit():
    opened = to_call_back()
    task = opened.case.assignments.get()
    event = call_back(
        opened, result="reached", said={task.pk: Said(2, solved=False)}, note="灯又灭了",
        by=person("callback_agent"), now=at(90),
    )  # fmt: skip
    assert (event.verb, event.assignment, event.from_state, event.to_state) == (
        "call_back", None, "completed", "completed",
    )  # fmt: skip
    digest = event.data.pop("text")
    assert event.data == {
        "result": "reached",
        "round": 1,
        "ratings": [{"assignment": 1, "satisfaction": 2, "solved": False}],
    }
    assert (event.text.body, len(digest)) == ("灯又灭了", 64)
    assert asked_for(event)


def test_only_a_callback_agent_of_the_centre_calls_back():
    opened = to_call_back()
    through = who_may(lambda by: call_back(fresh(opened), result="no_answer", said={}, by=by, now=at(90)))
    assert through == {"callback_agent"}


@pytest.mark.parametrize(("stage", "instead"), [("registered", ["dispatch"]), ("in_hand", []), ("archived", [])])
def test_only_a_completed_case_is_called_back(stage, instead):
    case = CASES[stage]()
    opened, _ = Callback.objects.get_or_create(case=case, round=1, defaults={"due_at": at(60)})
    before = ledger(case)
    with pytest.raises(Conflict) as refused:
        call_back(opened, result="no_answer", said={}, by=person("callback_agent"), now=at(90))
    assert [move.verb for move in refused.value.instead] == instead
    assert ledger(case) == before
