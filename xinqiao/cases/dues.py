"""The due moments of a task: what a unit is handed, and what extensions, pauses and a changed calendar make of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext

from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.guards import stands_still
from xinqiao.cases.lifecycle import ENDING_PAUSE, LEADING, OPEN_STATES, Move, Tie
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.moving import Matter, Task
from xinqiao.cases.recording import Given, iso
from xinqiao.cases.replay import DUES, SHIFTED
from xinqiao.clock.limit import Limit
from xinqiao.clock.spans import Extension, Span
from xinqiao.deadlines import calendar
from xinqiao.deadlines.extension import extension_until
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.deadlines.moments import Decisive, Moments, ahead, moments_of, progress_due_at, shortened
from xinqiao.deadlines.rules import Matrix, limits_for, limits_of
from xinqiao.people import policy
from xinqiao.people.models import Unit

SPANNING: Final = ("rule_pause", "resume", "rule_extension", "interim_reply")


class Granted(NamedTuple):
    """What the clocks of a task follow from beside its limits: the pauses and the extensions that were granted to it, and
    when the citizen was told last how far it is."""

    pauses: Sequence[Span]
    extensions: Sequence[Extension]
    told_at: datetime | None = None


def task_for(
    case: Case, unit: Unit, tie: Tie, now: datetime, *, parent: Assignment | None = None, new_round: bool = False,
    matrix: Matrix | None = None,
) -> Task:  # fmt: skip
    """What the unit is handed: the city's limits from now on, inside the parent's; in a round of rework, which may begin
    with this task (`new_round`), the rework's where it is shorter.

    `matrix`: one that was read before, for who asks many times. Raises NoRule when no row of it speaks for the case,
    UnpublishedYear.
    """
    limits = (matrix.limits_for if matrix else limits_for)(
        case_type=case.case_type,
        category=case.category,
        urgency=case.urgency,
        source=case.source,
        unit_level=unit.level,
        own_due_at=case.upper_due_at,
    )
    # Floor rule 16: nobody can be asked to contact a citizen who is anonymous or left no phone, or whom only the centre
    # knows; who assists tells the lead how far he is, not the citizen.
    asked = limits.contact if tie in LEADING and case.has_phone and not needs_extract(case) else None
    told = limits.progress if tie in LEADING and not case.is_anonymous else None
    limits = replace(limits, contact=asked, progress=told)
    worked = calendar.load()
    if case.round + new_round > 1:
        limits = shortened(limits, policy.load().rework.limit, now, worked)
    moments = moments_of(limits, now, worked, parent_due_at=parent.due_at if parent else None)
    dues = {name: getattr(moments, name) for name in DUES}
    return Task(unit=unit, tie=tie, rule=limits.rule_code, limits=limits.as_facts(), **dues)


def limits_kept(task: Assignment) -> Limits:
    """The limits that the task was handed down with; of one from before they were kept, those of its rule today."""
    if task.limits:
        return Limits.from_facts(task.limits)
    return limits_of(DeadlineRule.objects.get(code=task.rule))


def spans(task: Assignment) -> Granted:
    """The pauses and extensions that were granted to a task, and its last word to the citizen. One query."""
    told = task.events.filter(verb__in=SPANNING).order_by("seq")
    return spans_of(told.values_list("verb", "at", "data"))


def spans_of(told: Iterable[tuple[str, datetime, Any]]) -> Granted:
    """The same as the events of a task tell it, each with verb, moment and data, in their order."""
    pauses: list[Span] = []
    extensions: list[Extension] = []
    told_at: datetime | None = None
    for verb, at, data in told:
        if verb == "interim_reply":
            told_at = at
        elif verb == "resume":
            pauses.append(Span(pauses.pop().start, at))
        elif data["granted"] and verb == "rule_pause":
            pauses.append(Span(at, datetime.fromisoformat(data["until"])))
        elif data["granted"]:
            extensions.append(Extension(at, Limit.parse(data["limit"])))
    return Granted(pauses, extensions, told_at)


def moments(task: Assignment, given: Granted, limits: Limits | None = None) -> Moments:
    """When each clock of the task runs out with what it was given. Raises UnpublishedYear."""
    return moments_of(
        limits or limits_kept(task),
        task.dispatched_at,
        calendar.load(),
        pauses=given.pauses,
        extensions=given.extensions,
        parent_due_at=task.parent.due_at if task.parent else None,
        told_at=given.told_at,
    )


def extension_facts(
    task: Assignment, given: Granted, more: str, now: datetime, *, upper_due_at: datetime | None = None
) -> dict[str, Any]:
    """What the ruling tells that extends a task by `more`; `given` is what was granted before, `upper_due_at` the new
    deadline of an order from above. No due moment among it when nothing is gained. Raises UnpublishedYear."""
    limits = limits_kept(task)
    if upper_due_at:
        limits = replace(limits, own_due_at=upper_due_at)
    extensions = [*given.extensions, Extension(now, Limit.parse(more))]
    found = moments(task, given._replace(extensions=extensions), limits)
    return {"limit": more, "limits": limits.as_facts(), **as_facts(task, found)}


def pause_facts(task: Assignment, given: Granted, until: str, now: datetime) -> dict[str, Any]:
    """What the ruling tells by which the clock stands still from now until that moment. Raises UnpublishedYear."""
    found = _paused(task, given, datetime.fromisoformat(until), now)
    return {"until": until, **as_facts(task, found)}


def _paused(task: Assignment, given: Granted, until: datetime, now: datetime) -> Moments:
    return moments(task, given._replace(pauses=[*given.pauses, Span(now, until)]))


def why_no_pause(task: Assignment, given: Granted, until: datetime, now: datetime) -> str:
    """What is wrong with a pause from now until that moment, with what to do; empty when it gives the task time.

    While the clock stands still nobody may reply. A pause that leaves the deadline where it is, or before the
    resumption, would only let the task turn red; one of an overdue task would hide nothing. Raises UnpublishedYear.
    """
    if now >= task.due_at:
        return gettext("时限已到；暂停计时须在到期前申请并批准")
    found = _paused(task, given, until, now)
    if task.due_at < found.due_at < until:
        return gettext("恢复日期晚于上级的时限；请选择更早的日期，或先向上级申请延期")
    if found.due_at > task.due_at:
        return ""
    if found.decided_by is Decisive.RULE:
        return gettext("这段时间本来就不计入时限，不必暂停")
    return gettext("上级的时限没有放宽；请先向上级申请延期")


def progress_facts(task: Assignment, given: Granted, now: datetime) -> dict[str, str | None]:
    """What it tells that the citizen hears now how far it is: when he is to hear again, and nothing of other clocks."""
    if not task.limits:
        return {}
    again_at = progress_due_at(limits_kept(task), now, task.due_at, calendar.load(), given.pauses)
    return {} if again_at == task.progress_due_at else {"progress_due_at": iso(again_at)}


def with_pauses_ended(
    move: Move, matter: Matter, task: Assignment | None, given: Given, now: datetime,
    granted: Callable[[Assignment], Granted] = spans,
) -> Given:  # fmt: skip
    """What comes with a move, and what it makes of the pauses that end with it before their date: nobody waits for a
    pause that did not happen. `granted` tells what a task was given; it is asked where a clock stands still. Raises
    UnpublishedYear."""
    if move.verb not in ENDING_PAUSE or (move.rules and not given.facts.get("granted")):
        return given
    if task:
        return replace(given, facts={**given.facts, **_resumed(task, granted, now)})
    ended = {str(one.suffix): _resumed(one, granted, now) for one in matter.tasks if one.state in OPEN_STATES}
    shifted = {suffix: facts for suffix, facts in ended.items() if facts}
    return replace(given, facts={**given.facts, SHIFTED: shifted}) if shifted else given


def _resumed(task: Assignment, granted: Callable[[Assignment], Granted], now: datetime) -> dict[str, Any]:
    """What moves when the clock goes on before the date: only what the pause really covered stays."""
    if not stands_still(task, now):
        return {}
    given = granted(task)
    if not given.pauses:
        return {}
    *before, last = given.pauses
    return as_facts(task, moments(task, given._replace(pauses=[*before, Span(last.start, now)])))


def as_facts(task: Assignment, found: Moments) -> dict[str, str | None]:
    """The due moments of the task that come out otherwise, as an event tells them."""
    names = [field.name for field in fields(found) if field.name in DUES]
    return {name: iso(getattr(found, name)) for name in names if getattr(found, name) != getattr(task, name)}


def extension(task: Assignment, until_on: date) -> Limit:
    """How much longer the task gets that is extended to that day. Raises BadExtension, UnpublishedYear."""
    parent_due_at = ahead(task.parent.due_at, task.dispatched_at) if task.parent else None
    # What an upper platform set is asked upward, with the ruling (floor rule 9): here the city's own rule speaks.
    limits = replace(limits_kept(task), own_due_at=None)
    return extension_until(until_on, task.due_at, limits, calendar.load(), parent_due_at)
