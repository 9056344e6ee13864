"""The pages of the moves of a unit that handles, and of the node that reviews."""

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases import album, guarded
from xinqiao.cases.forms import MoveForm
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, CaseText, Event
from xinqiao.cases.pages import More, MovePage
from xinqiao.cases.refusal import Barred
from xinqiao.handling import actions, queries, steps
from xinqiao.handling.asking_forms import (
    CarryOverForm,
    ExcludeForm,
    ExtendForm,
    LookAgainForm,
    ObjectForm,
    PauseForm,
    ResumeForm,
    SendBackForm,
    StrikeOffForm,
)
from xinqiao.handling.forms import (
    ConsultForm,
    ContactForm,
    DelegateForm,
    FeedBackForm,
    InterimReplyForm,
    PassReviewForm,
    RejectReviewForm,
    ReplyForm,
    SupplementForm,
)
from xinqiao.handling.outcomes import Outcome
from xinqiao.knowledge import scripts
from xinqiao.people.models import Staff, Unit

TEMPLATE = "handling/move.html"


def _replies(form: MoveForm) -> dict[str, Any]:
    """What the unit and those who work with it said so far, newest first."""
    return {"replies": [_told(said) for said in queries.said_around(_task_of(form))]}


def _task_of(form: MoveForm) -> Assignment:
    if not isinstance(form.on, Assignment):
        raise TypeError("a unit's move is made on its task")
    return form.on


def _told(said: CaseText) -> CaseText:
    """With `label`, what it was, and `outcome` in words."""
    outcome = said.event.data.get("outcome")
    said.label = gettext(MOVES[said.event.verb].label)  # type: ignore[attr-defined]
    said.outcome = Outcome(outcome).label if outcome else ""  # type: ignore[attr-defined]
    return said


def _to_review(form: MoveForm) -> dict[str, Any]:
    """All that a reviewer weighs: what was said, how it was done, which pictures there are."""
    task = _task_of(form)
    enclosed = album.of(guarded.enclosures_for(form.by, task.case))
    return _replies(form) | {"reviews": True, "steps": steps.of(task, form.by), "album": enclosed}


def _to_contact(form: MoveForm) -> dict[str, Any]:
    """What was said before, and whether the citizen was reached."""
    return _replies(form) | {"steps": steps.of(_task_of(form), form.by, "contact")}


def _for_the_citizen(form: MoveForm) -> dict[str, Any]:
    """Words that the citizen will read: shown to the handler as he will, with what can be called up by `/`."""
    return _replies(form) | {"is_read_by_citizen": True, "scripts": scripts.current_entries(timezone.now())}


def signed(event: Event) -> str:
    """What is said of a task that was signed."""
    return gettext("%(number)s 已签收") % {"number": event.assignment.number if event.assignment else ""}


def hand_on(task: Assignment, to: Unit | None, *, note: str, by: Staff, now: datetime) -> str:
    """Hand the task on to the unit below; what is told of it. Raises Barred for one that a person has to open, and what
    the action refuses."""
    # Of one that has moved on, whatever it lacks, the door tells who was quicker.
    if task.state in MOVES["delegate"].from_ and (lacking := _lacking(task, to)):
        raise Barred(MOVES["delegate"], lacking)
    below = actions.delegate(task, to=to or task.unit, note=note, by=by, now=now)[0]
    return gettext("%(number)s 已转派%(unit)s") % {"number": below.number, "unit": below.unit.name}


def _lacking(task: Assignment, to: Unit | None) -> str:
    if to is None:
        return gettext("派单目录中没有本单位下级的行，请打开后选择单位")
    return gettext("保密件和举报件要写摘要，请打开后转派") if needs_extract(task.case) else ""


def _page(verb: str, form: type[MoveForm], more: More = _replies) -> MovePage:
    return MovePage(verb, getattr(actions, verb), form, TEMPLATE, more)


PAGES: Final = (
    MovePage(
        "sign", actions.sign,
        told=signed,
    ),
    _page("delegate", DelegateForm),
    _page("contact", ContactForm, _to_contact),
    _page("interim_reply", InterimReplyForm, _for_the_citizen),
    _page("supplement", SupplementForm),
    _page("consult", ConsultForm),
    _page("feed_back", FeedBackForm),
    _page("reply", ReplyForm, _for_the_citizen),
    _page("pass_review", PassReviewForm, _to_review),
    _page("reject_review", RejectReviewForm, _to_review),
    _page("send_back", SendBackForm),
    _page("object", ObjectForm),
    _page("extend", ExtendForm),
    _page("pause", PauseForm),
    _page("resume", ResumeForm),
    _page("carry_over", CarryOverForm),
    _page("look_again", LookAgainForm),
    _page("strike_off", StrikeOffForm),
    _page("exclude", ExcludeForm),
)  # fmt: skip
