"""Floor rules 8 and 9 at length: what is on the books comes back, orders from above are handled higher."""

from datetime import timedelta

import pytest

from tests.cases.asking import refused
from tests.factories import (
    asked_back,
    at,
    carried_over,
    dispatched,
    fresh,
    in_handling,
    its,
    person,
    registered,
    signed,
    unit,
)
from tests.floor.histories import on_day
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.catalogue.models import Source
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.queries import to_look_at
from xinqiao.people.models import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def test_rule_08_what_is_on_the_books_is_looked_at_periodically_and_the_citizen_was_told():
    task = in_handling()
    ask = {"look_at": on_day(29, 10), "reason": "须待改造", "by": its("handler", task)}
    refused(Incomplete, task, lambda: handling.carry_over(task, **ask, now=at(60)))
    books = carried_over()
    day = fresh(books).look_at
    assert [to_look_at(person(role), day).count() for role in ("handler", "reviewer")] == [1, 1]
    assert to_look_at(person("handler"), day - timedelta(minutes=1)).count() == 0
    handling.look_again(books, text="尚未开工", look_at=day + timedelta(days=30), by=person("handler"), now=day)
    assert to_look_at(person("handler"), day).count() == 0


def test_rule_09_an_order_from_the_province_has_an_officer_and_a_higher_handling_level():
    Source.objects.filter(code="province").update(officer=Role.objects.get(code="shift_lead"), lead_level=2)
    case, officer = registered(source="province"), person("shift_lead")
    to = {"lead": unit("dongcheng"), "now": at(10)}
    assert "班长" in refused(Barred, case, lambda: dispatch.dispatch(case, **to, by=person("dispatcher"))).why
    low = refused(Barred, case, lambda: dispatch.dispatch(case, lead=unit("heping"), by=officer, now=at(10)))
    assert "省平台转办的诉求须由二级以上单位主办" in low.why
    task = dispatch.dispatch(case, **to, assisting=[unit("heping")], by=officer)  # who assists may stand lower
    signed(task, now=at(20))
    handling.delegate(task, to=unit("heping"), by=its("dispatcher", task), now=at(30))  # and what is handed on too
    asked_back(given_back := dispatch_of_province(), now=at(40))
    rule = {"granted": True, "reason": "同意", "now": at(50)}
    refused(Barred, given_back, lambda: dispatch.rule_return(given_back, **rule, by=person("dispatcher")))
    assert dispatched("heping").case.stage == "in_hand"  # of any other source nothing changes


def dispatch_of_province():
    """Housing has another order of the province."""
    case = registered(source="province")
    return dispatch.dispatch(case, lead=unit("zjj"), by=person("shift_lead"), now=at(30))
