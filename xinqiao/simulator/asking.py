"""What a unit asks of whoever dispatched, and how that is ruled: to be rid of a task, more time, a pause, to carry over."""

from datetime import datetime, timedelta

from xinqiao.cases.lifecycle import State
from xinqiao.cases.models import Assignment
from xinqiao.catalogue.models import Ground
from xinqiao.clock.limit import Limit
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.simulator.life import Life
from xinqiao.simulator.plan import Steps


def waiting(life: Life, task: Assignment) -> Steps:
    """Rule on what was asked of this task before the life began."""
    for kind in ("send_back", "object", "extend", "pause", "carry_over", "strike_off"):
        if life.asked(kind, task):
            yield from _ruled(life, task, kind, granted=True)


def returned(life: Life, task: Assignment) -> Steps:
    """A task that is not the unit's: asked back within the limit and the city's hour, then ruled."""
    at = _before_the_hour(life, life.at_office(minutes=30))
    if task.return_due_at and at > task.return_due_at:
        return
    right = life.town.route(life.matter.case.category.code, "", life.matter.case.source, life.random).lead  # type: ignore[union-attr]
    if right == task.unit:
        return
    basis = life.random.choice(life.town.grounds[Ground.Kind.SEND_BACK]).code
    reason = life.say("returned", unit=right.name)
    yield life.step(
        at, "send_back", "liaison", on=task, unit=task.unit, reason=reason, basis=basis, proposed_unit=right
    )
    yield from _ruled(life, task, "send_back", granted=not life.chance(life.town.behaviour(task.unit).refused))


def _before_the_hour(life: Life, at: datetime) -> datetime:
    in_time = life.town.policy.dispatch.takes_returns(at)
    return at if in_time else life.town.office(at + timedelta(hours=10), life.random)


def more(life: Life, task: Assignment) -> Steps:
    """More time, a pause, or to carry over: at most one of them, and not of an order from above."""
    yield from waiting(life, task)
    way, drawn = life.town.behaviour(task.unit), life.random.random() * 100
    if task.state != State.HANDLING or task.carried_at or life.matter.case.source.is_upper or life.now >= task.due_at:
        return
    for share, ask in ((way.extended, _extended), (way.paused, _paused), (way.carried, _carried)):
        if drawn < share:
            yield from ask(life, task)
            return
        drawn -= share


def _extended(life: Life, task: Assignment) -> Steps:
    """Asked late in the limit, the citizen told, for some of the days that the rule allows (floor rule 7)."""
    allowed = task.limits.get("extension", "")
    at = max(life.now, task.dispatched_at + (task.due_at - task.dispatched_at) * life.random.uniform(0.55, 0.85))
    at = life.town.office(at, life.random)
    if not allowed.endswith("wd") or at >= task.due_at or task.parent_id:
        return
    try:
        days = life.random.randint(1, Limit.parse(allowed).amount)
        until_on = life.town.calendar.add_working_days(task.due_at, days).date()
    except UnpublishedYear:
        return
    ground = life.random.choice(life.town.grounds[Ground.Kind.EXTEND]).code
    yield life.step(
        at, "extend", "handler", on=task, unit=task.unit, until_on=until_on, reason=life.say("extended"), ground=ground,
        told=True, progress=life.say("progress"),
    )  # fmt: skip
    yield from _ruled(life, task, "extend", granted=not life.chance(life.town.behaviour(task.unit).refused))


def _paused(life: Life, task: Assignment) -> Steps:
    at = life.at_office(hours=2)
    until = life.town.office(at + timedelta(days=life.random.uniform(2, 8)), life.random)
    ground = life.random.choice(life.town.grounds[Ground.Kind.PAUSE])
    if task.parent_id or at >= task.due_at:  # nothing would be gained
        return
    yield life.step(
        at, "pause", "handler", on=task, unit=task.unit, until=until, reason=ground.name, ground=ground.code,
    )  # fmt: skip
    granted = not life.chance(life.town.behaviour(task.unit).refused)
    yield from _ruled(life, task, "pause", granted=granted, by=min(until, task.due_at))
    if task.paused_until:
        life.now = max(life.now, task.paused_until)


def _carried(life: Life, task: Assignment) -> Steps:
    if task.parent_id:
        return
    ground = life.random.choice(life.town.grounds[Ground.Kind.CARRY_OVER])
    wished = life.town.office(life.now + timedelta(days=life.random.choice((30, 60, 90))), life.random)
    at = life.at_office(hours=6)
    yield life.step(
        at, "carry_over", "handler", on=task, unit=task.unit, look_at=_in_bounds(life, wished, at), reason=ground.name,
        ground=ground.code, told=True,
    )  # fmt: skip
    yield from _ruled(life, task, "carry_over", granted=not life.chance(life.town.behaviour(task.unit).refused))


def _in_bounds(life: Life, look_at: datetime, now: datetime) -> datetime:
    """Not later than the city lets the books wait."""
    days = life.town.policy.carry_over.look_within_days
    return min(look_at, now + timedelta(days=days)) if days else look_at


def struck_off(life: Life, task: Assignment) -> Steps:
    """What was carried over is looked at when its day comes, and solved one day."""
    yield from waiting(life, task)
    if task.state == State.HANDLING:
        at = life.town.office(life.now + timedelta(days=life.random.uniform(15, 60)), life.random)
        while task.look_at and task.look_at < at:
            wished = life.town.office(task.look_at + timedelta(days=30), life.random)
            yield life.step(
                task.look_at,
                "look_again",
                "handler",
                on=task,
                unit=task.unit,
                text=life.say("interim"),
                look_at=_in_bounds(life, wished, task.look_at),
            )
        text = life.say("reply_solved", about=life.about)
        yield life.step(at, "strike_off", "handler", on=task, unit=task.unit, text=text)
        yield from _ruled(life, task, "strike_off", granted=True)


_RULED_BY = {
    "send_back": ("rule_return", "dispatcher"),
    "object": ("rule_objection", "dispatcher"),
    "extend": ("rule_extension", "reviewer"),
    "pause": ("rule_pause", "reviewer"),
    "carry_over": ("rule_carry_over", "reviewer"),
    "strike_off": ("rule_strike_off", "reviewer"),
}


def _ruled(life: Life, task: Assignment, kind: str, *, granted: bool, by: datetime | None = None) -> Steps:
    """`by`: when a consent would come too late."""
    verb, role = _RULED_BY[kind]
    node = task.dispatched_by_unit
    role = role if node.parent_id else life.clerk(role)
    at = life.at_hall(minutes=50) if node.parent_id is None else life.at_office(minutes=50)
    granted = granted and (by is None or at < by)
    reason = life.say("granted" if granted else "refused")
    yield life.step(at, verb, role, on=task, unit=node, granted=granted, reason=reason)
