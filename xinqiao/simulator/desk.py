"""What the centre does with a case that waits: ends it by itself, or hands it to who is responsible."""

from typing import Any

from xinqiao.cases.lifecycle import OPEN_STATES, State
from xinqiao.cases.models import Case
from xinqiao.cases.sampling import is_drawn
from xinqiao.catalogue.models import Ground
from xinqiao.intake.urgent import Means
from xinqiao.simulator.life import Life
from xinqiao.simulator.plan import Steps
from xinqiao.simulator.town import Route

FLAGS = ("sensitive", "crowd", "urgent")
LEADER = "带班领导"


def at_desk(life: Life) -> Steps:
    """Rule on what waits for a ruling; end at the desk what can be; dispatch all else."""
    if life.asked("propose_answer"):
        yield life.step(life.at_hall(minutes=20), "rule_answer", "shift_lead", granted=True)
    elif life.asked("propose_merge"):
        yield life.step(life.at_hall(minutes=20), "rule_merge", "dispatcher", granted=True)
    elif life.asked("propose_dispatch"):
        yield life.step(life.at_hall(minutes=20), "rule_dispatch", life.clerk("shift_lead"), granted=True)
    elif life.matter.tasks:
        yield from _dispatched(life, is_first=False)
    else:
        yield from _decided(life)


def _decided(life: Life) -> Steps:
    """Each way the desk may take with a new case, by its share."""
    case, desk = life.matter.case, life.town.ways.desk
    drawn = life.random.random() * 100
    for share, ended in ((desk.invalid, _invalid), (desk.declined, _declined), (desk.relayed, _relayed)):
        if drawn < share and life.is_invented and not case.source.is_upper:
            yield from ended(life)
            return
        drawn -= share
    if life.is_invented and life.chance(desk.flagged):
        yield from _flagged(life)
    is_own = case.category is not None and case.category.code in life.town.own
    if is_own or (life.chance(desk.answered.get(case.case_type, 0)) and not case.source.is_upper):
        yield from _answered(life)
    else:
        yield from _dispatched(life, is_first=True)


def _flagged(life: Life) -> Steps:
    """Floor rule 15: the shift lead tells the leader on duty, most often within the city's minutes."""
    flag, minutes = life.random.choice(FLAGS), life.town.policy.flags.report_minutes
    yield life.step(life.after(minutes=2), "flag", "agent", flag=flag, note=life.say("flagged"))
    at, means = life.after(minutes=minutes / 2), life.random.choice(Means.values)
    yield life.step(at, "brief_leader", "shift_lead", leader=LEADER, means=means, text=life.say("briefed"))


def _answered(life: Life) -> Steps:
    """Floor rule 13: complaints and reports are not closed by a direct answer without approval."""
    text, article = life.say("answer", about=life.about), life.about
    at = life.after(minutes=life.town.ways.desk.answer_minutes)
    if life.matter.case.case_type not in life.town.policy.intake.answers_to_approve:
        yield life.step(at, "answer_directly", "agent", text=text, article=article)
        return
    yield life.step(at, "propose_answer", "agent", text=text, article=article)
    yield life.step(life.at_hall(minutes=20), "rule_answer", "shift_lead", granted=True)


def _invalid(life: Life) -> Steps:
    ground = _ground(life, Ground.Kind.INVALIDATE)
    yield life.step(life.after(minutes=2), "invalidate", "agent", ground=ground.code, note=ground.name)


def _declined(life: Life) -> Steps:
    ground = _ground(life, Ground.Kind.DECLINE)
    text = life.say("declined", ground=ground.name, door=ground.door)
    yield life.step(life.after(minutes=5), "decline", "agent", ground=ground.code, text=text)
    if is_drawn("decline", life.matter.case.number, life.town.policy.intake.declines_percent):  # floor rule 17
        yield life.step(life.at_hall(hours=3), "uphold_decline", "shift_lead", note=life.say("upheld"))


def _relayed(life: Life) -> Steps:
    ground = _ground(life, Ground.Kind.RELAY)
    number: dict[str, Any] = (
        {"number": f"{life.now:%Y%m%d}{life.random.randrange(10**8):08}"} if ground.needs_number else {}
    )
    note = life.say("relayed", door=ground.door)
    yield life.step(life.after(minutes=6), "relay", "agent", target=ground.code, note=note, **number)


def _ground(life: Life, kind: str) -> Ground:
    return life.random.choice(life.town.grounds[kind])


def _dispatched(life: Life, *, is_first: bool) -> Steps:
    """Hand the case down; the first time it may go astray, and comes back. A case that waited for it long is dispatched
    at once."""
    case, desk = life.matter.case, life.town.ways.desk
    route = _route(life, case)
    if is_first and life.chance(desk.misdispatched) and not case.source.is_upper:
        route = Route("", life.town.stranger(life.random, case.accused, route.lead), [])
    verb, given = "dispatch", dict[str, Any](note=life.say("dispatched", about=life.about))
    if _returned(life) >= life.town.policy.dispatch.designated_after:
        verb, given = "designate", {"reason": life.say("designated")}
    elif case.case_type in life.town.policy.dispatch.prechecked:
        verb = "propose_dispatch"
    assisting = route.assisting if is_first and life.chance(desk.joint) else []
    assisting = [unit for unit in assisting if not case.accuses(unit)]
    role = "dispatcher" if verb == "propose_dispatch" else life.clerk("dispatcher")
    yield life.step(
        life.at_hall(minutes=desk.dispatch_minutes), verb, role, lead=route.lead, assisting=assisting, **given
    )


def _route(life: Life, case: Case) -> Route:
    """Who should have it, but for units that still have a task of it."""
    category, area = (row.code if row else "" for row in (case.category, case.area))
    route = life.town.route(category, area, case.source, life.random, case.accused)
    busy = [task.unit for task in life.matter.tasks if task.state in OPEN_STATES]
    lead = life.town.stranger(life.random, case.accused, *busy) if route.lead in busy else route.lead
    return Route(route.area, lead, [unit for unit in route.assisting if unit not in busy])


def _returned(life: Life) -> int:
    round_ = life.matter.case.round
    return sum(task.state == State.SENT_BACK and task.round == round_ for task in life.matter.tasks)
