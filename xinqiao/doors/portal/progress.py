"""What was done about a case, in words for the citizen: no talk between units, nobody's personal data."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext

from xinqiao.callback.answers import Answer, answers
from xinqiao.callback.queries import rated_units
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import LEADING, N_, VOID_STATES, Stage
from xinqiao.cases.models import Case, Enclosure, Event
from xinqiao.cases.queries import enclosures, story

# What a citizen is told of a move; a move that is not here is the units' own affair.
TOLD: Final = {
    "register": N_("您的诉求已登记"),
    "accept": N_("已受理"),
    "answer_directly": N_("已答复"),
    "rule_answer": N_("已答复"),
    "decline": N_("不予受理"),
    "overturn_decline": N_("经复核，继续受理"),
    "invalidate": N_("已登记为无效诉求"),
    "relay": N_("已转交其他系统办理"),
    "append": N_("您补充了内容"),
    "urge": N_("您催办了一次"),
    "withdraw": N_("您撤回了诉求"),
    "rule_merge": N_("与同一件事的其他诉求一并办理"),
    "complete_merged": N_("已答复"),
    "dispatch": N_("已交由%(unit)s办理"),
    "designate": N_("已交由%(unit)s办理"),
    "split": N_("已交由%(unit)s办理"),
    "sign": N_("%(unit)s已签收"),
    "auto_sign": N_("%(unit)s已签收"),
    "contact": N_("%(unit)s已与您联系"),
    "interim_reply": N_("%(unit)s的阶段性答复"),
    "rule_extension": N_("办理时限经批准延长"),
    "rule_pause": N_("经批准暂停计时"),
    "rule_carry_over": N_("暂时不能解决，已列入台账，定期复查"),
    "pass_review": N_("%(unit)s已答复"),
    "exempt_review": N_("%(unit)s已答复"),
    "rule_strike_off": N_("%(unit)s已办结"),
    "call_back": N_("已听取您的意见"),
    "rework": N_("重新交由%(unit)s办理"),
    "rule_rework": N_("您的意见已审定"),
    "terminate": N_("已终止办理"),
    "archive": N_("已归档"),
}
# Where a case stands, in words for the citizen, and what comes next.
STANDING: Final = {
    Stage.REGISTERED: (N_("已登记，正在确定承办单位"), N_("确定后交承办单位办理，办理时限从交办起算。")),
    Stage.IN_HAND: (N_("正在办理"), N_("承办单位正在办理，答复会显示在这里。")),
    Stage.CARRIED_OVER: (N_("暂不具备条件，已列入跟踪"), N_("定期复查，条件具备后继续办理。")),
    Stage.COMPLETED: (N_("已办结"), N_("请看答复；您可以评价，没有解决的请在评价中写明。")),
    Stage.ARCHIVED: (N_("已归档"), N_("办理已全部结束；有新情况请重新提出。")),
    Stage.DECLINED: (N_("不予受理"), N_("原因见下方的办理过程。")),
    Stage.INVALID: (N_("已登记为无效诉求"), N_("如有误，请重新提出或拨打 12345。")),
    Stage.RELAYED: (N_("已转交其他系统办理"), N_("由接收的系统答复您。")),
    Stage.MERGED: (N_("与同一件事的其他诉求一并办理"), N_("那一件答复时，您也会在这里看到。")),
    Stage.WITHDRAWN: (N_("您已撤回"), N_("如仍需要，请重新提出。")),
    Stage.TERMINATED: (N_("已终止办理"), N_("原因见下方的办理过程。")),
}
# Whose words are meant for the citizen, or his own.
SPOKEN: Final = {
    "register", "answer_directly", "rule_answer", "decline", "append", "urge", "withdraw", "complete_merged",
    "interim_reply",
}  # fmt: skip
# The words that a later move lets out.
LETS_OUT: Final = {"pass_review": "reply", "exempt_review": "reply"}
# Told only when the move had that effect.
IF: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "contact": lambda data: data.get("result") == "reached",
    "call_back": lambda data: data.get("result") == "reached",
    **dict.fromkeys(
        ("rule_answer", "rule_merge", "rule_extension", "rule_pause", "rule_carry_over", "rule_strike_off"),
        lambda data: bool(data.get("granted")),
    ),
}


# What was said by a move on a task, and the files that came with it.
Said = dict[tuple[str, int | None], tuple[str, list[Enclosure]]]


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story."""

    title: str
    at: datetime
    text: str = ""
    files: Sequence[Enclosure] = ()


class Standing(NamedTuple):
    """Where the case is, and what comes next."""

    where: str
    next: str


def standing(case: Case) -> Standing:
    """In words for the citizen."""
    return Standing(*(gettext(words) for words in STANDING[Stage(case.stage)]))


def units(case: Case) -> list[str]:
    """Who leads: what the story names too. One query."""
    found = case.assignments.filter(parent=None, tie__in=sorted(LEADING)).exclude(state__in=sorted(VOID_STATES))
    return [task.unit.name for task in found.select_related("unit").order_by("suffix")]


def steps(case: Case) -> list[Step]:
    """The story so far, the latest first. Two queries."""
    said: Said = {}
    files, told = _files(case), []
    for event in story(case):
        said[event.verb, event.assignment_id] = _words(event), files.get(event.pk, [])
        if _is_told(event):
            told.append(_step(event, said))
    return told[::-1]


def shown_files(case: Case) -> dict[int, Enclosure]:
    """The files that the citizen may open, by their id: those of the answers that were let out."""
    return {file.pk: file for step in steps(case) for file in step.files}


def _files(case: Case) -> Mapping[int, list[Enclosure]]:
    found = defaultdict(list)
    for one in enclosures(case):
        found[one.event_id].append(one)
    return found


def _is_told(event: Event) -> bool:
    """Tasks below the lead's own and assisting ones are how a unit works, not what the citizen waits for."""
    task, holds = event.assignment, IF.get(event.verb)
    if task and (task.parent_id is not None or task.tie not in LEADING):
        return False
    return event.verb in TOLD and (holds is None or holds(event.data))


def _step(event: Event, said: Said) -> Step:
    unit = event.assignment.unit.name if event.assignment else ""
    verb = LETS_OUT.get(event.verb, event.verb if event.verb in SPOKEN else "")
    text, files = said.get((verb, event.assignment_id), ("", []))
    return Step(gettext(TOLD[event.verb]) % {"unit": unit}, event.at, text, files if event.verb in LETS_OUT else ())


def _words(event: Event) -> str:
    return event.text.shown_body if hasattr(event, "text") else ""


def handlers(case: Case, now: datetime) -> list[Answer]:
    """Who handled it and how he is reached, once it is done; not where the centre relays contact (floor rules 16, 22)."""
    if case.stage != Stage.COMPLETED or case.is_anonymous or needs_extract(case):
        return []
    return answers(case, list(rated_units(case)), now)
