"""The callback beside the case: attempts, what was said of each unit, and what follows."""

from datetime import timedelta

import pytest

from tests.factories import at, called_back, completed, fresh, person, react, to_call_back
from xinqiao.callback.actions import ATTEMPTS, CallbackDone, RatingsWrong, Said, call_back, plan
from xinqiao.callback.models import Callback, Rating
from xinqiao.cases.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def attempt(opened: Callback, result: str, minutes: float = 60, **said: object) -> Event:
    return call_back(opened, result=result, said={}, by=person("callback_agent"), now=at(minutes), **said)


def test_one_callback_for_a_round_however_often_it_is_planned():
    case = fresh(completed().case)
    first = plan(case, now=at(50))
    assert plan(case, now=at(60)) == first
    assert Callback.objects.get().due_at == at(50)


@pytest.mark.parametrize("facts", [{"confidentiality": "anonymous"}, {"phone": "", "name": "", "address": ""}])
def test_who_cannot_be_reached_is_not_called_back_and_the_case_is_filed_at_once(facts):
    case = completed(**facts).case
    react()
    assert not Callback.objects.exists()
    assert fresh(case).stage == "archived"
    assert Event.objects.filter(case=case).latest("seq").data == {"ground": "no_contact"}


def test_what_the_citizen_said_is_kept_and_ends_the_callback():
    opened = to_call_back()
    called_back(opened, satisfaction=3, solved=True, now=at(75))
    opened = fresh(opened)
    assert (opened.attempts, opened.result, opened.done_at, opened.done_by) == (
        1, "reached", at(75), person("callback_agent"),
    )  # fmt: skip
    rating = Rating.objects.get(callback=opened)
    assert (rating.satisfaction, rating.solved, rating.assignment) == (3, True, opened.case.assignments.get())


def test_three_unanswered_attempts_end_it_and_fewer_do_not():
    opened = to_call_back()
    for turn in range(1, ATTEMPTS):
        attempt(opened, "no_answer", 60 + turn)
        assert (fresh(opened).attempts, fresh(opened).done_at) == (turn, None)
    react()
    assert fresh(opened.case).stage == "completed"
    attempt(opened, "no_answer", 90)
    assert (fresh(opened).attempts, fresh(opened).done_at) == (ATTEMPTS, at(90))
    react()
    assert fresh(opened.case).stage == "archived"


@pytest.mark.parametrize("result", ["refused", "wrong_number"])
def test_refused_and_wrong_number_end_it_at_once(result):
    opened = to_call_back()
    attempt(opened, result)
    react()
    assert (fresh(opened).done_at, fresh(opened.case).stage) == (at(60), "archived")
    assert not Rating.objects.exists()


def test_the_case_is_filed_when_the_last_attempt_was_made_and_not_before():
    """Reactions that run late must not file the case before the attempts that are on record."""
    opened = to_call_back()
    for turn in range(ATTEMPTS):
        attempt(opened, "no_answer", 60 + turn)
    react()
    moments = list(opened.case.events.order_by("seq").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] == at(62)


def test_what_is_done_cannot_be_done_again():
    opened = to_call_back()
    called_back(opened)
    before = Event.objects.count()
    with pytest.raises(CallbackDone):
        attempt(opened, "no_answer", 90)
    assert (Event.objects.count(), fresh(opened).attempts) == (before, 1)


@pytest.mark.parametrize(("result", "rated"), [("reached", 0), ("no_answer", 1), ("refused", 1), ("wrong_number", 1)])
def test_who_was_reached_rates_each_unit_and_nobody_else_rates(result, rated):
    opened = to_call_back()
    tasks = opened.case.assignments.all()[:rated]
    before = Event.objects.count()
    with pytest.raises(RatingsWrong):
        call_back(
            opened, result=result, said={task.pk: Said(5, solved=True) for task in tasks},
            by=person("callback_agent"), now=at(60),
        )  # fmt: skip
    assert (Event.objects.count(), Rating.objects.count()) == (before, 0)


def test_a_unit_of_another_case_is_not_rated():
    opened, other = to_call_back(), to_call_back()
    wrong = {task.pk: Said(5, solved=True) for task in other.case.assignments.all()}
    with pytest.raises(RatingsWrong):
        call_back(opened, result="reached", said=wrong, by=person("callback_agent"), now=at(60))


@pytest.mark.parametrize(
    ("satisfaction", "solved", "stage"),
    [
        (5, True, "archived"),
        (3, True, "archived"),
        (2, True, "completed"),
        (5, False, "completed"),
        (1, False, "completed"),
    ],
)
def test_a_bad_rating_is_no_rework_but_waits_for_a_ruling(satisfaction, solved, stage):
    opened = to_call_back()
    called_back(opened, satisfaction=satisfaction, solved=solved, now=opened.due_at + timedelta(hours=1))
    react()
    assert fresh(opened.case).stage == stage
    assert fresh(opened.case).round == 1
