"""What a node rules on the tasks that it handed down: returns, objections, extensions, pauses, carry-overs."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.advice.leading import check_officer_of_task
from xinqiao.cases import dues, guards
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Event, Request
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.transition import Given, hold, make
from xinqiao.people.models import Staff


def rule_return(task: Assignment, *, granted: bool, reason: str, by: Staff, now: datetime) -> Event:
    """Take the task back from the unit (误派, the dispatcher's) or hold it to it (退单不当, the unit's)."""
    return _rule_leaving("rule_return", task, granted, reason, by, now)


def rule_objection(task: Assignment, *, granted: bool, reason: str, by: Staff, now: datetime) -> Event:
    """Rule on the objection to a refused return; refused, the unit is designated and that is final."""
    return _rule_leaving("rule_objection", task, granted, reason, by, now)


def _rule_leaving(verb: str, task: Assignment, granted: bool, reason: str, by: Staff, now: datetime) -> Event:
    """Rule on what would rid the unit of its task."""
    check_officer_of_task(MOVES[verb], task, by)
    return make(verb, task, Given({"granted": granted}, text=reason), by=by, now=now)


@transaction.atomic
def rule_extension(
    task: Assignment, *, granted: bool, reason: str = "", upper_reference: str = "",
    upper_due_at: datetime | None = None, by: Staff, now: datetime,
) -> Event:  # fmt: skip
    """Let the unit have until the moment that it asked for; a lower tier's lies inside its parent's.

    Of an upper platform's order the extension is asked upward: `upper_reference` is that platform's consent,
    `upper_due_at` the order's new deadline if it had one (floor rule 9). Raises Incomplete, Barred when nothing would
    be gained, and what the door refuses.
    """
    _check_reason("rule_extension", granted, reason)
    check_officer_of_task(MOVES["rule_extension"], task, by)
    held = hold(task)
    if granted and held.case.source.is_upper and not upper_reference.strip():
        raise Incomplete(MOVES["rule_extension"], ["upper_reference"])
    asked = open_request(held, "extend")
    facts = _extension_facts(held, asked, upper_due_at, now) if granted and asked else {}
    upper = {"upper_reference": upper_reference} if upper_reference else {}
    return make("rule_extension", task, Given({"granted": granted, **facts, **upper}, text=reason), by=by, now=now)


def _check_above_runs(verb: str, task: Assignment, now: datetime) -> None:
    """The guard of asking once more, for who grants it: a refusal needs none."""
    if guards.stands_still(task.parent, now):
        _, words = guards.GUARDS["above_runs"]
        raise Barred(MOVES[verb], gettext(words))


def _extension_facts(task: Assignment, asked: Request, upper_due_at: datetime | None, now: datetime) -> dict[str, Any]:
    _check_above_runs("rule_extension", task, now)
    facts = dues.extension_facts(task, dues.spans(task), asked.asked.data["limit"], now, upper_due_at=upper_due_at)
    is_kept = upper_due_at is not None and upper_due_at <= task.due_at  # as an order it may be over and bound nothing
    if is_kept or "due_at" not in facts or datetime.fromisoformat(facts["due_at"]) <= task.due_at:
        raise Barred(MOVES["rule_extension"], gettext("上级的时限没有放宽；请先向上级申请延期"))
    return facts


@transaction.atomic
def rule_pause(task: Assignment, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Let the clock stand still until the date that was asked for; the due moment moves by what that covers.

    Raises Incomplete, Barred when no time would be gained (overdue, inside a deadline from above), UnpublishedYear, and
    what the door refuses.
    """
    _check_reason("rule_pause", granted, reason)
    check_officer_of_task(MOVES["rule_pause"], task, by)
    held = hold(task)
    asked = open_request(held, "pause")
    facts = _pause_facts(held, asked, now) if granted and asked else {}
    return make("rule_pause", task, Given({"granted": granted, **facts}, text=reason), by=by, now=now)


def _pause_facts(task: Assignment, asked: Request, now: datetime) -> dict[str, Any]:
    """From the ruling on, never before it."""
    _check_above_runs("rule_pause", task, now)
    until = datetime.fromisoformat(asked.asked.data["until"])
    if until <= now:
        raise Barred(MOVES["rule_pause"], gettext("申请的恢复日期已过"))
    given = dues.spans(task)
    if why := dues.why_no_pause(task, given, until, now):
        raise Barred(MOVES["rule_pause"], why)
    return dues.pause_facts(task, given, asked.asked.data["until"], now)


@transaction.atomic
def rule_carry_over(task: Assignment, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Put on the books what cannot be solved now; its clock stops here, and it is looked at when it was asked to be."""
    _check_reason("rule_carry_over", granted, reason)
    check_officer_of_task(MOVES["rule_carry_over"], task, by)
    asked = open_request(hold(task), "carry_over")
    facts = {"look_at": asked.asked.data["look_at"]} if granted and asked else {}
    return make("rule_carry_over", task, Given({"granted": granted, **facts}, text=reason), by=by, now=now)


def rule_strike_off(task: Assignment, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Strike a matter off the books that the unit says is solved; its task is completed then."""
    _check_reason("rule_strike_off", granted, reason)
    check_officer_of_task(MOVES["rule_strike_off"], task, by)
    return make("rule_strike_off", task, Given({"granted": granted}, text=reason), by=by, now=now)


def rule_supplement(task: Assignment, *, granted: bool, reason: str, by: Staff, now: datetime) -> Event:
    """Tell the unit what the citizen has said to its question, or why he could not be asked (补正答复)."""
    return make("rule_supplement", task, Given({"granted": granted}, text=reason), by=by, now=now)


def rule_exclusion(task: Assignment, *, granted: bool, reason: str, by: Staff, now: datetime) -> Event:
    """Leave the task out of one indicator or not. A second person rules: never who dispatched it, or proposed to
    (floor rule 24)."""
    handed_down = Q(assignment=task, verb__in=[move.verb for move in MOVES.values() if move.hands_down])
    proposed = Q(case=task.case, verb="propose_dispatch")
    if Event.objects.filter(handed_down | proposed, by=by).exists():
        raise Barred(MOVES["rule_exclusion"], gettext("派单的人不能裁定剔除"))
    return make("rule_exclusion", task, Given({"granted": granted}, text=reason), by=by, now=now)


@transaction.atomic
def reschedule(task: Assignment, *, reason: str, by: Staff, now: datetime) -> Event:
    """Move the deadlines of an open task to what the calendar of now makes of them; nobody chooses them.

    Raises Barred when they stand right, UnpublishedYear, and what the door refuses.
    """
    held = hold(task)
    facts = dues.as_facts(held, dues.moments(held, dues.spans(held)))
    if not facts:
        raise Barred(MOVES["reschedule"], gettext("时限与日历相符，不必重算"))
    return make("reschedule", task, Given(facts, text=reason), by=by, now=now)


def _check_reason(verb: str, granted: bool, reason: str) -> None:
    """Who refuses says why."""
    if not granted and not reason.strip():
        raise Incomplete(MOVES[verb], ["reason"])
