"""Floor rule 21, Beijing regulation art. 23: callback when the limit expires, whether or not the case is handled."""

from datetime import timedelta

import pytest

from tests.callback.matters import AGENT, DAY, DISPATCHER, OVER, REVIEWER, answered_by, overdue, reworked, tell
from tests.factories import at, fresh, in_handling, merged, person, react, registered, to_call_back, unit
from tests.fixtures.at_once import at_once
from xinqiao.callback.actions import TooEarly, call_back, open_expired, plan
from xinqiao.callback.check import check_all
from xinqiao.callback.models import Callback, Ground
from xinqiao.callback.queries import expired, waiting
from xinqiao.callback.tasks import open_expired as look
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_the_citizen_is_called_once_when_the_limit_has_run_out():
    case = overdue()
    assert open_expired(now=case.due_at - timedelta(minutes=1)) == []
    (opened,) = open_expired(now=case.due_at + timedelta(minutes=1))
    assert (opened.case, opened.ground, opened.round, opened.due_at) == (case, Ground.EXPIRED, 1, case.due_at)
    for later in (2, 3, DAY):
        assert open_expired(now=case.due_at + timedelta(minutes=later)) == []
    assert fresh(case).stage == "in_hand"
    assert [one.pk for one in waiting(person(AGENT), case.due_at + timedelta(days=1))] == [opened.pk]


def test_each_case_is_looked_at_once():
    case = overdue()
    open_expired(now=OVER)
    Callback.objects.all().delete()
    assert expired(OVER, OVER + timedelta(minutes=1)) == []
    assert expired(None, OVER) == [case.pk]


def test_a_worker_that_was_down_catches_up():
    open_expired(now=at(0))
    case = overdue()
    assert [one.case for one in open_expired(now=OVER + timedelta(days=30))] == [case]


def test_a_case_that_was_handed_down_again_after_its_limit_is_seen():
    case = overdue(to="zjj")
    task = case.assignments.get()
    handling.send_back(
        task, reason="不属本单位职责", basis="not_ours", proposed_unit=unit("cgj"),
        by=person("liaison", "zjj"), now=at(40),
    )  # fmt: skip
    dispatch.rule_return(task, granted=True, reason="同意", by=person(DISPATCHER), now=at(50))
    assert [one.case for one in open_expired(now=OVER)] == [case]  # also while it waits for dispatch again
    again = OVER + timedelta(hours=1)
    dispatch.dispatch(case, lead=unit("cgj"), by=person(DISPATCHER), now=again)
    assert open_expired(now=again + timedelta(minutes=1)) == []
    assert [one.case for one in waiting(person(AGENT), again)] == [case]


def test_a_case_whose_limit_ran_out_while_it_was_merged_is_seen_when_it_is_handed_down_again():
    """The clock of the case it was merged into counted then; no later look comes by its own again."""
    case = fresh(in_handling().case)
    intake.propose_merge(case, into=in_handling(case_type="complaint").case, by=person("agent"), now=at(30))
    dispatch.rule_merge(case, granted=True, by=person(DISPATCHER), now=at(40))
    elsewhere = at(10 * DAY)
    assert open_expired(now=elsewhere) == []
    dispatch.unmerge(case, reason="并非同一事项", by=person(DISPATCHER), now=elsewhere + timedelta(hours=1))
    dispatch.dispatch(case, lead=unit("cgj"), by=person(DISPATCHER), now=elsewhere + timedelta(hours=2))
    (opened,) = open_expired(now=elsewhere + timedelta(hours=3))
    assert (opened.case, opened.ground, opened.due_at) == (case, Ground.EXPIRED, fresh(case).due_at)


