"""The topics that pages listen to: what each is about, who may listen, and which events touch it."""

from dataclasses import dataclass
from typing import Final

from xinqiao.cases.actors import platform
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.people.models import Staff


@dataclass(frozen=True, slots=True)
class Topic:
    """`verbs`: holding any of them lets one listen, as far as it reaches."""

    code: str
    verbs: tuple[str, ...]


# Whoever rules on anything hears of what is asked; the page counts what is his.
RULINGS: Final = tuple(move.verb for move in MOVES.values() if move.rules)

TOPICS: Final = {
    topic.code: topic
    for topic in (
        Topic("dispatch", ("dispatch",)),
        Topic("handling", ("sign", "reply")),
        Topic("reviews", ("pass_review",)),
        Topic("carried_over", ("look_again", "rule_carry_over")),
        Topic("callback", ("call_back",)),
        Topic("rulings", RULINGS),
        Topic("flagged", ("view_flagged", "brief_leader")),
        Topic("declined", ("uphold_decline", "overturn_decline")),
        Topic("announcements", ("register", "dispatch", "announce")),
    )
}

_TO_DISPATCH: Final = ("dispatch",)
_TASK: Final = ("handling",)
_RULED: Final = ("rulings", "handling")
_BOOKS: Final = ("rulings", "handling", "carried_over")
_ENDED: Final = ("dispatch", "handling", "reviews", "rulings", "carried_over")

# Which topics an event of each verb touches.
TOUCHED: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("register", "accept", "amend", "wrap_up", "invalidate", "relay", "unmerge", "release"), _TO_DISPATCH
    ),
    **dict.fromkeys(("append", "urge", "mark_problem", "reschedule"), _TASK),
    **dict.fromkeys(
        ("dispatch", "designate", "split", "recall", "reassign", "delegate", "rework"), ("dispatch", "handling")
    ),
    **dict.fromkeys(
        ("sign", "auto_sign", "contact", "interim_reply", "feed_back", "resume", "convey", "consult"), _TASK
    ),
    **dict.fromkeys(("reply", "reject_review"), ("handling", "reviews")),
    **dict.fromkeys(("pass_review", "exempt_review"), ("handling", "reviews", "callback")),
    **dict.fromkeys(("rule_return", "rule_objection"), ("rulings", "handling", "dispatch")),
    **dict.fromkeys(("rule_extension", "rule_pause", "rule_exclusion"), _RULED),
    **dict.fromkeys(("send_back", "object", "extend", "pause", "carry_over", "strike_off", "exclude"), _RULED),
    **dict.fromkeys(("supplement", "rule_supplement"), _RULED),
    **dict.fromkeys(("propose_answer", "propose_dispatch", "propose_merge"), ("rulings", "dispatch")),
    **dict.fromkeys(("withdraw", "terminate", "rule_merge"), _ENDED),
    **dict.fromkeys(("rule_answer", "rule_dispatch"), ("rulings", "dispatch", "callback")),
    **dict.fromkeys(("answer_directly",), ("dispatch", "callback")),
    **dict.fromkeys(("look_again",), ("handling", "carried_over")),
    **dict.fromkeys(("rule_carry_over",), _BOOKS),
    **dict.fromkeys(("rule_strike_off",), (*_BOOKS, "callback")),
    **dict.fromkeys(("propose_rework", "rule_rework"), ("rulings", "callback")),
    **dict.fromkeys(("call_back", "archive", "complete_merged"), ("callback",)),
    **dict.fromkeys(("decline", "overturn_decline"), ("dispatch", "declined")),
    "uphold_decline": ("declined",),
    "flag": ("dispatch", "flagged"),
    "unflag": ("handling", "flagged"),
    "brief_leader": ("flagged",),
}

# What touches a topic and is no event of a case: it concerns everybody who may hear the topic.
BESIDES: Final = dict.fromkeys(("announce", "end_announcement"), ("announcements",))


def touched_by(event: Event) -> dict[str, list[str]]:
    """Topic -> paths of the units it concerns: those between which its task lies; of an event of the case itself the
    centre and every unit that has a task on it."""
    paths = _unit_paths(event.assignment) if event.assignment else _case_paths(event.case)
    return dict.fromkeys(TOUCHED.get(event.verb, ()), paths)


def _unit_paths(assignment: Assignment) -> list[str]:
    return sorted({assignment.unit.path, assignment.dispatched_by_unit.path})


def _case_paths(case: Case) -> list[str]:
    """A merged case is handled where the one is that it was merged into."""
    at_work = Assignment.objects.filter(case__in=[case.pk, case.merged_into_id or case.pk])
    return sorted({platform().path, *at_work.values_list("unit__path", flat=True)})


def may_hear(staff: Staff, code: str, paths: list[str]) -> bool:
    """True when a grant behind the topic reaches one of the units."""
    reaches = [staff.reach(verb) for verb in TOPICS[code].verbs]
    return any(reach.covers(path) for reach in reaches for path in paths)
