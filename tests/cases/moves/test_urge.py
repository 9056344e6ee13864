"""催办: the citizen asks how far it is; counted, and no clock moves (floor rule 14)."""

from tests.cases.asking import CASES, asked_for, everywhere, faults, ledger, starts_from, told, who_may
from tests.factories import at, fresh, in_handling, person, registered
from xinqiao.intake.actions import urge


def test_it_is_counted_and_nothing_moves():
    case = fresh(in_handling().case)
    before = ledger(case)
    for minute in (60, 120):
        urge(case, by=person("agent"), now=at(minute))
    after = ledger(case)
    assert after["tasks"] == before["tasks"]
    assert (after["case"]["due_at"], after["case"]["stage"]) == (before["case"]["due_at"], "in_hand")
    assert case.events.filter(verb="urge").count() == 2
    assert faults(case) == []


def test_words_may_come_with_it():
    event = urge(registered(), text="什么时候来修？", by=person("agent"), now=at(60))
    assert (told(event), event.text.body) == (("urge", "registered", "registered"), "什么时候来修？")
    assert asked_for(event)


def test_the_citizen_himself_who_takes_calls_and_the_supervisor():
    case = registered()
    assert urge(case, by=None, now=at(5)).by is None
    through = who_may(lambda by: urge(fresh(case), by=by, now=at(9)))
    assert through == everywhere("agent", "shift_lead", "supervisor")


def test_only_what_is_open_is_urged():
    may = starts_from(CASES, lambda case: urge(case, by=person("agent"), now=at(600)))
    assert may == {"registered", "in_hand", "carried_over", "merged"}  # its citizen keeps his number (floor rule 14)