def test_who_waits_by_another_cases_clock_is_called_by_it_whatever_his_own_says():
    """What stands on the callback desk can be called: both go by one clock."""
    main = fresh(in_handling().case)
    case = fresh(in_handling("zjj", case_type="complaint").case)
    intake.propose_merge(case, into=main, by=person("agent"), now=at(40))
    dispatch.rule_merge(case, granted=True, by=person(DISPATCHER), now=at(41))
    assert case.due_at > main.due_at + timedelta(days=1)
    when = main.due_at + timedelta(hours=16)
    open_expired(now=when)
    (opened,) = (one for one in waiting(person(AGENT), when) if one.case == case)
    call_back(opened, result="no_answer", said={}, by=person(AGENT), now=when)
    assert fresh(opened).attempts == 1


@pytest.mark.parametrize("facts", [{"confidentiality": "anonymous"}, {"phone": "", "name": "", "address": ""}])
def test_floor_rule_16_who_is_anonymous_is_not_called(facts):
    overdue(**facts)
    assert open_expired(now=OVER) == []


def test_who_waits_for_what_is_carried_over_is_called_too():
    case = overdue()
    task = case.assignments.get()
    handling.carry_over(
        task, look_at=OVER + timedelta(days=9), reason="待列入改造计划", told=True, by=person("handler"), now=at(60)
    )
    dispatch.rule_carry_over(task, granted=True, by=person(REVIEWER), now=at(70))
    assert fresh(case).stage == "carried_over"
    assert [one.case for one in open_expired(now=OVER)] == [case]


def test_what_is_done_in_time_has_no_expiry():
    to_call_back()
    assert open_expired(now=OVER) == []


def test_what_was_done_between_the_look_and_the_call_has_no_expiry(monkeypatch):
    case = to_call_back().case
    monkeypatch.setattr("xinqiao.callback.queries.expired", lambda since, now: [case.pk])
    assert open_expired(now=OVER) == []
    assert case.callbacks.get().ground == Ground.PASSED


def test_the_open_call_becomes_the_one_about_the_reply():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    call_back(opened, result="no_answer", said={}, by=person(AGENT), now=OVER)
    passed_at = OVER + timedelta(hours=1)
    answered_by(case.assignments.get(), passed_at)
    react()
    callback = Callback.objects.get()
    assert (callback.pk, callback.ground, callback.attempts) == (opened.pk, Ground.PASSED, 1)
    assert callback.due_at == passed_at + timedelta(minutes=1)


def test_it_becomes_so_too_when_the_agent_is_quicker_than_the_reaction():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    answered_by(case.assignments.get(), OVER + timedelta(hours=1))
    event = tell(opened, 5, now=OVER + timedelta(hours=2))
    react()
    assert (event.data["ground"], fresh(opened).ground, fresh(case).stage) == ("passed", Ground.PASSED, "archived")


def test_who_was_called_at_expiry_is_called_again_about_the_reply(decide):
    decide("callbacks", percent=0)
    case = overdue()
    (opened,) = open_expired(now=OVER)
    tell(opened, 2, now=OVER)
    answered_by(case.assignments.get(), OVER + timedelta(hours=1))
    react()
    assert list(case.callbacks.order_by("pk").values_list("ground", flat=True)) == ["expired", "passed"]
    tell(case.callbacks.get(ground="passed"), 5, now=OVER + timedelta(days=1))
    react()
    assert fresh(case).stage == "archived"


def test_more_time_ends_the_expiry():
    case = overdue()
    task = case.assignments.get()
    handling.extend(task, until_on=at(8 * DAY).date(), reason="需等待备件", told=True, by=person("handler"), now=at(60))
    soon = case.due_at + timedelta(hours=1)
    (opened,) = open_expired(now=soon)
    dispatch.rule_extension(task, granted=True, by=person(REVIEWER), now=soon)
    assert list(waiting(person(AGENT), soon)) == []
    with pytest.raises(TooEarly):
        call_back(fresh(opened), result="no_answer", said={}, by=person(AGENT), now=soon + timedelta(hours=1))
    assert [one.pk for one in waiting(person(AGENT), fresh(case).due_at)] == [opened.pk]


