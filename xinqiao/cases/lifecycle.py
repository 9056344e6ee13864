"""THE TABLE: every move that a case or an assignment can make. Pure data, no Django.

Buttons, permission checks, required fields, API operations, docs/lifecycle.md and the tests derive from `MOVES`.
Nothing else decides what is allowed; `transition.py` is the only one that acts on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple


def N_(text: str) -> str:  # noqa: N802 - the usual name of the no-op mark for translation
    """Mark `text` for the catalogue; it is translated where it is shown."""
    return text


class At(StrEnum):
    """What a move is made on."""

    CASE = "case"
    ASSIGNMENT = "assignment"


class Who(StrEnum):
    """The unit that an actor's grant must reach for the move to be his."""

    REGISTRAR = "registrar"  # any unit where he holds the grant: a case comes in anywhere
    TAKER = "taker"  # the person himself who registered the case, where he holds the grant
    APPELLANT = "appellant"  # the citizen himself, or a registrar for him
    CENTRE = "centre"  # the platform
    DISPATCHING_UNIT = "dispatching_unit"  # the node that handed this assignment down
    ASSIGNED_UNIT = "assigned_unit"  # the unit whose task it is
    SYSTEM = "system"  # no person


class Stage(StrEnum):
    """Where a case stands; follows from its assignments unless a case move decided it."""

    REGISTERED = "registered"
    IN_HAND = "in_hand"
    CARRIED_OVER = "carried_over"
    COMPLETED = "completed"
    ARCHIVED = "archived"
    DECLINED = "declined"
    INVALID = "invalid"
    RELAYED = "relayed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class State(StrEnum):
    """Where one unit's task stands."""

    DISPATCHED = "dispatched"
    HANDLING = "handling"
    FED_BACK = "fed_back"
    REPLIED = "replied"
    COMPLETED = "completed"
    SENT_BACK = "sent_back"
    RECALLED = "recalled"


class Tie(StrEnum):
    """How a unit is bound to a case."""

    LEAD = "lead"
    CO_LEAD = "co_lead"
    ASSISTING = "assisting"


class Clock(StrEnum):
    """What a move does to the handling clock (floor rules 5 and 6)."""

    NONE = "none"
    START = "start"  # dispatch
    STOP = "stop"  # a reply, which counts if it later passes review
    CONTINUE = "continue"  # a rejected reply: as if the clock had never stopped


# By kind, because the same word may name a stage and a state that are called differently.
LABELS: Final[dict[type[StrEnum], dict[StrEnum, str]]] = {
    Stage: {
        Stage.REGISTERED: N_("待派单"),
        Stage.IN_HAND: N_("承办中"),
        Stage.CARRIED_OVER: N_("挂账"),
        Stage.COMPLETED: N_("已办结"),
        Stage.ARCHIVED: N_("已归档"),
        Stage.DECLINED: N_("不予受理"),
        Stage.INVALID: N_("无效"),
        Stage.RELAYED: N_("已转出"),
        Stage.MERGED: N_("已并单"),
        Stage.WITHDRAWN: N_("已撤诉"),
        Stage.TERMINATED: N_("终止"),
    },
    State: {
        State.DISPATCHED: N_("待签收"),
        State.HANDLING: N_("办理中"),
        State.FED_BACK: N_("协办已反馈"),
        State.REPLIED: N_("待审核"),
        State.COMPLETED: N_("办结"),
        State.SENT_BACK: N_("已退回"),
        State.RECALLED: N_("已撤回"),
    },
    Tie: {
        Tie.LEAD: N_("主办"),
        Tie.CO_LEAD: N_("共同主办"),
        Tie.ASSISTING: N_("协办"),
    },
}


def label(word: Stage | State | Tie) -> str:
    """What the field calls a stage, a state or a tie, in the source language."""
    return LABELS[type(word)][word]


