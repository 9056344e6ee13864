"""Days told in bulk: the ledger holds, nobody is told, and the figures are those of the folder."""

from datetime import timedelta

import pytest
from django.db.models import F

from tests.fixtures.at_once import SOAK
from tests.simulator.acting import MORNING, check, in_bulk, ways
from xinqiao.callback.models import Callback, Rating
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.intake.models import CaseCall
from xinqiao.outbox.models import Row
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def percent(part, whole) -> float:
    return 100 * part.count() / whole.count()


def test_a_week_of_the_city_looks_like_the_city():
    tally = in_bulk(ways(), 7, scale=1.5 if SOAK else 0.5)
    assert tally.left.total() <= tally.cases / 500, tally.left
    assert check() == f"{tally.cases} cases checked, 0 faults"
    assert not Row.objects.exists()
    assert (Case.objects.count(), Call.objects.count()) == (tally.cases, tally.calls)
    assert all(tie.call.began_at < tie.case.registered_at for tie in CaseCall.objects.select_related("case", "call"))

    cases, leads = Case.objects.all(), Assignment.objects.filter(parent=None, tie="lead", state="completed")
    answered = cases.filter(events__verb__in=["answer_directly", "rule_answer"])
    by_type = ways().mix.case_type
    expected = sum(by_type[name] * share for name, share in ways().desk.answered.items()) / sum(by_type.values())
    assert percent(answered, cases) == pytest.approx(expected, abs=6)
    assert percent(leads.filter(stopped_at__gt=F("due_at")), leads) == pytest.approx(3, abs=2.5)
    ratings = Rating.objects.all()
    assert percent(ratings.filter(satisfaction__gte=3), ratings) == pytest.approx(96, abs=3)
    reached = Callback.objects.exclude(done_at=None)
    assert percent(reached.filter(result="no_answer"), reached) < 2
    assert percent(cases.filter(stage__in=["archived", "declined", "invalid", "relayed"]), cases) > 95


def test_what_lies_after_the_end_has_not_happened_yet():
    in_bulk(ways(), until=timedelta(hours=20))
    assert Event.objects.latest("at").at <= MORNING + timedelta(hours=20)
    assert Case.objects.filter(stage="in_hand").exists()
    assert check().endswith("0 faults")


@pytest.mark.parametrize(
    ("sections", "verbs"),
    [
        ({"desk": {"joint": 100, "answered": {}}}, {"feed_back"}),
        ({"desk": {"misdispatched": 100, "answered": {}}}, {"send_back", "rule_return"}),
        ({"desk": {"answered": {}}, "units": {"extended": 100, "delegated": 0}}, {"extend", "rule_extension"}),
        ({"desk": {"answered": {}}, "units": {"paused": 100, "extended": 0}}, {"pause", "rule_pause"}),
        ({"desk": {"answered": {}}, "units": {"carried": 100, "extended": 0, "paused": 0}}, {"carry_over", "strike_off"}),
        ({"desk": {"answered": {}}, "units": {"late": 100, "unsigned": 100}}, {"auto_sign"}),
        ({"desk": {"answered": {}}, "units": {"delegated": 100, "rejected": 60}}, {"delegate", "reject_review"}),
        ({"citizens": {"ratings": (0, 0, 0, 0, 1), "rework": 100}, "desk": {"answered": {}}}, {"rework", "rule_rework"}),
        ({"citizens": {"no_answer": 100}, "desk": {"flagged": 100, "urged": 100, "appended": 100}}, {"flag", "urge"}),
    ],
)  # fmt: skip
def test_every_turn_that_a_case_may_take_is_told_by_the_rules(sections, verbs):
    tally = in_bulk(ways(**sections), scale=0.4, until=timedelta(days=200))
    assert tally.left.total() <= 1, tally.left
    assert verbs <= set(Event.objects.values_list("verb", flat=True))
    assert check() == f"{tally.cases} cases checked, 0 faults"


def test_whoever_comes_again_is_the_same_person():
    in_bulk(ways(desk={"repeated": 100}), scale=0.3)
    again = Case.objects.exclude(earlier=None).select_related("appellant", "earlier__appellant")
    assert again.exists()
    assert all(case.appellant.phone == case.earlier.appellant.phone for case in again)
    assert all(case.earlier.registered_at <= case.registered_at for case in again)
