"""Questions that the tests of every move ask."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest
from django.db import transaction

from tests.factories import (
    archived,
    at,
    carried_over,
    completed,
    dispatched,
    fresh,
    in_handling,
    its,
    joint,
    merged,
    person,
    recalled,
    registered,
    replied,
    sent_back,
    signed,
    unit,
)
from xinqiao.cases.check import check_case
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event, Request
from xinqiao.cases.refusal import Barred, Conflict, NotYours, Refused
from xinqiao.catalogue.models import Area, Category
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.outbox.models import Row
from xinqiao.people.models import Role, Staff

Refusal = TypeVar("Refusal", bound=Refused)
# Each fact of a case that can be completed or put right, with another value than `registered` gives it.
FACTS: dict[str, Callable[[], Any]] = {
    "case_type": lambda: "complaint",
    "category": lambda: Category.objects.get(code="C1201"),
    "area": lambda: Area.objects.get(code="A2"),
    "urgency": lambda: "urgent",
    "confidentiality": lambda: "confidential",
    "place": lambda: "幸福路 12 号",
    "accused": lambda: unit("reli"),
}
UNITS = ("xq", "cgj", "zjj", "dongcheng", "heping", "xingfu")


def assisting() -> Assignment:
    """The task of a unit that assists, at work."""
    return signed(joint()[2], now=at(20))


def fed_back() -> Assignment:
    task = assisting()
    handling.feed_back(task, text="供电正常", by=its("handler", task), now=at(30))
    return task


# How a task, or a case, gets to where it stands.
TASKS: dict[str, Callable[[], Assignment]] = {
    "dispatched": dispatched,
    "handling": in_handling,
    "fed_back": fed_back,
    "replied": replied,
    "completed": completed,
    "sent_back": sent_back,
    "recalled": recalled,
}
ASSISTING: dict[str, Callable[[], Assignment]] = {
    "dispatched": lambda: joint()[2],
    "handling": assisting,
    "fed_back": fed_back,
}
CASES: dict[str, Callable[[], Case]] = {
    "registered": registered,
    "in_hand": lambda: fresh(in_handling().case),
    "carried_over": lambda: fresh(carried_over().case),
    "completed": lambda: fresh(completed().case),
    "archived": archived,
    "declined": lambda: _closed(intake.decline, ground="litigation", text="请向人民法院提起诉讼"),
    "invalid": lambda: _closed(intake.invalidate, ground="silent"),
    "relayed": lambda: _closed(intake.relay, target="fire"),
    "merged": merged,
    "withdrawn": lambda: _closed(intake.withdraw, reason="已自行解决"),
    "terminated": lambda: _terminated(),
}


def _closed(move: Callable[..., object], **given: str) -> Case:
    case = registered()
    move(case, **given, by=person("agent"), now=at(10))
    return case


def _terminated() -> Case:
    case = fresh(in_handling().case)
    dispatch.terminate(case, ground="citizen_refuses", reason="三次拒绝入户", by=person("dispatcher"), now=at(60))
    return case


def who_may(attempt: Callable[[Staff], object]) -> set[str]:
    """The roles for which the attempt gets through, as "role" at the centre, "role@cgj" at a unit."""
    through = set()
    for role in Role.objects.values_list("code", flat=True):
        for at_unit in UNITS:
            if _gets_through(attempt, person(role, at_unit)):
                through.add(role if at_unit == "xq" else f"{role}@{at_unit}")
    return through


def everywhere(*roles: str) -> set[str]:
    """The roles at the centre and at every unit."""
    return {role if unit == "xq" else f"{role}@{unit}" for role in roles for unit in UNITS}


def _gets_through(attempt: Callable[[Staff], object], by: Staff) -> bool:
    """Whose move it is, is asked before what else must hold."""
    try:
        with transaction.atomic():
            attempt(by)
            transaction.set_rollback(True)
    except NotYours:
        return False
    except Barred:
        return True
    return True


def starts_from(ways: Mapping[str, Callable[[], Any]], attempt: Callable[[Any], object]) -> set[str]:
    """Where the table lets the move start. Elsewhere it is a conflict that names the case, and nothing is written."""
    return {standing for standing, bring in ways.items() if _starts(attempt, bring())}


def _starts(attempt: Callable[[Any], object], on: Assignment | Case) -> bool:
    before, conflict = ledger(_case(on)), None
    savepoint = transaction.savepoint()
    try:
        attempt(fresh(on))
    except Conflict as error:
        conflict = error
    except Barred:
        pass  # the table lets it start here; something else stands in the way
    after = ledger(_case(on))
    transaction.savepoint_rollback(savepoint)
    if conflict:
        assert on.number in str(conflict)
        assert after == before
    return conflict is None


def refused(kind: type[Refusal], on: Assignment | Case, attempt: Callable[[], object]) -> Refusal:
    """The attempt is refused so, and nothing is written. Returns the refusal."""
    before = ledger(_case(on))
    with pytest.raises(kind) as caught:
        attempt()
    assert ledger(_case(on)) == before
    return caught.value


def _case(on: Assignment | Case) -> Case:
    return on.case if isinstance(on, Assignment) else on


def ledger(case: Case) -> dict[str, Any]:
    """All that a move may write of a case, to compare before and after."""
    return {
        "case": Case.objects.filter(pk=case.pk).values().get(),
        "tasks": list(Assignment.objects.filter(case=case).order_by("pk").values()),
        "events": list(Event.objects.filter(case=case).order_by("pk").values()),
        "requests": list(Request.objects.filter(case=case).order_by("pk").values()),
        "texts": list(CaseText.objects.filter(case=case).order_by("pk").values()),
        "enclosures": list(Enclosure.objects.filter(event__case=case).order_by("pk").values()),
        "outbox": list(Row.objects.order_by("pk").values()),
    }


def last_event(case: Case) -> Event:
    return case.events.select_related("by", "assignment").latest("seq")


def told(event: Event) -> tuple[str, str, str]:
    """What was done, from where, to where: as the database has the event now."""
    event = fresh(event)
    return event.verb, event.from_state, event.to_state


def open_kinds(case: Case) -> list[str]:
    """What is asked and not ruled yet; the case counts it."""
    kinds = sorted(case.requests.filter(closed_at=None).values_list("kind", flat=True))
    assert fresh(case).open_requests == len(kinds)
    return kinds


def asked_for(event: Event) -> bool:
    """True when the outbox was asked for the reactions of this event."""
    return Row.objects.filter(subject=f"case:{event.case_id}", verb=event.verb, ref=event.pk).exists()


def faults(case: Case) -> list[str]:
    """What `check` finds in the case as the database has it now."""
    return [fault.what for fault in check_case(Case.objects.get(pk=case.pk))]
