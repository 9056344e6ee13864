"""The callback beside the case: attempts, what was said of each unit, and what follows (floor rules 21 and 22)."""

import pytest

from tests.callback.matters import AGENT, DAY, HOUR, OVER, joint_to_call, merged_to_call, overdue, reworked, tell
from tests.cases.asking import faults
from tests.factories import at, called_back, fresh, person, react, to_call_back, unanswered, unit
from xinqiao.callback.actions import CallbackDone, RatingsWrong, Said, TooEarly, call_back, open_expired
from xinqiao.callback.check import check_all
from xinqiao.callback.models import Callback, Fallback, Rating
from xinqiao.cases.models import Event
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.people.models import Post, Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calling_hours")]


def attempt(opened: Callback, result: str, minutes: float = 60, **said: object) -> Event:
    return call_back(opened, result=result, said={}, by=person(AGENT), now=at(minutes), **said)


def test_what_the_citizen_said_is_kept_and_ends_the_callback():
    opened = to_call_back()
    called_back(opened, satisfaction=3, solved=True, now=at(75))
    opened = fresh(opened)
    assert (opened.attempts, opened.result, opened.done_at, opened.done_by) == (1, "reached", at(75), person(AGENT))
    rating = Rating.objects.get(callback=opened)
    assert (rating.satisfaction, rating.solved, rating.assignment) == (3, True, opened.case.assignments.get())


def test_floor_rule_22_three_attempts_in_three_slots_of_two_days_then_sms():
    opened = to_call_back()
    waits = []
    for minutes in (HOUR, 6 * HOUR, DAY):  # half past ten, half past three, half past nine of the next day
        attempt(opened, "no_answer", minutes)
        waits.append(fresh(opened).not_before)
        react()
    assert waits == [at(5 * HOUR), at(23 * HOUR), None]
    opened = fresh(opened)
    assert (opened.attempts, opened.result, opened.done_at) == (3, "no_answer", at(DAY))
    assert Fallback.objects.values_list("callback", "queued_at", "sent_at").get() == (opened.pk, at(DAY), None)
    assert fresh(opened.case).stage == "archived"


def test_two_attempts_are_not_the_end_of_it():
    opened = to_call_back()
    unanswered(opened, 2)
    react()
    assert (fresh(opened).done_at, fresh(opened.case).stage) == (None, "completed")
    assert not Fallback.objects.exists()


def test_how_many_attempts_is_the_citys_own_business(decide):
    decide("callbacks", attempts=1)
    opened = to_call_back()
    unanswered(opened, 1)
    assert fresh(opened).done_at is not None


@pytest.mark.parametrize(
    ("minutes", "from_at"), [(61, at(5 * HOUR)), (4 * HOUR, at(5 * HOUR)), (5 * HOUR - 1, at(5 * HOUR))]
)
def test_floor_rule_22_nobody_rings_twice_in_one_slot(minutes, from_at):  # fmt: skip
    opened = to_call_back()
    attempt(opened, "no_answer")
    before = Event.objects.count()
    with pytest.raises(TooEarly, match="2025-09-01 14:30") as refused:
        attempt(opened, "no_answer", minutes)
    assert refused.value.from_at == from_at
    assert (Event.objects.count(), fresh(opened).attempts) == (before, 1)


@pytest.mark.parametrize(
    ("minutes", "from_at"), [(3.5 * HOUR, at(5 * HOUR)), (12 * HOUR, at(23 * HOUR)), (22 * HOUR, at(23 * HOUR))]
)
def test_floor_rule_22_nobody_rings_in_quiet_hours(minutes, from_at):
    opened = to_call_back()
    with pytest.raises(TooEarly) as refused:
        attempt(opened, "no_answer", minutes)
    assert refused.value.from_at == from_at


def test_what_was_said_before_noon_may_be_written_down_after():
    opened = to_call_back()
    called_back(opened, now=at(2.75 * HOUR))  # a quarter past twelve
    assert fresh(opened).done_at is not None


@pytest.mark.parametrize("result", ["refused", "wrong_number"])
def test_floor_rule_22_refused_and_wrong_number_are_told_apart_and_end_it_at_once(result):
    opened = to_call_back()
    attempt(opened, result)
    react()
    assert (fresh(opened).result, fresh(opened).done_at, fresh(opened.case).stage) == (result, at(60), "archived")
    assert not Rating.objects.exists()
    assert not Fallback.objects.exists()


def test_who_left_no_phone_is_not_asked_by_sms():
    opened = to_call_back(phone="")
    unanswered(opened)
    assert fresh(opened).done_at is not None
    assert not Fallback.objects.exists()


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
            opened, result=result, said={task.pk: Said(5, solved=True) for task in tasks}, by=person(AGENT), now=at(60)
        )
    assert (Event.objects.count(), Rating.objects.count()) == (before, 0)


