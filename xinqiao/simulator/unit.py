"""What the units do with their tasks: sign, send back, contact, hand on, ask for time, answer; and who reviews them."""

from datetime import datetime, timedelta

from xinqiao.cases.lifecycle import LEADING, OPEN_STATES, State, Tie
from xinqiao.cases.models import Assignment
from xinqiao.handling.actions import is_exempt
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.simulator import asking
from xinqiao.simulator.chance import Wheel, around
from xinqiao.simulator.life import Life
from xinqiao.simulator.plan import Steps, alongside

SWEPT_WITHIN = timedelta(minutes=2)
BELOW = 0.55  # of the time that is left takes who is handed a task on
REJECTIONS = 2  # after so many a reviewer lets a reply pass


def in_hand(life: Life) -> Steps:
    """All tasks that the centre handed down, at once; the leads answer when those who assist have told their part."""
    yield from _worded(life)
    yield from alongside(*(_at_work(life, task) for task in _top(life)))
    yield from alongside(*(answered(life, task) for task in _top(life) if task.tie in LEADING))


def _top(life: Life) -> list[Assignment]:
    return [task for task in life.matter.tasks if task.parent_id is None and task.state in OPEN_STATES]


def _worded(life: Life) -> Steps:
    """What the citizen adds, and asks, while it is in hand."""
    desk = life.town.ways.desk
    for percent, verb in ((desk.urged, "urge"), (desk.appended, "append")):
        if life.chance(percent):
            text = life.say(verb)
            yield life.step(life.after(hours=1), verb, "agent", text=text)


def _at_work(life: Life, task: Assignment) -> Steps:
    """From the dispatch of a task to where its answer is due."""
    if task.state == State.DISPATCHED:
        yield from _signed(life, task)
    if _is_misdispatched(life, task) and (sent := asking.returned(life, task)):
        yield from sent
    if task.state != State.HANDLING:
        return
    if task.tie == Tie.ASSISTING:
        at = _share(life, task, task.due_at, 30)
        yield life.step(at, "feed_back", "handler", on=task, unit=task.unit, text=life.say("fed_back"))
        return
    yield from _contacted(life, task)
    yield from asking.more(life, task)
    yield from _handed_on(life, task)


def _signed(life: Life, task: Assignment) -> Steps:
    way = life.town.behaviour(task.unit)
    if task.sign_due_at and task.sign_due_at > life.now and life.chance(way.unsigned):
        yield life.move(None, task.sign_due_at + SWEPT_WITHIN, "auto_sign", on=task)
        return
    at = _share(life, task, task.sign_due_at or task.due_at, way.sign)
    yield life.step(at, "sign", "liaison", on=task, unit=task.unit)


def _is_misdispatched(life: Life, task: Assignment) -> bool:
    """The catalogue gives such cases to others, and nobody has held the unit to it."""
    case = life.matter.case
    held = task.is_final or task.parent_id or task.tie != Tie.LEAD or case.round > 1
    return not held and case.category is not None and life.town.is_strange(task.unit, case.category.code)


def _contacted(life: Life, task: Assignment) -> Steps:
    way = life.town.behaviour(task.unit)
    if task.contacted_at or not task.contact_due_at:
        return
    at = _share(life, task, task.contact_due_at, way.contact)
    if life.chance(way.contact_late):
        at = task.contact_due_at + timedelta(hours=around(life.random, 3))
    result = ContactResult.NOT_REACHED if life.chance(4) else ContactResult.REACHED
    yield life.step(at, "contact", "handler", on=task, unit=task.unit, result=result, note=life.say("contacted"))
    at = life.at_office(hours=4)
    if life.chance(way.interim) and at < task.due_at:
        yield life.step(at, "interim_reply", "handler", on=task, unit=task.unit, text=life.say("interim"))


