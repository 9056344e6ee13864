"""Days played live: by the real actions, reactions and sweeps on a clock of their own; and what is open brought to its end."""

from datetime import timedelta

import pytest

from tests.factories import MONDAY, at, carried_over, dispatched, in_handling, joint, registered, replied, to_call_back
from tests.simulator.acting import MORNING, arrivals, check, live, ways, words
from xinqiao.callback.models import Callback
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.outbox.models import Row
from xinqiao.simulator.live import LivePlayer
from xinqiao.simulator.pace import OwnTime
from xinqiao.simulator.standing import open_cases
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def drive(until=None):
    player = LivePlayer(arrivals(ways(units={"unsigned": 0})).town, words(), 1, OwnTime(), until)
    player.play(open_cases())
    return player.tally


def test_a_day_is_played_to_its_end_and_the_ledger_holds():
    tally = live(ways(units={"unsigned": 20, "late": 20, "carried": 0}), scale=0.25)
    assert tally.left.total() <= 1, tally.left
    assert check() == f"{tally.cases} cases checked, 0 faults"
    assert not Row.objects.exists()
    assert Call.objects.count() == tally.calls
    assert not Case.objects.filter(stage__in=["registered", "in_hand", "completed"]).exists()
    assert Event.objects.filter(verb="auto_sign", by=None).exists(), "the sweep signed for who did not"
    assert Callback.objects.filter(done_at__isnull=False).exists()


def test_the_clock_is_the_plays_own():
    live(ways(), scale=0.05, until=timedelta(days=2))
    assert Event.objects.earliest("at").at >= MORNING
    assert Event.objects.latest("at").at <= MORNING + timedelta(days=2)


def test_everything_that_is_open_is_brought_to_its_end_from_wherever_it_stands():
    registered(), dispatched(), in_handling(), replied(), joint(), carried_over()
    to_call_back()
    tally = drive()
    assert tally.left.total() == 0, tally.left
    assert Case.objects.count() == 7
    assert set(Case.objects.values_list("stage", flat=True)) == {"archived"}
    assert check() == "7 cases checked, 0 faults"
    assert not Row.objects.exists()


def test_it_goes_on_in_the_time_in_which_the_case_was():
    case = registered(now=at(60 * 24 * -2000))  # five years before, when it was imported with its true date
    drive()
    moments = Event.objects.filter(case=case).values_list("at", flat=True)
    assert max(moments) < MONDAY - timedelta(days=1900)


def test_a_case_without_a_category_finds_a_unit():
    registered(category="", case_type="report", text="举报占道")
    assert drive().left.total() == 0
    assert Assignment.objects.exists()


def test_a_true_request_is_never_found_void_or_turned_away_by_chance():
    for _ in range(4):
        registered()
    player = LivePlayer(arrivals(ways(desk={"invalid": 100, "flagged": 100})).town, words(), 1, OwnTime())
    player.play(open_cases())
    assert not Event.objects.filter(verb__in=["invalidate", "decline", "relay", "flag"]).exists()


def test_it_stops_at_the_day_that_is_named():
    in_handling()
    drive(until=at(60))
    assert Case.objects.get().stage == "in_hand"
    assert Event.objects.latest("at").at <= at(60)


def test_who_is_quicker_is_not_trodden_upon():
    """Somebody signs while the play waits: the life looks again and goes on from there."""
    task = dispatched()
    player = LivePlayer(arrivals(ways(units={"unsigned": 0})).town, words(), 1, OwnTime())
    make = player._make

    def late(step, matter):
        if step.verb == "sign" and not Event.objects.filter(verb="sign").exists():
            from_outside = type(step)(step.at, step.verb, step.by, step.suffix)
            make(from_outside, matter)
        make(step, matter)

    player._make = late  # type: ignore[method-assign]
    player.play(open_cases())
    assert Case.objects.get(pk=task.case_id).stage == "archived"
    assert Event.objects.filter(verb="sign").count() == Assignment.objects.count()  # some lives go round a second time
