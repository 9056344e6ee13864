"""补录: what was left open during the talk, completed by who took it down, until somebody dispatches it (floor rule 19)."""

import pytest

from tests.cases.asking import CASES, FACTS, asked_for, faults, refused, starts_from, told, who_may
from tests.factories import at, fresh, person, registered, unit
from xinqiao.cases.refusal import Barred, Incomplete, NotYours
from xinqiao.catalogue.models import Category
from xinqiao.dispatch.actions import dispatch
from xinqiao.intake import queries
from xinqiao.intake.actions import wrap_up


def completed_by(who, case, **facts):
    return wrap_up(fresh(case), **facts, by=who, now=at(5))


@pytest.mark.parametrize("name", FACTS)
def test_each_fact_is_completed_without_a_reason_and_the_event_tells_it(name):
    case = registered(category="")
    event = completed_by(person("agent"), case, **{name: FACTS[name]()})
    assert getattr(fresh(case), name) == FACTS[name]()
    assert (told(event), set(event.data), asked_for(event)) == (("wrap_up", "registered", "registered"), {name}, True)
    assert faults(case) == []


def test_it_leaves_the_list_of_what_is_to_complete():
    agent, case = person("agent"), registered(category="")
    assert queries.to_complete(agent) == [case]
    completed_by(agent, case, category=Category.objects.get(code="C1201"))
    assert queries.to_complete(agent) == []


def test_what_was_completed_decides_the_limit():
    case = registered(category="")
    completed_by(person("agent"), case, case_type="consultation")
    assert dispatch(fresh(case), lead=unit("cgj"), by=person("dispatcher"), now=at(70)).rule == "R01"


def test_only_who_took_it_down():
    case = registered(by=person("agent"))
    may = who_may(lambda by: completed_by(by, case, urgency="urgent"))
    assert may == {"agent"}
    other = registered(by=person("shift_lead"))
    refused(NotYours, other, lambda: completed_by(person("agent"), other, urgency="urgent"))


def test_only_until_it_is_dispatched():
    may = starts_from(CASES, lambda case: completed_by(case.registered_by, case, urgency="urgent"))
    assert may == {"registered"}


def test_it_must_change_something():
    case = registered()
    refused(Incomplete, case, lambda: completed_by(person("agent"), case, urgency="normal"))


def test_it_is_no_way_round_a_protection():
    """Floor rules 12 and 16: a secret case is not opened by who took it down, whatever else he may complete."""
    case = registered(confidentiality="confidential")
    refused(Barred, case, lambda: completed_by(person("agent"), case, confidentiality="open"))