def _handed_on(life: Life, task: Assignment) -> Steps:
    """To a unit below, the one at the place of the case if there is one; and from there all the way back up."""
    below, case = life.town.below.get(task.unit.code, []), life.matter.case
    children = [one for one in life.matter.tasks if one.parent_id == task.pk]
    may = below and not children and not task.carried_at and not task.paused_until and _has_days(task)
    if may and life.chance(life.town.behaviour(task.unit).delegated):
        near = [unit for unit in below if case.area and unit.name == case.area.name]
        to, note = (near or [life.random.choice(below)])[0], life.say("delegated")
        at = life.at_office(minutes=40)
        if at < task.due_at and not case.accuses(to):
            yield life.step(at, "delegate", "dispatcher", on=task, unit=task.unit, to=to, note=note)
    for child in [one for one in life.matter.tasks if one.parent_id == task.pk and one.state in OPEN_STATES]:
        yield from _at_work(life, child)
        yield from answered(life, child)


def answered(life: Life, task: Assignment) -> Steps:
    """The reply and its review, until it has passed; what is carried over is struck off one day."""
    rejected = 0
    while task.state in (State.HANDLING, State.REPLIED):
        if task.state == State.REPLIED:
            passes = rejected >= REJECTIONS or not life.chance(life.town.behaviour(task.unit).rejected)
            yield from _reviewed(life, task, passes=passes)
            rejected += not passes
        elif task.carried_at:
            yield from asking.struck_off(life, task)
            return
        else:
            yield from _replied(life, task, is_first=not rejected)


def _replied(life: Life, task: Assignment, *, is_first: bool) -> Steps:
    """Late by the unit's habit, once; what is below a task keeps within it, so that its unit can answer in time."""
    way = life.town.behaviour(task.unit)
    outcome = Outcome(Wheel(way.outcome).draw(life.random))
    text = life.say(f"reply_{outcome}", about=life.about)
    is_late = life.now >= task.due_at or (is_first and task.parent_id is None and life.chance(way.late))
    if is_late:
        at = life.town.office(max(task.due_at, life.now) + timedelta(hours=around(life.random, 9)), life.random)
    elif is_first:
        at = max(
            _share(life, task, task.due_at, way.reply * (BELOW if task.parent_id else 1)), life.at_office(minutes=30)
        )
    else:
        at = life.at_office(hours=2)
    at = at if is_late else life.in_time(at, task.due_at)
    yield from _kept_informed(life, task, until=at)
    yield life.step(at, "reply", "handler", on=task, unit=task.unit, text=text, outcome=outcome)


def _kept_informed(life: Life, task: Assignment, *, until: datetime) -> Steps:
    """The citizen hears how far it is whenever his rule says so, until he gets the reply."""
    while task.progress_due_at and life.now < task.progress_due_at < until:
        at = life.in_time(task.progress_due_at, task.progress_due_at)
        yield life.step(at, "interim_reply", "handler", on=task, unit=task.unit, text=life.say("interim"))


def _reviewed(life: Life, task: Assignment, *, passes: bool) -> Steps:
    node, hours = task.dispatched_by_unit, life.town.ways.desk.review_hours
    if is_exempt(task):
        yield life.move(None, life.now, "exempt_review", on=task)
        return
    at = life.at_hall(hours=hours) if node.parent_id is None else life.in_time(life.at_office(hours=hours), task.due_at)
    if passes or at >= task.due_at > life.now:  # nobody is made late by his reader
        yield life.step(at, "pass_review", "reviewer", on=task, unit=node)
    else:
        yield life.step(at, "reject_review", "reviewer", on=task, unit=node, reason=life.say("rejected"))


def _share(life: Life, task: Assignment, due_at: datetime, percent: float) -> datetime:
    """A moment around so many percent on the way from dispatch to a due moment, in office hours where the limit counts
    those; not before now, and in time."""
    span = due_at - task.dispatched_at
    at = task.dispatched_at + span * min(around(life.random, percent) / 100, 0.97)
    if counts_office_hours(task):
        at = life.town.office(at, life.random)
    return life.in_time(max(at, life.now + timedelta(minutes=life.random.uniform(1, 15))), due_at)


def _has_days(task: Assignment) -> bool:
    """Time enough to hand a task on: working days, and more than two of them."""
    return counts_office_hours(task) and task.due_at - task.dispatched_at > timedelta(days=2.5)


def counts_office_hours(task: Assignment) -> bool:
    """True for limits in working hours or days; utilities and dangers count day and night."""
    return task.limits.get("handle", "wd").endswith(("wd", "wh"))