OPEN_STAGES: Final = frozenset({Stage.REGISTERED, Stage.IN_HAND, Stage.CARRIED_OVER})
OPEN_STATES: Final = frozenset({State.DISPATCHED, State.HANDLING, State.REPLIED})
# A task that was taken away again: it neither carries the case nor counts for its unit.
VOID_STATES: Final = frozenset({State.SENT_BACK, State.RECALLED})
LEADING: Final = frozenset({Tie.LEAD, Tie.CO_LEAD})


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table.

    `from_` empty: the case does not exist yet. `to` None: the state stays (a case's stage then follows from its
    assignments). `needs`: what must be given, by name. `hands_down`: creates assignments for other units. `marks`: the
    moment of an assignment that the move fixes when it is made for the first time; `marks_if`: only with this fact, as
    name and value. `ties`: the ties it is for; empty for all. `guards`: what else must hold, by name in `guards.py`.
    `passes`: the move that this one looks at a second time, which nobody does with his own. `himself`: the citizen may too.

    `asks`: opens a request that another move rules on; `rules`: the verb of the request that this move closes, and
    `to`, `clock`, `marks`, `sets` and `closes` then hold only if it is granted. `sets`: the facts of the case that it
    may change. `closes`: open tasks are taken back. `shifts`: deadlines move to what is given.
    """

    verb: str
    label: str
    at: At
    who: Who
    from_: frozenset[Stage] | frozenset[State]
    to: Stage | State | None = None
    needs: tuple[str, ...] = ()
    clock: Clock = Clock.NONE
    hands_down: bool = False
    marks: str = ""
    marks_if: tuple[str, str] | tuple[()] = ()
    ties: frozenset[Tie] = frozenset()
    guards: tuple[str, ...] = ()
    passes: str = ""
    asks: bool = False
    rules: str = ""
    sets: tuple[str, ...] = ()
    closes: bool = False
    shifts: bool = False
    himself: bool = False


_NEW: Final = frozenset({Stage.REGISTERED})
_DONE: Final = frozenset({Stage.COMPLETED})
_REFUSED: Final = frozenset({Stage.DECLINED})
_MERGED: Final = frozenset({Stage.MERGED})
_STANDING: Final = OPEN_STAGES | _DONE
# A citizen whose case was merged keeps his number and goes on speaking under it (floor rule 14).
WAITING: Final = OPEN_STAGES | _MERGED
_CASE_FACTS: Final = ("case_type", "category", "area", "urgency", "confidentiality", "place", "accused")
_TO_SIGN: Final = frozenset({State.DISPATCHED})
_AT_WORK: Final = frozenset({State.HANDLING})
_RETURNABLE: Final = frozenset({State.DISPATCHED, State.HANDLING})
_JUDGED: Final = frozenset({State.HANDLING, State.FED_BACK, State.REPLIED, State.COMPLETED})
_HELPING: Final = frozenset({Tie.ASSISTING})


def _on_case(verb: str, label: str, who: Who, from_: frozenset[Stage], to: Stage | None = None, **more: Any) -> Move:
    return Move(verb, label, At.CASE, who, from_, to, **more)


def _on_task(verb: str, label: str, who: Who, from_: frozenset[State], to: State | None = None, **more: Any) -> Move:
    return Move(verb, label, At.ASSIGNMENT, who, from_, to, **more)


_TABLE: Final = (
    # Intake and what the centre ends by itself (floor rules 13 to 20)
    _on_case("register", N_("登记"), Who.REGISTRAR, frozenset(), needs=("title", "text")),
    _on_case("wrap_up", N_("补录"), Who.TAKER, _NEW, sets=_CASE_FACTS),
    _on_case("accept", N_("受理"), Who.CENTRE, _NEW),
    _on_case("amend", N_("更正"), Who.CENTRE, _STANDING | WAITING, needs=("reason",), sets=_CASE_FACTS),
    _on_case("answer_directly", N_("直接答复"), Who.CENTRE, _NEW, Stage.COMPLETED, needs=("text",), closes=True),
    _on_case("propose_answer", N_("直接答复报批"), Who.CENTRE, _NEW, needs=("text",), asks=True),
    _on_case("rule_answer", N_("直接答复审批"), Who.CENTRE, _NEW, Stage.COMPLETED, needs=("granted",), closes=True,
             rules="propose_answer"),
    _on_case("decline", N_("不予受理"), Who.CENTRE, _NEW, Stage.DECLINED, needs=("ground", "text"), closes=True),
    _on_case("uphold_decline", N_("不予受理复核"), Who.CENTRE, _REFUSED, passes="decline"),
    _on_case("overturn_decline", N_("撤销不予受理"), Who.CENTRE, _REFUSED, Stage.REGISTERED, needs=("reason",),
             passes="decline"),
    _on_case("invalidate", N_("无效"), Who.CENTRE, _NEW, Stage.INVALID, needs=("ground",), closes=True),
    _on_case("relay", N_("转外"), Who.CENTRE, _NEW, Stage.RELAYED, needs=("target",), closes=True),
    _on_case("append", N_("追加"), Who.APPELLANT, WAITING, needs=("text",)),
    _on_case("urge", N_("催办"), Who.APPELLANT, WAITING),
    _on_case("withdraw", N_("撤诉"), Who.APPELLANT, WAITING, Stage.WITHDRAWN, needs=("reason",), closes=True),
    _on_case("flag", N_("标记"), Who.REGISTRAR, _STANDING | WAITING, needs=("flag",), sets=("flag",)),
    _on_case("unflag", N_("解除标记"), Who.CENTRE, _STANDING | WAITING, needs=("reason",), sets=("flag",)),
    _on_case("brief_leader", N_("上报"), Who.CENTRE, _STANDING | WAITING, needs=("leader", "means", "text")),
    _on_case("propose_merge", N_("并单建议"), Who.REGISTRAR, frozenset({Stage.REGISTERED, Stage.IN_HAND}),
             needs=("into",), asks=True),
    _on_case("rule_merge", N_("并单确认"), Who.CENTRE, frozenset({Stage.REGISTERED, Stage.IN_HAND}), Stage.MERGED,
             needs=("granted",), rules="propose_merge", sets=("merged_into",), closes=True),
    _on_case("complete_merged", N_("并单办结"), Who.SYSTEM, _MERGED, Stage.COMPLETED, sets=("due_at",)),
    _on_case("unmerge", N_("解除并单"), Who.CENTRE, _MERGED, Stage.REGISTERED, needs=("reason",),
             sets=("merged_into", "due_at")),
    _on_case("release", N_("并单释放"), Who.SYSTEM, _MERGED, Stage.REGISTERED, sets=("merged_into", "due_at")),
    # Dispatch (floor rules 2, 5, 11, 12, 16)
    _on_case("propose_dispatch", N_("派单报审"), Who.CENTRE, _NEW, needs=("lead",), asks=True),
    _on_case("rule_dispatch", N_("派单预审"), Who.CENTRE, _NEW, needs=("granted",), rules="propose_dispatch"),
    _on_case("dispatch", N_("派单"), Who.CENTRE, _NEW, needs=("unit",), clock=Clock.START, hands_down=True),
    _on_case("designate", N_("指定承办"), Who.CENTRE, _NEW, needs=("unit", "reason"), clock=Clock.START,
             hands_down=True),
    _on_case("split", N_("拆单"), Who.CENTRE, frozenset({Stage.IN_HAND}), needs=("unit",), clock=Clock.START,
             hands_down=True),
    _on_task("recall", N_("撤回派单"), Who.DISPATCHING_UNIT, _TO_SIGN, State.RECALLED, needs=("reason",),
             guards=("return_ruled", "not_final")),
    _on_task("reassign", N_("改派"), Who.DISPATCHING_UNIT, _AT_WORK, State.RECALLED, needs=("unit", "reason"),
             shifts=True, guards=("not_carried", "not_final", "nothing_open_below")),
    _on_task("convey", N_("转达摘要"), Who.DISPATCHING_UNIT, OPEN_STATES, needs=("text",)),
    # The unit's own work (floor rules 2, 3, 5, 6)
    _on_task("sign", N_("签收"), Who.ASSIGNED_UNIT, _TO_SIGN, State.HANDLING, marks="signed_at"),
    _on_task("auto_sign", N_("自动签收"), Who.SYSTEM, _TO_SIGN, State.HANDLING, marks="signed_at",
             guards=("sign_limit_over",)),
    _on_task("delegate", N_("转派下级"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("unit",), clock=Clock.START,
             hands_down=True, guards=("not_carried", "not_paused", "keeps_it")),
    _on_task("contact", N_("联系诉求人"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("result",), marks="contacted_at",
             marks_if=("result", "reached")),
    _on_task("interim_reply", N_("阶段性答复"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("text",), marks="answered_at",
             shifts=True),
    _on_task("supplement", N_("补正"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("text",), asks=True),
    _on_task("rule_supplement", N_("补正答复"), Who.CENTRE, _AT_WORK, needs=("granted", "reason"), rules="supplement"),
    _on_task("consult", N_("会商"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("units", "text"), ties=LEADING),
    _on_task("feed_back", N_("协办反馈"), Who.ASSIGNED_UNIT, _AT_WORK, State.FED_BACK, needs=("text",),
             clock=Clock.STOP, ties=_HELPING, guards=("not_paused", "below_done")),
    _on_task("reply", N_("答复"), Who.ASSIGNED_UNIT, _AT_WORK, State.REPLIED, needs=("text", "outcome"),
             clock=Clock.STOP, ties=LEADING, marks="answered_at",
             guards=("not_carried", "not_paused", "below_done", "assistants_done")),
    _on_task("pass_review", N_("审核通过"), Who.DISPATCHING_UNIT, frozenset({State.REPLIED}), State.COMPLETED,
             marks="completed_at", passes="reply"),
    _on_task("exempt_review", N_("免审通过"), Who.SYSTEM, frozenset({State.REPLIED}), State.COMPLETED,
             marks="completed_at"),
    _on_task("reject_review", N_("审核退回"), Who.DISPATCHING_UNIT, frozenset({State.REPLIED}), State.HANDLING,
             needs=("reason",), clock=Clock.CONTINUE),
    # Sending back (floor rule 11): asked of whoever dispatched, once; then an objection; then it is final
    _on_task("send_back", N_("退单"), Who.ASSIGNED_UNIT, _RETURNABLE, needs=("reason", "basis", "proposed_unit"),
             asks=True, guards=("not_carried", "not_final", "first_return", "return_limit", "nothing_open_below")),
    _on_task("rule_return", N_("退单裁定"), Who.DISPATCHING_UNIT, _RETURNABLE, State.SENT_BACK,
             needs=("granted", "reason"), rules="send_back", shifts=True),
    _on_task("object", N_("派单异议"), Who.ASSIGNED_UNIT, _RETURNABLE, needs=("reason",), asks=True,
             guards=("not_final", "return_refused", "first_objection", "nothing_open_below")),
    _on_task("rule_objection", N_("异议裁定"), Who.DISPATCHING_UNIT, _RETURNABLE, State.SENT_BACK,
             needs=("granted", "reason"), rules="object", shifts=True),
    # Clocks (floor rules 7, 8)
    _on_task("extend", N_("延期"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("reason", "until"), asks=True,
             guards=("not_carried", "not_paused", "above_runs", "not_overdue", "first_extension")),
    _on_task("rule_extension", N_("延期裁定"), Who.DISPATCHING_UNIT, _AT_WORK, needs=("granted",), rules="extend",
             shifts=True),
    _on_task("pause", N_("暂停计时"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("reason", "until"), asks=True,
             guards=("not_carried", "not_paused", "above_runs", "not_overdue")),
    _on_task("rule_pause", N_("暂停裁定"), Who.DISPATCHING_UNIT, _AT_WORK, needs=("granted",), rules="pause",
             shifts=True),
    _on_task("resume", N_("恢复计时"), Who.ASSIGNED_UNIT, _AT_WORK, shifts=True, guards=("paused",)),
    _on_task("carry_over", N_("挂账"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("reason", "look_at"), asks=True,
             ties=LEADING, guards=("not_carried", "top_level", "nothing_open_below")),
    _on_task("rule_carry_over", N_("挂账裁定"), Who.DISPATCHING_UNIT, _AT_WORK, needs=("granted",),
             rules="carry_over", clock=Clock.STOP),
    _on_task("look_again", N_("复查"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("text", "look_at"), guards=("carried",)),
    _on_task("strike_off", N_("销账"), Who.ASSIGNED_UNIT, _AT_WORK, needs=("text",), asks=True, guards=("carried",)),
    _on_task("rule_strike_off", N_("销账裁定"), Who.DISPATCHING_UNIT, _AT_WORK, State.COMPLETED, needs=("granted",),
             rules="strike_off", marks="completed_at", shifts=True),
    _on_task("reschedule", N_("重算时限"), Who.CENTRE, OPEN_STATES, needs=("reason",), shifts=True),
    # What the citizen says of it (floor rules 21 to 24)
    _on_case("call_back", N_("回访"), Who.CENTRE, WAITING | _DONE, needs=("result",), himself=True),
    _on_case("propose_rework", N_("重办建议"), Who.CENTRE, _DONE, needs=("reason",), asks=True, himself=True),
    _on_case("rule_rework", N_("重办裁定"), Who.CENTRE, _DONE, needs=("verdict", "granted", "reason"),
             rules="propose_rework"),
    _on_case("rework", N_("重办"), Who.CENTRE, _DONE, needs=("unit",), clock=Clock.START, hands_down=True),
    _on_case("mark_problem", N_("列为问题工单"), Who.SYSTEM, _STANDING, needs=("ground",), sets=("problem",)),
    _on_task("exclude", N_("剔除申请"), Who.ASSIGNED_UNIT, _JUDGED, needs=("indicator", "ground", "reason"), asks=True),
    _on_task("rule_exclusion", N_("剔除裁定"), Who.CENTRE, _JUDGED, needs=("granted", "reason"), rules="exclude"),
    # The end
    _on_case("terminate", N_("终止办理"), Who.CENTRE, frozenset({Stage.IN_HAND, Stage.CARRIED_OVER}),
             Stage.TERMINATED, needs=("ground", "reason"), closes=True),
    _on_case("archive", N_("归档"), Who.SYSTEM, _DONE, Stage.ARCHIVED, closes=True),
)  # fmt: skip

MOVES: Final[dict[str, Move]] = {move.verb: move for move in _TABLE}
RULED_BY: Final[dict[str, str]] = {move.rules: move.verb for move in _TABLE if move.rules}
# Moves after which a case is at work again in a new round; the citizen's clock goes on all the same (floor rule 10).
NEW_ROUND: Final = frozenset({"rework"})
FINAL: Final = frozenset({"designate"})
# Moves with which the pause of a task ends before its date: it goes on, is done, or is taken away, alone or with its case.
ENDING_PAUSE: Final = frozenset({"resume"}) | {
    move.verb for move in _TABLE if move.closes or (isinstance(move.to, State) and move.to not in OPEN_STATES)
}


class Standing(NamedTuple):
    """What the stage of a case asks of one of its tasks."""

    tie: str
    state: str
    round: int
    parent: int | None
    carried: bool


def stage(decided: Stage | None, round_: int, tasks: Iterable[Standing]) -> Stage:
    """The stage of a case from what a case move decided and how its tasks of this round stand.

    Only what the centre itself handed down to lead counts: assisting tasks only gate the lead's reply (floor rule 2),
    delegated ones their parent's; a task that was taken away carries nothing. Without a lead the case waits for
    dispatch, whatever co-leads have in hand or have done.
    """
    if decided:
        return decided
    leading = [task for task in tasks if carries_case(task, round_)]
    if not any(task.tie == Tie.LEAD for task in leading):
        return Stage.REGISTERED
    if all(task.state == State.COMPLETED for task in leading):
        return Stage.COMPLETED
    if all(task.carried or task.state == State.COMPLETED for task in leading):
        return Stage.CARRIED_OVER
    return Stage.IN_HAND


def marks(move: Move, facts: Mapping[str, Any]) -> str:
    """The moment of a task that the move fixes, told so; empty for none. An attempt to contact is no contact."""
    return move.marks if not move.marks_if or facts.get(move.marks_if[0]) == move.marks_if[1] else ""


def carries_case(task: Standing, round_: int) -> bool:
    """True for a task that the centre handed down to lead in this round and that was not taken away."""
    return task.round == round_ and task.parent is None and task.tie in LEADING and task.state not in VOID_STATES


def allowed(at: At, standing: Stage | State, tie: str = "") -> list[Move]:
    """The moves that the table allows from here, for a task of that tie if one is named, in its order."""
    fitting = [move for move in _TABLE if move.at == at and standing in move.from_]
    return [move for move in fitting if not (tie and move.ties) or tie in move.ties]


def is_over(asking: str, standing: Stage | State, *, carried: bool = False) -> bool:
    """True when a request of this kind has lapsed: what it was asked of has moved on, or is `carried` over now."""
    return standing not in MOVES[asking].from_ or (carried and "not_carried" in MOVES[asking].guards)


def stopped_at(clock: Clock, before: datetime | None, at: datetime) -> datetime | None:
    """When the handling clock stands stopped after a move at `at`; None while it runs."""
    if clock == Clock.STOP:
        return at
    return None if clock in (Clock.START, Clock.CONTINUE) else before


def completed_at(stage: Stage, before: datetime | None, at: datetime) -> datetime | None:
    """When a case that stands at `stage` since `at` was completed: the first time in this round; None while open."""
    if stage == Stage.COMPLETED:
        return before or at
    return None if stage in OPEN_STAGES else before


def total_due_at(
    verb: str, total: datetime | None, was: datetime, becomes: datetime, beside: Iterable[datetime] = ()
) -> datetime:
    """The citizen's total clock after a leading task's deadline moved: it goes along, and never back but for the part of
    a pause that did not happen, and then not before what the leading tasks `beside` it have. A task that was handed down
    later and ends past it anyway does not take it along: it never restarts (floor rule 10)."""
    if verb in ENDING_PAUSE and total == was:
        return max([becomes, *(due_at for due_at in beside if due_at <= total)])
    return max(total, becomes) if total and was <= total else total or becomes


def span(verb: str, facts: Mapping[str, Any], at: datetime) -> dict[str, datetime | None]:
    """What a move that has effect does to the spans of a task: since when it is carried over and when it is looked at
    again, until when paused."""
    match verb:
        case "rule_pause":
            return {"paused_until": datetime.fromisoformat(facts["until"])}
        case "resume":
            return {"paused_until": None}
        case "rule_carry_over":
            return {"carried_at": at, "look_at": datetime.fromisoformat(facts["look_at"])}
        case "look_again":
            return {"look_at": datetime.fromisoformat(facts["look_at"])}
        case "rule_strike_off":
            return {"carried_at": None, "look_at": None}
        case _:
            return {}
