"""补正答复: what the citizen has said to the unit's question, or why he could not be asked."""

import pytest

from tests.cases.asking import TASKS, asked_for, everywhere, faults, open_kinds, refused, starts_from, told, who_may
from tests.factories import NAME, REPLY, at, dispatched, fresh, in_handling, its, person, signed
from tests.fixtures.browsing import browser
from xinqiao.cases import guarded
from xinqiao.cases.models import Assignment
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.dispatch.actions import amend, rule_supplement
from xinqiao.handling.actions import reply, supplement

SAID = "公交站东侧第二根灯杆"


def ruled(task, *, granted=True, reason=SAID, by=None, now=None):
    return rule_supplement(task, granted=granted, reason=reason, by=by or person("agent"), now=now or at(60))


def asking(task) -> Assignment:
    supplement(task, text="请问是哪一根灯杆", by=its("handler", task), now=at(40))
    return task


@pytest.fixture
def task() -> Assignment:
    return asking(in_handling())


def read_by(task):
    """What the unit's handler, whose view ends at his unit, reads in place of the citizen's words."""
    return guarded.words_for(its("handler", task), fresh(task.case))[1]


def test_the_unit_reads_it_with_its_task_and_its_clock_never_stood(task):
    event = ruled(task)
    assert (told(event), event.data["granted"]) == (("rule_supplement", "handling", "handling"), True)
    assert (event.text.body, asked_for(event), open_kinds(task.case)) == (SAID, True, [])
    assert SAID in browser(its("handler", task)).get(f"/assignments/{task.pk}/reply/").content.decode()
    assert (fresh(task).due_at, fresh(task).stopped_at, faults(task.case)) == (task.due_at, None, [])


def test_why_he_could_not_be_asked_is_on_record_and_the_unit_may_ask_again(task):
    event = ruled(task, granted=False, reason="三次未接")
    assert (event.data["granted"], event.text.body) == (False, "三次未接")
    supplement(fresh(task), text="请再联系", by=its("handler", task), now=at(90))
    assert faults(task.case) == []


def test_of_a_guarded_case_it_is_an_extract_beside_the_first_one():
    """Floor rule 16."""
    task = asking(signed(dispatched(case_type="report", note="核查窗口收费"), now=at(30)))
    ruled(task, reason="收费时间为夜间")
    assert read_by(task) == "核查窗口收费\n\n收费时间为夜间"
    page = browser(its("handler", task)).get(f"/assignments/{task.pk}/reply/").content.decode()
    assert page.count("收费时间为夜间") == 1


def test_of_a_guarded_case_it_does_not_tell_who_he_is():
    """Floor rule 16."""
    task = asking(signed(dispatched(case_type="report", note="核查窗口收费"), now=at(30)))
    assert "诉求人" in refused(Barred, task, lambda: ruled(task, reason=f"{NAME}说是夜间")).why


def test_an_answer_alone_is_no_extract_of_the_request(task):
    amend(task.case, confidentiality="confidential", reason="诉求人要求保密", by=person("dispatcher"), now=at(50))
    ruled(task)
    case = fresh(task.case)
    assert guarded.lacking_extract(case, case.assignments.all()) == [task]


def test_who_speaks_with_citizens_at_the_centre(task):
    told_so = everywhere("agent", "shift_lead") | {"dispatcher"}
    assert who_may(lambda by: ruled(fresh(task), by=by)) == told_so


def test_while_the_unit_is_at_work(task):
    assert starts_from(TASKS, lambda one: ruled(one, now=at(600))) == {"handling"}
    reply(task, text=REPLY, outcome="solved", by=its("handler", task), now=at(50))
    assert task.requests.get().granted is None


def test_it_has_words_and_a_question(task):
    assert refused(Incomplete, task, lambda: ruled(task, reason="")).missing == ["reason"]
    plain = in_handling()
    assert "没有待裁定的申请" in refused(Barred, plain, lambda: ruled(plain)).why
