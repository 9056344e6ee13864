"""The pages of the dispatcher's moves, at the centre and at every node."""

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext

from xinqiao.advice import units
from xinqiao.cases.forms import MoveForm, RulingForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES, Move
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.pages import More, MovePage
from xinqiao.cases.refusal import Barred
from xinqiao.cases.second_look import needs_precheck
from xinqiao.dispatch import actions, queries
from xinqiao.dispatch.forms import (
    AmendForm,
    ConveyForm,
    DesignateForm,
    DispatchForm,
    ReasonForm,
    ReassignForm,
    SplitForm,
    TerminateForm,
)
from xinqiao.dispatch.ruling_forms import (
    RuleExclusionForm,
    RuleExtensionForm,
    RuleObjectionForm,
    RuleReturnForm,
    RuleSupplementForm,
)
from xinqiao.people.models import Staff, Unit

TO_UNITS = "dispatch/dispatch.html"
RULING = "dispatch/ruling.html"


def _suggestions(form: MoveForm) -> dict[str, Any]:
    """The units that the catalogue names, none that the case accuses or that stands too low for its source; the first is
    preset."""
    found = units.fitting(form.case, units.suggest(form.case))
    if found and not form.is_bound:
        form.initial["lead"] = found[0].unit
    return {"suggested": found, "ways": _ways(form)}


def _ways(form: MoveForm) -> list[Move]:
    """The moves that the same form can be sent as, the usual one first."""
    first = "propose_dispatch" if needs_precheck(form.case) else "dispatch"
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


def hand_out(case: Case, to: Unit | None, *, by: Staff, now: datetime) -> str:
    """Dispatch the case to the unit; to a second pair of eyes first where its type asks for that (floor rule 12). What is
    told of it. Raises Barred for a case that a person has to open, and what the actions refuse."""
    is_waiting = case.stage in MOVES["dispatch"].from_
    if is_waiting and (lacking := _lacking(case, to)):
        raise Barred(MOVES["dispatch"], lacking)
    if to and needs_precheck(case):
        actions.propose_dispatch(case, lead=to, by=by, now=now)
        return gettext("拟派%(unit)s，已提交预审") % {"unit": to.name}
    # Of one that is gone, whatever it lacks, the door tells who was quicker.
    return sent(actions.dispatch(case, lead=to if is_waiting else None, by=by, now=now))


def _lacking(case: Case, to: Unit | None) -> str:
    if to is None:
        return gettext("派单目录中没有对应的行，请打开后选择单位")
    return gettext("保密件和举报件要写摘要，请打开后派单") if needs_extract(case) else ""


def sent(task: Assignment) -> str:
    """What is said of a task that went out."""
    told = {"number": task.number, "unit": task.unit.name}
    return gettext("%(number)s 已派往%(unit)s") % told


def merge(case: Case, *, by: Staff, now: datetime) -> str:
    """Confirm the merge that is proposed for the case; what is told of it. Raises what the action refuses."""
    event = actions.rule_merge(case, granted=True, by=by, now=now)
    into = event.case.merged_into
    return gettext("已并入 %(number)s") % {"number": into.number if into else ""}


def _ruling(verb: str, form: type[RulingForm] = RulingForm, more: More = _history) -> MovePage:
    return MovePage(verb, getattr(actions, verb), form, RULING, more, then="desks:rulings")


PAGES: Final = (
    MovePage("dispatch", actions.dispatch, DispatchForm, TO_UNITS, _suggestions, "dispatch:queue", sent),
    MovePage("designate", actions.designate, DesignateForm, TO_UNITS, _suggestions, "dispatch:queue", sent),
    MovePage("propose_dispatch", actions.propose_dispatch, DispatchForm, TO_UNITS, _suggestions, "dispatch:queue"),
    MovePage("split", actions.split, SplitForm, told=sent),
    MovePage("amend", actions.amend, AmendForm, "cases/facts.html"),
    MovePage("terminate", actions.terminate, TerminateForm),
    MovePage("unmerge", actions.unmerge, ReasonForm),
    MovePage("reassign", actions.reassign, ReassignForm, told=sent),
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
    _ruling("rule_supplement", RuleSupplementForm),
)
