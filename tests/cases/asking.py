"""Questions that the tests of every move ask."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from tests.factories import archived, completed, dispatched, fresh, in_handling, person, registered, replied
from tests.factories import to_call_back as planned
from xinqiao.cases.check import check_case
from xinqiao.cases.models import Assignment, Case, CaseText, Event
from xinqiao.cases.refusal import NotYours
from xinqiao.outbox.models import Row
from xinqiao.people.models import Role, Staff

# How a task, or a case, gets to where it stands.
TASKS: dict[str, Callable[[], Assignment]] = {
    "dispatched": dispatched,
    "handling": in_handling,
    "replied": replied,
    "completed": completed,
}
CASES: dict[str, Callable[[], Case]] = {
    "registered": registered,
    "in_hand": lambda: fresh(in_handling().case),
    "completed": lambda: fresh(planned().case),
    "archived": archived,
}


def who_may(attempt: Callable[[Staff], object]) -> set[str]:
    """The roles for which the attempt gets through, as "role" at the centre, "role@cgj" at a unit."""
    through = set()
    for role in Role.objects.values_list("code", flat=True):
        for unit in ("xq", "cgj", "zjj"):
            if _gets_through(attempt, person(role, unit)):
                through.add(role if unit == "xq" else f"{role}@{unit}")
    return through


def _gets_through(attempt: Callable[[Staff], object], by: Staff) -> bool:
    try:
        with transaction.atomic():
            attempt(by)
            transaction.set_rollback(True)
    except NotYours:
        return False
    return True


def ledger(case: Case) -> dict[str, Any]:
    """All that a move may write of a case, to compare before and after."""
    return {
        "case": Case.objects.filter(pk=case.pk).values().get(),
        "tasks": list(Assignment.objects.filter(case=case).order_by("pk").values()),
        "events": list(Event.objects.filter(case=case).order_by("pk").values()),
        "texts": list(CaseText.objects.filter(case=case).order_by("pk").values()),
        "outbox": list(Row.objects.order_by("pk").values()),
    }


def last_event(case: Case) -> Event:
    return case.events.select_related("by", "assignment").latest("seq")


def asked_for(event: Event) -> bool:
    """True when the outbox was asked for the reactions of this event."""
    return Row.objects.filter(subject=f"case:{event.case_id}", verb=event.verb, ref=event.pk).exists()


def faults(case: Case) -> list[str]:
    """What `check` finds in the case as the database has it now."""
    return [fault.what for fault in check_case(Case.objects.get(pk=case.pk))]
