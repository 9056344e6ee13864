"""Which units have a case: dispatched, checked before, split, recalled, told more, designated, corrected, terminated."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.advice.leading import check_leads, check_officer, check_officer_of_task
from xinqiao.cases.dues import task_for
from xinqiao.cases.grounds import ground_of
from xinqiao.cases.guarded import check_extract, needs_extract
from xinqiao.cases.lifecycle import LEADING, MOVES, VOID_STATES, Move, Tie
from xinqiao.cases.models import Assignment, Case, Event, State
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.second_look import needs_precheck
from xinqiao.cases.transition import Given, Task, hand_down, hold_case, make
from xinqiao.catalogue.models import Ground
from xinqiao.people import policy
from xinqiao.people.models import Staff, Unit


@transaction.atomic
def dispatch(
    case: Case, *, lead: Unit | None, co_leads: Iterable[Unit] = (), assisting: Iterable[Unit] = (), note: str = "",
    by: Staff, now: datetime,
) -> Assignment:  # fmt: skip
    """Hand the case to its lead unit, to co-leads and assisting units; their clocks start (floor rule 5).

    `note` goes with it; of a confidential case or a report it is the extract that the units get instead of the
    citizen's words. Returns the lead's assignment. Raises what the door refuses, Barred where a pre-check or a
    designation is due, NoRule when deadlines.csv has no row for this case, UnpublishedYear when a limit would end in a
    year whose holidays are not known.
    """
    move, case = MOVES["dispatch"], hold_case(case)
    check_officer(move, case, by)
    _check_prechecked(move, case)
    _check_undesignated(move, case)
    return _hand_down(move, case, lead, co_leads, assisting, note, by, now)


def dispatch_again(case: Case, *, lead: Unit, reason: str, note: str, by: Staff, now: datetime) -> Assignment:
    """Hand a case that was taken from its lead to another one: designated, when it has changed hands too often. `note`
    goes with it, else the reason does where the unit is designated.

    Raises Barred, of a type that is pre-checked, when it is not somebody who may pre-check; else as `dispatch`. Whose
    officer it is was asked before the case was taken away.
    """
    move = MOVES["designate" if _must_designate(case) else "dispatch"]
    _check_may_check(MOVES["reassign"], case, by)
    words = note if needs_extract(case) or move.verb == "dispatch" else note.strip() or reason
    return _hand_down(move, case, lead, (), (), words, by, now)


@transaction.atomic
def designate(
    case: Case, *, lead: Unit | None, assisting: Iterable[Unit] = (), reason: str, by: Staff, now: datetime
) -> Assignment:
    """Hand the case to a unit that may not send it back any more (指定承办, floor rule 11).

    Raises Barred where a pre-check is due, unless the case has been sent back too often.
    """
    move, case = MOVES["designate"], hold_case(case)
    check_officer(move, case, by)
    if not _must_designate(case):
        _check_prechecked(move, case)
    return _hand_down(move, case, lead, (), assisting, reason, by, now)


def propose_dispatch(
    case: Case, *, lead: Unit, co_leads: Iterable[Unit] = (), assisting: Iterable[Unit] = (), note: str = "",
    by: Staff, now: datetime,
) -> Event:  # fmt: skip
    """Ask that the case go out so. Raises Barred for who may not lead it, and what the door refuses."""
    codes = {"co_leads": [unit.code for unit in co_leads], "assisting": [unit.code for unit in assisting]}
    facts: dict[str, Any] = {"lead": lead.code, **{name: found for name, found in codes.items() if found}}
    check_leads(MOVES["propose_dispatch"], case, [lead, *co_leads])
    check_extract(MOVES["propose_dispatch"], case, note, by)
    if needs_extract(case):
        facts["extract"] = True
    return make("propose_dispatch", case, Given(facts, text=note), by=by, now=now)


@transaction.atomic
def rule_dispatch(case: Case, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Let the case go out as it was proposed, or give it back to the dispatcher with a reason."""
    move = MOVES["rule_dispatch"]
    if not granted and not reason.strip():
        raise Incomplete(move, ["reason"])
    held = hold_case(case)
    check_officer(move, held, by)
    asked = open_request(held, move.rules)
    if granted and asked and needs_extract(held) and not asked.asked.data.get("extract"):
        raise Barred(move, gettext("报审以后改为保密，意见未必可给承办单位；请退回后按摘要重新报审"))
    event = make("rule_dispatch", case, Given({"granted": granted}, text=reason), by=by, now=now)
    if granted and asked:
        _check_undesignated(move, held)
        said = asked.asked
        (lead,) = _units([said.data["lead"]])
        co_leads, assisting = (_units(said.data.get(name, [])) for name in ("co_leads", "assisting"))
        note = said.text.body if hasattr(said, "text") else ""
        _hand_down(MOVES["dispatch"], held, lead, co_leads, assisting, note, by, now)
    return event


