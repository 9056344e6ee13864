"""The topics that pages listen to: what each is about, who may listen, and which events touch it."""

from dataclasses import dataclass
from typing import Final

from xinqiao.cases.models import Assignment, Event
from xinqiao.people.models import Staff


@dataclass(frozen=True, slots=True)
class Topic:
    """`verbs`: holding any of them lets one listen, as far as it reaches."""

    code: str
    verbs: tuple[str, ...]


TOPICS: Final = {
    topic.code: topic
    for topic in (
        Topic("dispatch", ("dispatch",)),
        Topic("handling", ("sign", "reply")),
        Topic("reviews", ("pass_review",)),
        Topic("callback", ("call_back",)),
    )
}

# Which topics an event of each verb touches.
TOUCHED: Final[dict[str, tuple[str, ...]]] = {
    "register": ("dispatch",),
    "dispatch": ("dispatch", "handling"),
    "sign": ("handling",),
    "contact": ("handling",),
    "reply": ("handling", "reviews"),
    "pass_review": ("handling", "reviews", "callback"),
    "reject_review": ("handling", "reviews"),
    "call_back": ("callback",),
    "archive": ("callback",),
}


def touched_by(event: Event) -> dict[str, list[str]]:
    """Topic -> paths of the units it concerns; no path means the centre alone."""
    paths = _unit_paths(event.assignment) if event.assignment else []
    return dict.fromkeys(TOUCHED.get(event.verb, ()), paths)


def _unit_paths(assignment: Assignment) -> list[str]:
    return sorted({assignment.unit.path, assignment.dispatched_by_unit.path})


def may_hear(staff: Staff, code: str, paths: list[str]) -> bool:
    """True when a grant behind the topic reaches one of the units, or the topic concerns no unit in particular."""
    reaches = [staff.reach(verb) for verb in TOPICS[code].verbs]
    if not paths:
        return any(reaches)
    return any(reach.covers(path) for reach in reaches for path in paths)
