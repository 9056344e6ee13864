"""The daily rollup says what the facts say, whatever happened late.

Every move commits, as it does in life: a refresh reads only what was written since the last one.
"""

from datetime import date, timedelta

import pytest

from tests.assessment.measuring import refreshed
from tests.factories import (
    MONDAY,
    above,
    archived,
    at,
    called_back,
    dispatched,
    fresh,
    in_handling,
    its,
    merged,
    person,
    react,
    registered,
)
from xinqiao.assessment import rollup
from xinqiao.assessment.models import Cut, DayFigure, Refreshed, StaleDay
from xinqiao.assessment.rollup import refresh
from xinqiao.assessment.verify import differences
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.telephony.models import Call

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]

FIRST, LAST = date(2025, 8, 25), date(2026, 3, 31)


def wrong(first: date = FIRST, last: date = LAST) -> list[object]:
    return list(differences(first, last))


def kept(code: str, day: date, **where: object) -> list[tuple[int, int, int]]:
    rows = DayFigure.objects.filter(indicator=code, day=day, **({"cut": Cut.CASE_TYPE} | where))
    return list(rows.values_list("numerator", "denominator", "excluded"))


def test_what_is_asked_of_a_day_is_counted_by_each_cut():
    registered(now=MONDAY)
    dispatched("cgj", now=MONDAY)
    refreshed(at(60))
    assert kept("accepted", MONDAY.date()) == [(2, 2, 0)]
    assert kept("forwarded", MONDAY.date(), cut=Cut.CHANNEL) == [(1, 2, 0)]
    assert kept("handed_down", MONDAY.date(), cut=Cut.UNIT, unit__code="cgj") == [(1, 1, 0)]
    assert kept("accepted", MONDAY.date(), cut=Cut.UNIT) == [], "a case is no unit's"


def test_a_limit_that_passes_is_counted_without_anybody_doing_anything():
    dispatched()
    refreshed(at(60))
    assert kept("signed_in_time", MONDAY.date()) == []
    refreshed(at(400))  # the limit was 14:40
    assert kept("signed_in_time", MONDAY.date()) == [(0, 1, 0)]
    tuesday = MONDAY + timedelta(days=1)
    refreshed(tuesday)
    assert kept("responded_in_time", MONDAY.date()) == []
    refreshed(tuesday + timedelta(hours=9))  # nobody had called the citizen by half past five
    assert kept("responded_in_time", MONDAY.date()) == [(0, 1, 0)], "counted on the day of the dispatch"
    due = date(2025, 9, 8)
    refreshed(at(400) + timedelta(days=30))
    assert kept("open_late", due) == [(1, 1, 0)]
    assert wrong() == []


def test_a_ruling_that_comes_late_reaches_back_to_the_day_it_concerns():
    task = in_handling()
    late = MONDAY + timedelta(days=40)
    refreshed(late)
    assert kept("signed_in_time", MONDAY.date()) == [(1, 1, 0)]
    handling.exclude(
        task, indicator="signed_in_time", ground="impossible", reason="系统故障", by=its("liaison", task), now=late
    )
    dispatch.rule_exclusion(task, granted=True, reason="属实", by=person("supervisor"), now=late)
    refreshed(late)
    assert kept("signed_in_time", MONDAY.date()) == [(0, 0, 1)]
    assert wrong() == []


def test_what_a_ruling_leaves_out_is_left_out_of_the_ratings_of_merged_cases_too():
    main = in_handling("cgj")
    merged(fresh(main.case))
    handling.reply(main, text="已修复", outcome="solved", by=its("handler", main), now=at(60))
    handling.pass_review(main, by=above("reviewer", main), now=at(70))
    react()
    called_back(main.case.callbacks.get(), satisfaction=1, now=at(80))
    called_back(main.case.merged.get().callbacks.get(), satisfaction=1, now=at(80) + timedelta(days=1))
    late = MONDAY + timedelta(days=20)
    refreshed(late)
    handling.exclude(
        main, indicator="satisfaction", ground="impossible", reason="恶意评价", by=its("liaison", main), now=late
    )
    dispatch.rule_exclusion(main, granted=True, reason="属实", by=person("supervisor"), now=late)
    refreshed(late)
    assert sum(row.excluded for row in DayFigure.objects.filter(indicator="satisfaction", cut=Cut.UNIT)) == 2
    assert wrong() == []


def test_calls_are_counted_when_they_are_answered():
    call = Call.objects.create(linkedid="1.1", began_at=at(0), entered_at=at(0))
    refreshed(at(1))
    assert kept("connected", MONDAY.date()) == [(0, 0, 1)], "somebody waits"
    Call.objects.filter(pk=call.pk).update(answered_at=at(0.2))
    refreshed(at(2))
    assert kept("connected", MONDAY.date()) == [(1, 1, 0)]
    assert kept("answered_in_15_seconds", MONDAY.date()) == [(1, 1, 0)]
    assert wrong() == []


def test_who_is_stopped_in_the_middle_leaves_the_rest_for_the_next(monkeypatch):
    archived()
    dispatched(now=MONDAY + timedelta(days=21))
    count = rollup.recount

    def dies_on_the_way(first: date, last: date) -> None:
        if first > MONDAY.date() + timedelta(days=10):
            raise KeyboardInterrupt
        count(first, last)

    monkeypatch.setattr(rollup, "recount", dies_on_the_way)
    with pytest.raises(KeyboardInterrupt):
        refresh(now=at(40_000))
    assert StaleDay.objects.exists()
    monkeypatch.undo()
    refresh(now=at(40_001))
    assert not StaleDay.objects.exists()
    assert wrong() == []


def test_a_ledger_from_another_server_is_counted_from_the_beginning():
    """A restored event carries no transaction, and the rollup's place in the old server's log means nothing."""
    archived()
    refresh(now=at(2000))
    DayFigure.objects.all().delete()
    Refreshed.objects.update(tx=2**60)  # where another server's log had been
    refresh(now=at(2001))
    assert wrong()
    Refreshed.objects.update(tx=0)
    refresh(now=at(2002))
    assert wrong() == []


def test_days_that_lie_together_are_counted_together():
    days = [MONDAY.date() + timedelta(days=more) for more in (0, 1, 4, 8, 9, *range(20, 60))]
    found = [((first - days[0]).days, (last - days[0]).days) for first, last in rollup.runs(days)]
    assert found == [(0, 4), (8, 9), (20, 50), (51, 59)]
    assert list(rollup.runs([])) == []
