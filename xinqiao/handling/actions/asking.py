"""What a unit asks of whoever dispatched: to be rid of a task, for more time, to carry it over, not to be counted.

Asking changes nothing but that it was asked; silence is not approval (floor rule 7).
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases import dues
from xinqiao.cases.grounds import ground_of
from xinqiao.cases.guarded import is_within_reach
from xinqiao.cases.lifecycle import MOVES, VOID_STATES, Move, State
from xinqiao.cases.models import Assignment, Event
from xinqiao.cases.recording import iso
from xinqiao.cases.refusal import Barred, Incomplete, Unknown
from xinqiao.cases.transition import Given, make
from xinqiao.cases.wording import INDICATORS
from xinqiao.catalogue.models import Ground, Responsibility
from xinqiao.clock.due import due_at
from xinqiao.deadlines import calendar
from xinqiao.people import policy
from xinqiao.people.models import Staff, Unit


def send_back(task: Assignment, *, reason: str, basis: str, proposed_unit: Unit, by: Staff, now: datetime) -> Event:
    """Ask whoever dispatched to take the task back (退单): `basis` is a listed legal ground, `proposed_unit` who should
    have it. Raises Barred on the rules of floor rule 11, and what the door refuses."""
    move = MOVES["send_back"]
    ground_of(Ground.Kind.SEND_BACK, basis, move, name="basis")
    if proposed_unit == task.unit:
        raise Unknown(move, "proposed_unit", gettext("不能是本单位"))
    _check_hour(move, now)
    if _is_first_receiver(task) and _owns_part(task):
        raise Barred(move, gettext("首接负责：派单目录中本单位负责此类事项。分类有误的，请派单员更正"))
    facts = {"basis": basis, "proposed_unit": proposed_unit.code}
    return make("send_back", task, Given(facts, text=reason), by=by, now=now)


def _check_hour(move: Move, now: datetime) -> None:
    """Floor rule 11: a cut-off hour of the day."""
    rules = policy.load().dispatch
    if not rules.takes_returns(timezone.localtime(now)):
        told = {"until": f"{rules.returns_until:%H:%M}", "move": gettext(move.label)}
        raise Barred(move, gettext("当日 %(until)s 后不再受理%(move)s") % told)


def _is_first_receiver(task: Assignment) -> bool:
    """True for the unit that was handed this round of the case first, of those that still have it."""
    standing = task.case.assignments.exclude(state__in=sorted(VOID_STATES))
    first = standing.filter(round=task.round, parent=None).order_by("suffix").first()
    return first is not None and first.pk == task.pk


def _owns_part(task: Assignment) -> bool:
    """True when the dispatch catalogue names the unit for the case's category, where it is."""
    case = task.case
    rows = Responsibility.objects.filter(category=case.category).select_related("area")
    mine = rows.filter(Q(lead=task.unit) | Q(assisting=task.unit)).distinct()
    return any(row.area is None or (case.area and case.area.path.startswith(row.area.path)) for row in mine)


def object(task: Assignment, *, reason: str, by: Staff, now: datetime) -> Event:
    """Object to a refused return, once (派单异议), within the city's limit from the refusal on and before the day's
    cut-off hour; the ruling on it is final. Raises Barred, UnpublishedYear, and what the door refuses."""
    move = MOVES["object"]
    _check_hour(move, now)
    if (until := objection_due_at(task)) and now > until:
        told = {"until": f"{timezone.localtime(until):%Y-%m-%d %H:%M}"}
        raise Barred(move, gettext("派单异议须在 %(until)s 前提出") % told)
    return make("object", task, Given(text=reason), by=by, now=now)


def objection_due_at(task: Assignment) -> datetime | None:
    """Until when the unit may object to its refused return; None where none was refused. Raises UnpublishedYear."""
    refused = task.requests.filter(kind="send_back", granted=False).order_by("-closed_at").first()
    limit = policy.load().dispatch.objection_limit
    return due_at(refused.closed_at, limit, calendar.load()) if refused and refused.closed_at else None


def extend(
    task: Assignment, *, until_on: date, reason: str, ground: str = "", told: bool = False, progress: str = "",
    by: Staff, now: datetime,
) -> Event:  # fmt: skip
    """Ask, before it expires and once, to have until the close of that day; the citizen was told (floor rule 7; Beijing
    art. 14). Where the rule says so the progress is stated (Weifang).

    Raises Incomplete; BadExtension for a day that is none or lies past what the rule allows; what the door refuses.
    """
    move = MOVES["extend"]
    missing = ["told"] if is_within_reach(task.case) and not told else []
    missing += ["progress"] if dues.limits_kept(task).extension_needs_progress and not progress.strip() else []
    if missing:
        raise Incomplete(move, missing)
    facts = {"until": until_on.isoformat(), "told": told, **_listed(Ground.Kind.EXTEND, ground, move)}
    if not task.carried_at and now <= task.due_at:  # else the door says what stands in the way
        facts["limit"] = str(dues.extension(task, until_on))
    return make("extend", task, Given(facts, text=_joined(reason, progress)), by=by, now=now)


