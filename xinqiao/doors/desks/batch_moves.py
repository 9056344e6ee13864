"""Which moves can be made on a whole list at once: a table, verb -> what is chosen, what is given, what makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.advice.handing_on import HandOnForm, suggested_below
from xinqiao.advice.units import best_each, destinations
from xinqiao.cases import queries, rulings
from xinqiao.cases.models import Assignment, Case, State
from xinqiao.dispatch import moves as dispatching
from xinqiao.dispatch import queries as waiting
from xinqiao.dispatch.forms import HandOutForm
from xinqiao.handling import actions as handling
from xinqiao.handling import moves as working
from xinqiao.handling.tabs import asked_for
from xinqiao.people.models import Staff, Unit


@dataclass(frozen=True, slots=True)
class Given:
    """What the move is given for all rows alike, and who makes it when."""

    unit: Unit | None
    note: str
    by: Staff
    now: datetime


@dataclass(frozen=True, slots=True)
class Batchable:
    """`chosen`: the rows of this person's list that the filters of its address leave, the oldest first. `make`: the stage's
    own move on one row; returns what is told of it. `unit`: the form's field that names where all go."""

    label: Promise
    desk: str
    chosen: Callable[[Staff, Mapping[str, str]], QuerySet[Any]]
    make: Callable[[Any, Given], str]
    form: Callable[[Mapping[str, str], Staff], forms.Form] | None = None
    unit: str = ""


def _to_dispatch(staff: Staff, filters: Mapping[str, str]) -> QuerySet[Case]:
    return waiting.to_dispatch(staff).order_by("registered_at", "pk")


def _hand_out(case: Case, given: Given) -> str:
    to = destinations([case], given.unit, best_each)[case]
    return dispatching.hand_out(case, to, by=given.by, now=given.now)


def _to_delegate(staff: Staff, filters: Mapping[str, str]) -> QuerySet[Assignment]:
    return waiting.to_delegate(staff).order_by("dispatched_at", "pk")


def _hand_on(task: Assignment, given: Given) -> str:
    to = destinations([task], given.unit, suggested_below)[task]
    return working.hand_on(task, to, note=given.note, by=given.by, now=given.now)


def _to_sign(staff: Staff, filters: Mapping[str, str]) -> QuerySet[Assignment]:
    shown = asked_for(filters).narrow(queries.tasks_for(staff, "sign"), staff, timezone.now())
    return shown.filter(state=State.DISPATCHED).order_by("dispatched_at", "pk")


def _sign(task: Assignment, given: Given) -> str:
    return working.signed(handling.sign(task, by=given.by, now=given.now))


def _to_merge(staff: Staff, filters: Mapping[str, str]) -> QuerySet[Case]:
    asked = rulings.to_rule(staff).filter(kind="propose_merge")
    return Case.objects.filter(pk__in=asked.order_by().values("case")).order_by("registered_at", "pk")


def _merge(case: Case, given: Given) -> str:
    return dispatching.merge(case, by=given.by, now=given.now)


BATCHABLE: Final[dict[str, Batchable]] = {
    "dispatch": Batchable(
        _("批量派单"), "dispatch:queue", _to_dispatch, _hand_out, lambda typed, by: HandOutForm(typed), "lead"
    ),
    "delegate": Batchable(
        _("批量转派"), "dispatch:queue", _to_delegate, _hand_on,
        lambda typed, by: HandOnForm(typed, by=by), "to",
    ),
    "sign": Batchable(_("批量签收"), "handling:worklist", _to_sign, _sign),
    "rule_merge": Batchable(_("批量并单"), "desks:rulings", _to_merge, _merge),
}  # fmt: skip
