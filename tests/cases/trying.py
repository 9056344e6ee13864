"""How each move of the table is made, and by whom: for tests that go through all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.factories import REPLY, person, unit
from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.queries import rated_units
from xinqiao.cases.lifecycle import MOVES, Who
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.transition import Given, make
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.people.models import Staff

WHY = "经研究"


@dataclass(frozen=True)
class Try:
    """Who tries, when, and what he chooses where there is a choice."""

    by: Staff | None
    now: datetime
    to: str = "cgj"
    granted: bool = True
    into: Case | None = None
    result: str = "reached"
    satisfaction: int = 5

    @property
    def who(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}

    @property
    def ruled(self) -> dict[str, Any]:
        return {"granted": self.granted, "reason": WHY, **self.who}


def later(task: Assignment, days: int) -> datetime:
    return task.due_at + timedelta(days=days)


def _call_back(case: Case, t: Try) -> object:
    opened = case.callbacks.filter(round=case.round).order_by("-pk").first()
    if opened is None:
        raise callback.CallbackDone  # nothing on the callback desk
    tasks = rated_units(case) if t.result == "reached" else []
    said = {task.pk: Said(t.satisfaction, solved=t.satisfaction > 2) for task in tasks}
    return callback.call_back(opened, result=t.result, said=said, reason=WHY, **t.who)


def _rule_rework(case: Case, t: Try) -> object:
    verdict = "rework" if t.granted else "explained"
    return callback.rule_rework(case, verdict=verdict, reason=WHY, units=[unit(t.to)], note="摘要", **t.who)


MAKES: dict[str, tuple[str, Callable[[Any, Try], object]]] = {
    "register": ("agent", lambda case, t: None),
    "wrap_up": ("agent", lambda case, t: intake.wrap_up(case, place=f"{t.to} {t.granted}", **t.who)),
    "accept": ("agent", lambda case, t: intake.accept(case, **t.who)),
    "amend": ("dispatcher", lambda case, t: dispatch.amend(case, place=f"{t.to} {t.granted}", reason=WHY, **t.who)),
    "answer_directly": ("agent", lambda case, t: intake.answer_directly(case, text=REPLY, **t.who)),
    "propose_answer": ("agent", lambda case, t: intake.propose_answer(case, text=REPLY, **t.who)),
    "rule_answer": ("shift_lead", lambda case, t: intake.rule_answer(case, **t.ruled)),
    "decline": ("agent", lambda case, t: intake.decline(case, ground="petition", text=WHY, **t.who)),
    "invalidate": ("agent", lambda case, t: intake.invalidate(case, ground="prank", **t.who)),
    "relay": ("agent", lambda case, t: intake.relay(case, target="fire", **t.who)),
    "uphold_decline": ("reviewer", lambda case, t: intake.uphold_decline(case, **t.who)),
    "overturn_decline": ("reviewer", lambda case, t: intake.overturn_decline(case, reason=WHY, **t.who)),
    "brief_leader": ("shift_lead", lambda case, t: intake.brief_leader(
        case, leader="值班领导", means="phone", text=WHY, **t.who)),
    "append": ("agent", lambda case, t: intake.append(case, text=WHY, **t.who)),
    "urge": ("agent", lambda case, t: intake.urge(case, **t.who)),
    "withdraw": ("agent", lambda case, t: intake.withdraw(case, reason=WHY, **t.who)),
    "flag": ("agent", lambda case, t: intake.flag(case, flag="crowd", **t.who)),
    "unflag": ("shift_lead", lambda case, t: intake.unflag(case, reason=WHY, **t.who)),
    "propose_merge": ("agent", lambda case, t: intake.propose_merge(case, into=t.into, **t.who)),
    "rule_merge": ("dispatcher", lambda case, t: dispatch.rule_merge(case, **t.ruled)),
    "complete_merged": ("", lambda case, t: make("complete_merged", case, Given(text=REPLY), **t.who)),
    "unmerge": ("dispatcher", lambda case, t: dispatch.unmerge(case, reason=WHY, **t.who)),
    "release": ("", lambda case, t: make("release", case, Given(sets={"merged_into": None}), **t.who)),
    "propose_dispatch": (
        "dispatcher", lambda case, t: dispatch.propose_dispatch(case, lead=unit(t.to), note="摘要", **t.who)),
    "rule_dispatch": ("shift_lead", lambda case, t: dispatch.rule_dispatch(case, **t.ruled)),
    "dispatch": ("dispatcher", lambda case, t: dispatch.dispatch(
        case, lead=unit(t.to), co_leads=[unit("zjj")] * t.granted, assisting=[unit("reli")] * t.granted, note="摘要",
        **t.who)),
    "designate": ("dispatcher", lambda case, t: dispatch.designate(case, lead=unit(t.to), reason=WHY, **t.who)),
    "split": ("dispatcher", lambda case, t: dispatch.split(
        case, unit=unit(t.to), tie="assisting" if t.granted else "co_lead", note="摘要", **t.who)),
    "recall": ("dispatcher", lambda task, t: dispatch.recall(task, reason=WHY, **t.who)),
    "reassign": ("dispatcher", lambda task, t: dispatch.reassign(
        task, unit=unit(t.to), reason=WHY, note="摘要", **t.who)),
    "convey": ("dispatcher", lambda task, t: dispatch.convey(task, text=WHY, **t.who)),
    "sign": ("liaison", lambda task, t: handling.sign(task, **t.who)),
    "auto_sign": ("", lambda task, t: handling.auto_sign(task, now=t.now)),
    "delegate": ("dispatcher", lambda task, t: handling.delegate(task, to=unit(t.to), note="摘要", **t.who)),
    "contact": ("handler", lambda task, t: handling.contact(task, result="reached", **t.who)),
    "interim_reply": ("handler", lambda task, t: handling.interim_reply(task, text=REPLY, **t.who)),
    "supplement": ("handler", lambda task, t: handling.supplement(task, text=WHY, **t.who)),
    "rule_supplement": ("agent", lambda task, t: dispatch.rule_supplement(task, **t.ruled)),
    "consult": ("handler", lambda task, t: handling.consult(task, units=[unit("xicheng")], text=WHY, **t.who)),
    "feed_back": ("handler", lambda task, t: handling.feed_back(task, text=REPLY, **t.who)),
    "reply": ("handler", lambda task, t: handling.reply(task, text=REPLY, outcome="solved", **t.who)),
    "pass_review": ("reviewer", lambda task, t: handling.pass_review(task, **t.who)),
    "exempt_review": ("", lambda task, t: handling.exempt_review(task, now=t.now)),
    "reject_review": ("reviewer", lambda task, t: handling.reject_review(task, reason=WHY, **t.who)),
    "send_back": ("liaison", lambda task, t: handling.send_back(
        task, reason=WHY, basis="not_ours", proposed_unit=unit("xicheng"), **t.who)),
    "rule_return": ("dispatcher", lambda task, t: dispatch.rule_return(task, **t.ruled)),
    "object": ("liaison", lambda task, t: handling.object(task, reason=WHY, **t.who)),
    "rule_objection": ("dispatcher", lambda task, t: dispatch.rule_objection(task, **t.ruled)),
    "extend": ("handler", lambda task, t: handling.extend(
        task, until_on=later(task, 2).date(), reason=WHY, told=True, progress=WHY, **t.who)),
    "rule_extension": ("reviewer", lambda task, t: dispatch.rule_extension(task, **t.ruled)),
    "pause": ("handler", lambda task, t: handling.pause(task, until=t.now + timedelta(hours=30), reason=WHY, **t.who)),
    "rule_pause": ("reviewer", lambda task, t: dispatch.rule_pause(task, **t.ruled)),
    "resume": ("handler", lambda task, t: handling.resume(task, **t.who)),
    "carry_over": ("handler", lambda task, t: handling.carry_over(
        task, look_at=t.now + timedelta(days=30), reason=WHY, told=True, **t.who)),
    "rule_carry_over": ("reviewer", lambda task, t: dispatch.rule_carry_over(task, **t.ruled)),
    "look_again": ("handler", lambda task, t: handling.look_again(
        task, text=WHY, look_at=t.now + timedelta(days=30), **t.who)),
    "strike_off": ("handler", lambda task, t: handling.strike_off(task, text=REPLY, **t.who)),
    "rule_strike_off": ("reviewer", lambda task, t: dispatch.rule_strike_off(task, **t.ruled)),
    "reschedule": ("administrator", lambda task, t: dispatch.reschedule(task, reason=WHY, **t.who)),
    "call_back": ("callback_agent", _call_back),
    "propose_rework": ("callback_agent", lambda case, t: callback.propose_rework(case, reason=WHY, **t.who)),
    "rule_rework": ("reviewer", _rule_rework),
    "rework": ("reviewer", lambda case, t: callback.rework(case, units=[unit(t.to)], note="摘要", **t.who)),
    "mark_problem": ("", lambda case, t: callback.mark_problem(case, now=t.now)),
    "exclude": ("liaison", lambda task, t: handling.exclude(
        task, indicator="completed_in_time", ground="impossible", reason=WHY, **t.who)),
    "rule_exclusion": ("supervisor", lambda task, t: dispatch.rule_exclusion(task, **t.ruled)),
    "terminate": ("dispatcher", lambda case, t: dispatch.terminate(
        case, ground="citizen_refuses", reason=WHY, **t.who)),
    "archive": ("", lambda case, t: make("archive", case, Given({"ground": "reached"}), **t.who)),
}  # fmt: skip


def maker(verb: str, on: Case | Assignment) -> Staff | None:
    """Whose move it rightly is here; None: the system's."""
    role = MAKES[verb][0]
    if not role:
        return None
    match MOVES[verb].who:
        case Who.ASSIGNED_UNIT:
            return person(role, on.unit.code)  # type: ignore[union-attr]
        case Who.DISPATCHING_UNIT:
            return person(role, on.dispatched_by_unit.code)  # type: ignore[union-attr]
    return person(role)


def attempt(verb: str, on: Case | Assignment, how: Try) -> object:
    """Make the move by its action, as a page would."""
    return MAKES[verb][1](on, how)
