"""A bad rating is not a rework (floor rule 23): the callback agent puts it before the reviewer, the reviewer rules.

A rework is a new round with a callback of its own. After as many as the city allows the next one is no round like
those before: the case becomes a problem order, goes up one tier, and that was the last (Bayannur: 3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.advice.leading import check_leads, check_officer
from xinqiao.callback.impartial import check_impartial
from xinqiao.callback.models import Callback, Ground, Verdict
from xinqiao.callback.queries import rated_units
from xinqiao.callback.ratings import badly_rated
from xinqiao.cases.dues import task_for
from xinqiao.cases.guarded import check_extract, needs_extract
from xinqiao.cases.lifecycle import MOVES, Tie
from xinqiao.cases.models import Assignment, Case, Event, Request
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, Task, hand_down, hold_case, make
from xinqiao.people import policy
from xinqiao.people.models import Staff, Unit

PROBLEM = "rework"  # the ground of a problem order that was reworked too often


@transaction.atomic
def propose_rework(case: Case, *, advised: bool = True, reason: str, by: Staff | None, now: datetime) -> Event:
    """Put a completed case before the reviewer, for or against a rework (`advised`), with the reason. `by` None: the
    citizen asks himself."""
    event = make("propose_rework", case, Given({"advised": advised}, text=reason), by=by, now=now)
    if by:
        check_impartial(by, rated_units(case), MOVES["propose_rework"])
    return event


@transaction.atomic
def rule_rework(
    case: Case, *, verdict: Verdict, reason: str, units: Iterable[Unit] = (), note: str = "", by: Staff, now: datetime
) -> Event:
    """Rule on what was proposed. A rework is handed down at once: to the units named, else to those rated badly.

    `note` goes to the units, else the reason does; of a confidential case or a report it is the extract they get, and
    needed. Raises Incomplete when no unit is named and none was rated badly, Barred after a problem order, NoRule,
    UnpublishedYear, and what the door refuses; nothing is written then.
    """
    move = MOVES["rule_rework"]
    check_officer(move, case, by)
    granted = verdict == Verdict.REWORK
    event = make("rule_rework", case, Given({"verdict": verdict, "granted": granted}, text=reason), by=by, now=now)
    check_impartial(by, rated_units(case), move)
    if granted:
        to = list(units) or _badly_rated(case)
        words = note if needs_extract(case) else note.strip() or reason
        rework(case, units=to, note=words, by=by, now=now)
    return event


def _badly_rated(case: Case) -> list[Unit]:
    """The units that the citizen complained of in this round."""
    ended = case.callbacks.filter(round=case.round, ground=Ground.PASSED).first()
    return [rating.assignment.unit for rating in badly_rated(ended)] if ended else []


@transaction.atomic
def rework(case: Case, *, units: Iterable[Unit], note: str = "", by: Staff, now: datetime) -> list[Assignment]:
    """Hand the case down again, the first unit leads; only as a reviewer has ruled. Returns the new tasks.

    The citizen is called when they are done, or when their limit has run out.
    """
    move, held, rule = MOVES["rework"], hold_case(case), policy.load().rework
    check_officer(move, held, by)
    why_not, is_last = _why_not(held), held.round > rule.most
    to = dict.fromkeys(_one_tier_above(unit) if is_last else unit for unit in units)
    tasks = [_task(held, unit, order, now, is_final=is_last) for order, unit in enumerate(to)]
    if is_last and not why_not:
        mark_problem(held, now=now)
    check_leads(move, held, to)
    made = hand_down("rework", case, tasks, Given(text=note), by=by, now=now)
    if why_not:
        raise Barred(move, why_not)
    check_extract(move, held, note, by)
    _call_at_expiry(held, made)
    return made


def _why_not(case: Case) -> str:
    """What stands in the way of a rework; empty when a reviewer granted it since the case was completed."""
    if case.problem == PROBLEM:
        return gettext("已因多次重办列为问题工单，不再重办；请裁定解释到位或不合理诉求")
    granted = Request.objects.filter(case=case, kind="propose_rework", granted=True)
    since = case.completed_at
    return "" if since and granted.filter(closed_at__gte=since).exists() else gettext("重办须先经重办裁定")


def _one_tier_above(unit: Unit) -> Unit:
    """The nearest unit above that is at work; what lies right below the centre stays with its own unit."""
    above = unit.parent
    if above is None or above.parent_id is None:
        return unit
    return above if above.is_active else _one_tier_above(above)


def _task(case: Case, unit: Unit, order: int, now: datetime, *, is_final: bool) -> Task:
    tie = Tie.CO_LEAD if order else Tie.LEAD
    return replace(task_for(case, unit, tie, now, new_round=True), is_final=is_final)


def mark_problem(case: Case, *, now: datetime) -> Event:
    """Name a case a problem order that was reworked as often as the city allows: it goes up, and round no more."""
    return make("mark_problem", case, Given({"ground": PROBLEM}, sets={"problem": PROBLEM}), by=None, now=now)


def _call_at_expiry(case: Case, made: Sequence[Assignment]) -> None:
    """Callback of the new round: due at its limit, whether or not the case is handled then."""
    if not case.is_anonymous:
        due_at = max(task.due_at for task in made)
        Callback.objects.create(case=case, round=made[0].round, ground=Ground.EXPIRED, due_at=due_at)
