"""免审通过: a reply that the city's rule does not have read passes by itself (floor rule 3)."""

import pytest

from tests.cases.asking import TASKS, asked_for, faults, last_event, starts_from, told, who_may
from tests.factories import REPLY, at, fresh, its, react, replied, town_task
from xinqiao.cases.transition import Given, make
from xinqiao.handling.actions import exempt_review, is_exempt, reply
from xinqiao.handling.outcomes import Outcome
from xinqiao.people import policy


@pytest.fixture
def read(monkeypatch):
    """The city reads so much of what comes up to the centre, and to the nodes below it."""

    def rule(centre: int, lower: int) -> None:
        section = {"review": {"centre_percent": centre, "lower_percent": lower}}
        monkeypatch.setattr(policy, "load", lambda: policy.parse(section))

    return rule


def test_the_task_is_done_as_of_its_reply(read):
    read(0, 100)
    task = replied()
    react()
    assert last_event(task.case).verb == "exempt_review"
    assert (fresh(task).state, fresh(task).completed_at) == ("completed", at(30))


def test_it_counts_as_of_the_reply():
    task = replied()
    event = exempt_review(task, now=at(31))
    task = fresh(task)
    assert (told(event), event.by, asked_for(event)) == (("exempt_review", "replied", "completed"), None, True)
    assert (task.state, task.stopped_at, task.completed_at) == ("completed", at(30), at(31))
    assert task.case.stage == "completed"
    assert faults(task.case) == []


def test_where_everything_is_read_nothing_passes_by_itself(read):
    read(100, 100)
    task = replied()
    react()
    assert fresh(task).state == "replied"


def test_a_lower_nodes_review_is_a_rule_of_its_own(read):
    read(100, 0)
    task = town_task()
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(60))
    react()
    assert (fresh(task).state, fresh(task.case).stage) == ("completed", "in_hand")
    top = replied()
    react()
    assert fresh(top).state == "replied"


def test_the_sample_follows_from_the_number_and_nobody_picks(read):
    read(30, 30)
    tasks = [replied() for _ in range(4)]
    for task, running in zip(tasks, ("00", "29", "30", "99"), strict=True):
        task.case.number = f"2509010000{running}8"
    assert [is_exempt(task) for task in tasks] == [False, False, True, True]


def test_nobody_does_it_by_hand():
    task = replied()
    assert who_may(lambda by: make("exempt_review", fresh(task), Given(), by=by, now=at(60))) == set()


def test_only_a_reply():
    assert starts_from(TASKS, lambda task: exempt_review(task, now=at(600))) == {"replied"}
