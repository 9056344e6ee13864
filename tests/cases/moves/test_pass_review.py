"""审核通过: the node that dispatched accepts the reply."""

from tests.cases.asking import TASKS, asked_for, faults, refused, starts_from, who_may
from tests.factories import (
    REPLY,
    above,
    at,
    colleague,
    fresh,
    in_handling,
    its,
    joint,
    person,
    react,
    replied,
    signed,
    town_task,
    unit,
)
from xinqiao.callback.models import Callback
from xinqiao.cases.refusal import Barred
from xinqiao.handling.actions import feed_back, pass_review, reply
from xinqiao.handling.outcomes import Outcome
from xinqiao.people.models import Post, Role


def test_the_task_is_done_as_of_its_reply_and_the_case_completed_now():
    task = replied()
    stopped = task.stopped_at
    pass_review(task, by=person("reviewer"), now=at(300))
    task = fresh(task)
    assert (task.state, task.stopped_at, task.completed_at) == ("completed", stopped, at(300))
    assert (task.case.stage, task.case.completed_at) == ("completed", at(300))
    assert faults(task.case) == []


def test_the_event_asks_for_the_reactions_and_they_plan_the_callback():
    task = replied()
    event = pass_review(task, note="核实无误", by=person("reviewer"), now=at(300))
    assert (event.from_state, event.to_state, event.by) == ("replied", "completed", person("reviewer"))
    assert event.text.body == "核实无误"
    assert asked_for(event)
    react()
    opened = Callback.objects.get(case=task.case)
    assert (opened.due_at, opened.round, opened.attempts, opened.done_at) == (at(300), 1, 0, None)


def test_the_reviewer_of_the_node_that_dispatched_and_nobody_of_the_unit():
    """Floor rule 3: what a town was handed by its district, the district reviews; not the centre, not the town."""
    task = town_task()
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(60))
    assert who_may(lambda by: pass_review(fresh(task), by=by, now=at(300))) == {"reviewer@dongcheng"}


def test_what_passed_below_completes_that_task_and_not_the_case():
    task = town_task()
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(60))
    pass_review(task, by=above("reviewer", task), now=at(300))
    assert (fresh(task).state, fresh(task.parent).state, fresh(task.case).stage) == ("completed", "handling", "in_hand")
    assert faults(task.case) == []


def test_a_joint_case_is_completed_by_the_last_that_leads():
    lead, beside, helper = (signed(task, now=at(20)) for task in joint())
    feed_back(helper, text="供电正常", by=its("handler", helper), now=at(30))
    for minute, task in enumerate((beside, lead)):
        reply(task, text=REPLY, outcome=Outcome.SOLVED, by=its("handler", task), now=at(60 + minute))
    pass_review(lead, by=person("reviewer"), now=at(300))
    assert fresh(lead.case).stage == "in_hand"
    pass_review(beside, by=person("reviewer"), now=at(310))
    assert (fresh(lead.case).stage, fresh(lead.case).completed_at) == ("completed", at(310))
    assert faults(lead.case) == []


def test_only_a_reply_can_pass():
    assert starts_from(TASKS, lambda task: pass_review(task, by=person("reviewer"), now=at(600))) == {"replied"}


def test_nobody_passes_what_he_has_written_himself():
    """Whoever handles at a unit may hold the reviewer's post above it as well; somebody else then looks at his reply."""
    task = in_handling()
    both = person("handler")
    Post.objects.create(staff=both, role=Role.objects.get(code="reviewer"), unit=unit("xq"))
    reply(task, text=REPLY, outcome=Outcome.SOLVED, by=both, now=at(60))
    assert "自己的答复须由他人审核" in str(refused(Barred, task, lambda: pass_review(fresh(task), by=both, now=at(70))))
    pass_review(fresh(task), by=colleague(both), now=at(80))
    assert fresh(task).state == "completed"