def test_a_rework_has_an_expiry_of_its_own():
    case = reworked()
    opened = case.callbacks.get(round=2)
    task = case.assignments.get(round=2)
    assert (opened.ground, opened.due_at) == (Ground.EXPIRED, task.due_at)
    assert list(waiting(person(AGENT), task.due_at - timedelta(hours=1))) == []
    after = max(task.due_at, case.due_at) + timedelta(minutes=1)
    assert [one.pk for one in waiting(person(AGENT), after)] == [opened.pk]
    assert open_expired(now=after) == []


def test_a_withdrawn_case_is_off_the_desk():
    case = overdue()
    (opened,) = open_expired(now=OVER)
    intake.withdraw(case, reason="不用办了", by=person("agent"), now=OVER)
    react()
    assert list(waiting(person(AGENT), OVER)) == []
    assert fresh(opened).done_at is None


def test_what_has_waited_for_dispatch_only_is_not_called():
    registered()
    assert open_expired(now=OVER) == []


def test_the_worker_looks():
    in_handling()
    assert look(timestamp=0) == 1
    assert look(timestamp=0) == 0


@pytest.mark.django_db(transaction=True)
def test_two_looks_at_once_open_one():
    case = overdue()
    ended = at_once(lambda number: open_expired(now=OVER))
    assert sorted(len(one) for one in ended) == [0] * (len(ended) - 1) + [1]
    assert Callback.objects.get().case == case


@pytest.mark.django_db(transaction=True)
def test_an_expiry_and_a_passed_reply_at_once_are_one_call():
    task = in_handling()
    answered_by(task, OVER - timedelta(minutes=5))
    at_once(lambda number: plan(fresh(task.case), now=OVER) if number % 2 else open_expired(now=OVER), 4)
    assert Callback.objects.get().ground == Ground.PASSED


@pytest.mark.django_db(transaction=True)
def test_two_agents_at_once_make_one_attempt():
    overdue()
    (opened,) = open_expired(now=OVER)
    by = person(AGENT)
    by.reaches  # noqa: B018 - read once, so that no thread waits for it
    ended = at_once(lambda n: call_back(fresh(opened), result="no_answer", said={}, by=by, now=OVER))
    assert {type(one).__name__ for one in ended} == {"Event", "TooEarly"}
    assert fresh(opened).attempts == 1


def test_floor_rule_14_the_citizen_of_a_merged_case_is_called_when_its_matter_is_over_its_limit():
    main = overdue()
    other = merged(main)
    opened = {one.case: one for one in open_expired(now=OVER)}
    assert set(opened) == {main, other}
    assert (opened[other].ground, opened[other].due_at) == (Ground.EXPIRED, main.due_at)
    assert {one.case for one in waiting(person(AGENT), OVER)} == {main, other}
    assert open_expired(now=OVER + timedelta(minutes=1)) == []
    (task,) = main.assignments.all()
    tell(opened[other], 4, now=OVER)
    assert [rating.assignment for rating in opened[other].ratings.all()] == [task]
    assert list(check_all()) == []


def test_who_was_let_out_of_a_merge_is_called_about_the_limit_that_he_has_waited_under():
    """Floor rule 10: it has run out for him too, and does not start anew."""
    main = overdue()
    other = merged(main)
    open_expired(now=OVER)
    dispatch.unmerge(other, reason="两件事", by=person(DISPATCHER), now=OVER)
    assert {one.case for one in waiting(person(AGENT), OVER)} == {main, other}
    assert list(check_all()) == []


def test_the_open_call_of_a_merged_case_becomes_the_one_about_its_reply():
    main = overdue()
    other = merged(main)
    open_expired(now=OVER)
    answered_by(main.assignments.get(), OVER + timedelta(hours=1))
    react()
    assert [one.ground for one in other.callbacks.all()] == [Ground.PASSED]
    assert list(check_all()) == []
