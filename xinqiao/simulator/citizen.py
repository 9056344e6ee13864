"""What the citizen is asked when his case is done, what he says, and what follows from that."""

from typing import Any

from xinqiao.callback import slots
from xinqiao.callback.actions import is_sampled
from xinqiao.callback.models import SATISFIED_FROM, Filed, Result, Satisfaction, Verdict
from xinqiao.cases.lifecycle import LEADING, VOID_STATES
from xinqiao.simulator.chance import Wheel
from xinqiao.simulator.life import Life
from xinqiao.simulator.plan import Steps

BEST_FIRST = sorted(Satisfaction, reverse=True)


def asked_about(life: Life) -> Steps:
    """Call the citizen, or file the case where nobody is called; rule on a complaint."""
    if life.asked("propose_rework"):
        yield from _ruled(life)
    elif why := uncalled(life):
        yield life.move(None, life.now, "archive", ground=why)
    else:
        yield from _called(life)


def uncalled(life: Life) -> Filed | None:
    """Why nobody is called, as the platform decides it (floor rules 16 and 21); None when the citizen is."""
    case = life.matter.case
    if case.is_anonymous:
        return Filed.NO_CONTACT
    if not any(_is_rated(life, task) for task in life.matter.tasks) and not case.merged_into_id:
        return Filed.ANSWERED_DIRECTLY
    has_expired = bool(case.due_at and case.completed_at and case.due_at < case.completed_at)
    return None if has_expired or case.round > 1 or is_sampled(case) else Filed.UNSAMPLED


def _is_rated(life: Life, task: Any) -> bool:
    leads = task.parent_id is None and task.tie in LEADING and task.round == life.matter.case.round
    return leads and task.state not in VOID_STATES


def _called(life: Life) -> Steps:
    """Attempts in different slots until one is answered, or the city's number of them is made (floor rule 22)."""
    rule, hours = life.town.policy.callbacks, life.town.ways.citizens.call_hours
    at = slots.next_open(life.after(hours=hours), rule.hours)
    first = at
    for made in range(1, rule.attempts + 1):
        result, said = _said(life)
        yield life.step(at, "call_back", "callback_agent", result=result, **said)
        if result != Result.NO_ANSWER or made == rule.attempts:
            break
        at = slots.next_attempt(life.now, first, made, rule)
    if not life.asked("propose_rework"):
        yield life.move(None, life.now, "archive", ground=Filed(result))


def _said(life: Life) -> tuple[Result, dict[str, Any]]:
    ways, drawn = life.town.ways.citizens, life.random.random() * 100
    for share, result in (
        (ways.no_answer, Result.NO_ANSWER), (ways.refused, Result.REFUSED), (ways.wrong_number, Result.WRONG_NUMBER),
    ):  # fmt: skip
        if drawn < share:
            return result, {}
        drawn -= share
    satisfaction = Wheel(zip(BEST_FIRST, ways.ratings, strict=True)).draw(life.random)
    is_bad = satisfaction < SATISFIED_FROM
    solved = not life.chance(60 if is_bad else ways.unsolved)
    if not is_bad and solved:
        return Result.REACHED, {"satisfaction": satisfaction, "solved": True, "contact_given": True}
    reason, rework = life.say("complaint"), life.chance(ways.rework)
    return Result.REACHED, {"satisfaction": satisfaction, "solved": solved, "rework": rework, "reason": reason}


def _ruled(life: Life) -> Steps:
    """The reviewer rules; what was reworked already goes no third round."""
    ways = life.town.ways.citizens
    may_rework = life.matter.case.round <= min(2, life.town.policy.rework.most)
    if may_rework and life.chance(ways.rework):
        verdict = Verdict.REWORK
    else:
        verdict = Verdict.EXPLAINED if life.chance(ways.explained) else Verdict.UNREASONABLE
    reason = life.say(f"verdict_{verdict}")
    yield life.step(life.at_hall(hours=3), "rule_rework", "reviewer", verdict=verdict, reason=reason, note=reason)
    if verdict != Verdict.REWORK:
        yield life.move(None, life.now, "archive", ground=Filed(verdict))