@transaction.atomic
def split(case: Case, *, unit: Unit, tie: Tie, note: str, by: Staff, now: datetime) -> Assignment:
    """Give a part of a case that is in hand to one more unit (拆单), beside its lead.

    Raises Barred when a second lead would stand beside the first; of a type that is pre-checked, when it is not
    somebody who may pre-check that sends the part out.
    """
    move, case = MOVES["split"], hold_case(case)
    check_officer(move, case, by)
    _check_may_check(move, case, by)
    if tie == Tie.LEAD:
        raise Barred(move, gettext("已有主办单位；另派的单位为共同主办或协办"))
    check_extract(move, case, note, by)
    check_leads(move, case, [unit] if tie in LEADING else [])
    tasks = [task_for(case, unit, tie, now)]
    return hand_down("split", case, tasks, Given(text=note), by=by, now=now)[0]


def recall(task: Assignment, *, reason: str, by: Staff, now: datetime) -> Event:
    """Take a task back that the unit has not signed yet."""
    check_officer_of_task(MOVES["recall"], task, by)
    return make("recall", task, Given(text=reason), by=by, now=now)


def convey(task: Assignment, *, text: str, by: Staff, now: datetime) -> Event:
    """Tell the unit more than what came with its task (转达摘要): what the citizen has added of a case whose own words
    units do not read, or a case that is kept confidential only since (floor rule 16); of any other case a note."""
    return make("convey", task, Given(text=text), by=by, now=now)


def terminate(case: Case, *, ground: str, reason: str, by: Staff, now: datetime) -> Event:
    """End the handling on a listed ground; open tasks are taken back."""
    check_officer(MOVES["terminate"], case, by)
    ground_of(Ground.Kind.TERMINATE, ground, MOVES["terminate"])
    return make("terminate", case, Given({"ground": ground}, text=reason), by=by, now=now)


def _hand_down(
    move: Move, case: Case, lead: Unit | None, co_leads: Iterable[Unit], assisting: Iterable[Unit], note: str,
    by: Staff, now: datetime,
) -> Assignment:  # fmt: skip
    tasks = _tasks(case, lead, co_leads, assisting, now)
    if tasks:
        check_extract(move, case, note, by)
        check_leads(move, case, [task.unit for task in tasks if task.tie in LEADING])
    return hand_down(move.verb, case, tasks, Given(text=note), by=by, now=now)[0]


def _tasks(
    case: Case, lead: Unit | None, co_leads: Iterable[Unit], assisting: Iterable[Unit], now: datetime
) -> list[Task]:
    """A task for each unit once; who is named twice has the weightier tie."""
    ties = dict.fromkeys(assisting, Tie.ASSISTING) | dict.fromkeys(co_leads, Tie.CO_LEAD)
    if lead:
        ties = {lead: Tie.LEAD} | {unit: tie for unit, tie in ties.items() if unit != lead}
    if set(ties.values()) == {Tie.ASSISTING}:
        return []  # nobody leads: the door says that a unit is missing
    order = [Tie.LEAD, Tie.CO_LEAD, Tie.ASSISTING]
    return [task_for(case, unit, tie, now) for unit, tie in sorted(ties.items(), key=lambda pair: order.index(pair[1]))]


def _check_prechecked(move: Move, case: Case) -> None:
    if needs_precheck(case):
        raise Barred(move, gettext("此类诉求须先报派单预审"))


def _check_may_check(move: Move, case: Case, by: Staff) -> None:
    """What goes out once more is no way round the second look (floor rule 12)."""
    if needs_precheck(case) and not by.can_anywhere("rule_dispatch"):
        raise Barred(move, gettext("此类诉求派单须预审；请由有派单预审权限的人办理"))


def _check_undesignated(move: Move, case: Case) -> None:
    if _must_designate(case):
        raise Barred(move, gettext("已多次退回，须指定承办"))


def _must_designate(case: Case) -> bool:
    """True when leads have sent the case back, or lost it after they had signed, as often as the city bears it: to another
    unit, or by a merge that was undone. Who was designated loses it by no merge: it is designated again."""
    leads = case.assignments.filter(parent=None, tie=Tie.LEAD, round=case.round)
    lost = leads.filter(Q(state=State.SENT_BACK) | Q(state=State.RECALLED, signed_at__isnull=False))
    was_final = leads.filter(is_final=True, state__in=sorted(VOID_STATES)).exists()
    return was_final or lost.count() >= policy.load().dispatch.designated_after


def _units(codes: Iterable[str]) -> list[Unit]:
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    return [found[code] for code in codes]
