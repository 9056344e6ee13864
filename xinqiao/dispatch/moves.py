"""The pages of the dispatcher's moves, at the centre and at every node."""

from typing import Any, Final

from django.utils.translation import gettext

from xinqiao.advice import units
from xinqiao.cases.forms import MoveForm, RulingForm
from xinqiao.cases.lifecycle import MOVES, Move
from xinqiao.cases.models import Assignment
from xinqiao.cases.pages import More, MovePage
from xinqiao.dispatch import actions, queries
from xinqiao.dispatch.forms import (
    AmendForm,
    ConveyForm,
    DesignateForm,
    DispatchForm,
    ReasonForm,
    SplitForm,
    TerminateForm,
)
from xinqiao.dispatch.ruling_forms import RuleExclusionForm, RuleExtensionForm, RuleObjectionForm, RuleReturnForm

TO_UNITS = "dispatch/dispatch.html"
RULING = "dispatch/ruling.html"


def _suggestions(form: MoveForm) -> dict[str, Any]:
    """The units that the catalogue names, none that the case accuses; the first is preset."""
    accused = form.case.accused
    found = [one for one in units.suggest(form.case) if not (accused and accused.holds(one.unit))]
    if found and not form.is_bound:
        form.initial["lead"] = found[0].unit
    return {"suggested": found, "ways": _ways(form)}


def _ways(form: MoveForm) -> list[Move]:
    """The moves that the same form can be sent as, the usual one first."""
    first = "propose_dispatch" if actions.needs_precheck(form.case) else "dispatch"
    return [MOVES[verb] for verb in (first, "designate") if form.by.can_anywhere(verb)]


def _history(form: MoveForm) -> dict[str, Any]:
    """How often the case came back before."""
    return {"returns": queries.returns_of(form.case)}


def _history_and_row(form: MoveForm) -> dict[str, Any]:
    """Of a return also the catalogue row of the matter: the one that names the unit, else the nearest, which the
    dispatch did not follow."""
    rows = units.suggest(form.case)
    unit = form.on.unit if isinstance(form.on, Assignment) else None
    rows.sort(key=lambda one: one.unit != unit)
    return {**_history(form), "of_return": True, "row": rows[0].row if rows else None}


def _sent(task: Assignment) -> str:
    told = {"number": task.number, "unit": task.unit.name}
    return gettext("%(number)s 已派往%(unit)s") % told


def _ruling(verb: str, form: type[RulingForm] = RulingForm, more: More = _history) -> MovePage:
    return MovePage(verb, getattr(actions, verb), form, RULING, more, then="desks:rulings")


PAGES: Final = (
    MovePage("dispatch", actions.dispatch, DispatchForm, TO_UNITS, _suggestions, "dispatch:queue", _sent),
    MovePage("designate", actions.designate, DesignateForm, TO_UNITS, _suggestions, "dispatch:queue", _sent),
    MovePage("propose_dispatch", actions.propose_dispatch, DispatchForm, TO_UNITS, _suggestions, "dispatch:queue"),
    MovePage("split", actions.split, SplitForm, told=_sent),
    MovePage("amend", actions.amend, AmendForm),
    MovePage("terminate", actions.terminate, TerminateForm),
    MovePage("unmerge", actions.unmerge, ReasonForm),
    MovePage("recall", actions.recall, ReasonForm),
    MovePage("convey", actions.convey, ConveyForm),
    MovePage("reschedule", actions.reschedule, ReasonForm),
    _ruling("rule_dispatch"),
    _ruling("rule_merge"),
    _ruling("rule_return", RuleReturnForm, _history_and_row),
    _ruling("rule_objection", RuleObjectionForm, _history_and_row),
    _ruling("rule_extension", RuleExtensionForm),
    _ruling("rule_pause"),
    _ruling("rule_carry_over"),
    _ruling("rule_strike_off"),
    _ruling("rule_exclusion", RuleExclusionForm),
)