def test_a_unit_of_another_case_is_not_rated():
    opened, other = to_call_back(), to_call_back()
    wrong = {task.pk: Said(5, solved=True) for task in other.case.assignments.all()}
    with pytest.raises(RatingsWrong):
        call_back(opened, result="reached", said=wrong, by=person(AGENT), now=at(60))


def test_floor_rule_22_a_joint_case_is_one_call_and_each_leading_unit_is_rated():
    opened = joint_to_call()
    tell(opened, 5, 1, now=at(60))
    said = Rating.objects.order_by("assignment__suffix").values_list("assignment__unit__code", "satisfaction", "solved")
    assert list(said) == [("cgj", 5, True), ("zjj", 1, False)]
    assert list(check_all()) == []


def test_floor_rule_14_the_citizen_of_a_merged_case_rates_the_units_of_the_main_case():
    main, other = merged_to_call()
    event = tell(other, 4, now=at(60))
    task = main.case.assignments.get()
    assert event.data["ratings"] == [{"assignment": 1, "case": main.case.number, "satisfaction": 4, "solved": True}]
    assert Rating.objects.get().assignment == task
    tell(main, 5, now=at(61))
    assert Rating.objects.filter(assignment=task).count() == 2
    react()
    assert (fresh(main.case).stage, fresh(other.case).stage) == ("archived", "archived")
    assert list(check_all()) == []
    assert faults(other.case) == []


def test_that_the_handlers_contact_was_given_is_on_record():
    event = tell(to_call_back(), 5, now=at(60), contact_given=True)
    assert event.data["contact_given"] is True


@pytest.mark.parametrize("below", ["cgj", "dongcheng", "heping"])
def test_who_holds_a_post_in_a_rated_unit_or_below_it_does_not_call_back(below):
    """Norms: the handling unit never records its own rating, whatever posts a person has besides."""
    opened = to_call_back("dongcheng" if below != "cgj" else "cgj")
    by = person(AGENT)
    Post.objects.create(staff=by, role=Role.objects.get(code="handler"), unit=unit(below))
    before = Event.objects.count()
    with pytest.raises(Barred, match="被评价的单位任职"):
        attempt(opened, "no_answer")
    assert Event.objects.count() == before


def test_a_post_in_another_unit_does_not_matter():
    opened = to_call_back("cgj")
    Post.objects.create(staff=person(AGENT), role=Role.objects.get(code="handler"), unit=unit("zjj"))
    attempt(opened, "no_answer")


def test_a_complaint_needs_the_agents_reason():
    opened = to_call_back()
    with pytest.raises(Incomplete) as refused:
        tell(opened, 1, now=at(60), reason="")
    assert refused.value.missing == ["reason"]
    assert fresh(opened).attempts == 0


@pytest.mark.parametrize(("satisfaction", "solved"), [(2, True), (5, False), (1, False)])
@pytest.mark.parametrize("advised", [True, False])
def test_floor_rule_23_a_complaint_is_no_rework_but_goes_before_the_reviewer(satisfaction, solved, advised):
    opened = to_call_back()
    said = {opened.case.assignments.get().pk: Said(satisfaction, solved=solved)}
    call_back(opened, result="reached", said=said, rework=advised, reason="灯又灭了", by=person(AGENT), now=at(60))
    react()
    case = fresh(opened.case)
    assert (case.stage, case.round) == ("completed", 1)
    asked = case.requests.get(kind="propose_rework", closed_at=None)
    assert (asked.asked.data["advised"], asked.asked.text.body) == (advised, "灯又灭了")


@pytest.mark.parametrize("satisfaction", [3, 5])
def test_who_is_satisfied_is_put_before_nobody(satisfaction):
    opened = to_call_back()
    called_back(opened, satisfaction=satisfaction)
    react()
    assert fresh(opened.case).stage == "archived"
    assert not opened.case.requests.exists()


def test_before_the_reply_passed_a_complaint_waits_for_it():
    case = overdue()
    open_expired(now=OVER)
    opened = case.callbacks.get()
    tell(opened, 1, now=OVER)
    assert fresh(opened).done_at == OVER
    assert not case.requests.exists()


def test_a_callback_of_an_earlier_round_is_over():
    case = reworked()
    old = case.callbacks.get(round=1)
    Callback.objects.filter(pk=old.pk).update(done_at=None)
    with pytest.raises(CallbackDone):
        call_back(old, result="refused", said={}, by=person(AGENT), now=at(2 * DAY))