@transaction.atomic
def pause(task: Assignment, *, until: datetime, reason: str, ground: str = "", by: Staff, now: datetime) -> Event:
    """Ask, before it expires, that the clock stand still until the date of resumption (floor rule 8).

    Raises Barred when it would not give the task any time, UnpublishedYear, and what the door refuses.
    """
    move = MOVES["pause"]
    if until <= now:
        raise Barred(move, gettext("恢复日期须晚于现在"))
    facts = {"until": iso(until), **_listed(Ground.Kind.PAUSE, ground, move)}
    event = make("pause", task, Given(facts, text=reason), by=by, now=now)
    if why := dues.why_no_pause(task, dues.spans(task), until, now):  # after the door, which says whose move it is
        raise Barred(move, why)
    return event


def resume(task: Assignment, *, note: str = "", by: Staff, now: datetime) -> Event:
    """Go on before the date: only what the pause really covered moves the deadline."""
    return make("resume", task, Given(text=note), by=by, now=now)


def carry_over(
    task: Assignment, *, look_at: datetime, reason: str, ground: str = "", told: bool = False, by: Staff, now: datetime
) -> Event:
    """Ask to carry over what cannot be solved now (挂账): the citizen was told, it is looked at again at `look_at` (floor
    rule 8). Raises Incomplete, Barred for a moment that does not lie ahead or lies too far, and what the door refuses."""
    move = MOVES["carry_over"]
    if is_within_reach(task.case) and not told:
        raise Incomplete(move, ["told"])
    _check_look(move, look_at, now)
    facts = {"look_at": iso(look_at), "told": told, **_listed(Ground.Kind.CARRY_OVER, ground, move)}
    return make("carry_over", task, Given(facts, text=reason), by=by, now=now)


def _check_look(move: Move, look_at: datetime, now: datetime) -> None:
    """Floor rule 8: periodically, not one day."""
    if look_at <= now:
        raise Barred(move, gettext("复查日期须晚于现在"))
    if (until_on := look_until(now)) and timezone.localdate(look_at) > until_on:
        raise Barred(move, gettext("复查日期最晚为 %(until)s") % {"until": until_on.isoformat()})


def look_until(now: datetime) -> date | None:
    """The last day that may be named now to look at a matter on the books; None where the city sets none."""
    days = policy.load().carry_over.look_within_days
    return timezone.localdate(now) + timedelta(days=days) if days else None


def look_again(task: Assignment, *, text: str, look_at: datetime, by: Staff, now: datetime) -> Event:
    """Look at a matter on the books (复查): what was found, and when it is looked at next (floor rule 8). Raises Barred for
    a moment that does not lie ahead or lies too far, and what the door refuses."""
    move = MOVES["look_again"]
    _check_look(move, look_at, now)
    return make("look_again", task, Given({"look_at": iso(look_at)}, text=text), by=by, now=now)


def strike_off(task: Assignment, *, text: str, by: Staff, now: datetime) -> Event:
    """Ask to strike a matter off the books that is solved now (销账); `text` is the reply to the citizen."""
    return make("strike_off", task, Given(text=text), by=by, now=now)


def exclude(task: Assignment, *, indicator: str, ground: str, reason: str, by: Staff, now: datetime) -> Event:
    """Ask that the task not count in one indicator, on a listed ground (剔除, floor rule 24).

    Raises Unknown for an indicator that no task can be left out of, Barred past the city's cut-off, and what the door
    refuses.
    """
    move = MOVES["exclude"]
    ground_of(Ground.Kind.EXCLUDE, ground, move)
    if indicator and indicator not in INDICATORS:
        raise Unknown(move, "indicator", gettext("可选：%s") % "、".join(INDICATORS))
    if (until_on := _exclusion_until(task)) and timezone.localdate(now) > until_on:
        raise Barred(move, gettext("已过申请期限（%(until)s）") % {"until": until_on.isoformat()})
    return make("exclude", task, Given({"indicator": indicator, "ground": ground}, text=reason), by=by, now=now)


def _exclusion_until(task: Assignment) -> date | None:
    """The last day on which it may be asked of a task that is done; None while it is at work or the city sets none. An
    assisting unit is done when it has fed back."""
    days = policy.load().exclusions.days
    done_at = task.completed_at or (task.stopped_at if task.state == State.FED_BACK else None)
    return timezone.localdate(done_at) + timedelta(days=days) if days and done_at else None


def _listed(kind: Ground.Kind, ground: str, move: Move) -> dict[str, str]:
    return {"ground": ground_of(kind, ground, move).code} if ground else {}


def _joined(reason: str, progress: str) -> str:
    return "\n".join(part for part in (reason, progress) if part.strip())
