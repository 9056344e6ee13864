"""The figures beside the menu: what waits for this person, by the name of its live topic."""

from collections.abc import Callable
from typing import Final

from django.utils import timezone

from xinqiao.callback import queries as callbacks
from xinqiao.cases import queries as cases
from xinqiao.cases import rulings
from xinqiao.cases.models import State
from xinqiao.dispatch import queries as dispatching
from xinqiao.handling import queries as handling
from xinqiao.intake import declines, urgent
from xinqiao.people.models import Staff


def _to_dispatch(staff: Staff) -> int:
    waiting = dispatching.to_dispatch(staff).count() if staff.can_anywhere("dispatch") else 0
    return waiting + (dispatching.to_delegate(staff).count() if staff.can_anywhere("delegate") else 0)


def _in_hand(staff: Staff) -> int:
    return handling.in_hand(staff).filter(state__in=[State.DISPATCHED, State.HANDLING]).count()


def _to_review(staff: Staff) -> int:
    return cases.tasks_for(staff, "pass_review").filter(state=State.REPLIED).count()


def _books_to_look_at(staff: Staff) -> int:
    return handling.to_look_at(staff, timezone.now()).count()


def _to_call_back(staff: Staff) -> int:
    return callbacks.waiting(staff).count() if staff.can_anywhere("call_back") else 0


def _to_rule(staff: Staff) -> int:
    return rulings.to_rule(staff).count()


def _declined(staff: Staff) -> int:
    return declines.to_look_at(staff).count()


def _to_brief(staff: Staff) -> int:
    return urgent.to_brief(staff).count()


COUNTERS: Final[dict[str, Callable[[Staff], int]]] = {
    "dispatch": _to_dispatch,
    "handling": _in_hand,
    "reviews": _to_review,
    "carried_over": _books_to_look_at,
    "callback": _to_call_back,
    "rulings": _to_rule,
    "declined": _declined,
    "flagged": _to_brief,
}
