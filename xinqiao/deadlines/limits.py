"""The limits of one task, as the city's rule gave them, and how a task keeps them for later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from xinqiao.clock.limit import BadLimit, Limit

_KINDS: Final = ("sign", "contact", "answer", "handle", "progress", "extension", "send_back")


class BadFacts(ValueError):
    """What a task has kept of its limits cannot be read; the message names the fact."""


@dataclass(frozen=True)
class Limits:
    """What a unit has to keep; None where there is no limit of that kind.

    All count from dispatch but `progress` (from the last word to the citizen) and `extension` (from the due
    moment that is extended). `answer` is the first substantive reply, `handle` the solved matter. `own_due_at`
    is the deadline that an order from above brought along (floor rule 9).
    """

    handle: Limit
    rule_code: str
    sign: Limit | None = None
    contact: Limit | None = None
    answer: Limit | None = None
    progress: Limit | None = None
    extension: Limit | None = None
    send_back: Limit | None = None
    extension_needs_progress: bool = False
    own_due_at: datetime | None = None

    def as_facts(self) -> dict[str, str]:
        """All of it as plain strings for JSON; what there is not is left out. `from_facts` reads it again."""
        facts = {"rule": self.rule_code}
        facts |= {kind: str(limit) for kind in _KINDS if (limit := getattr(self, kind))}
        if self.extension_needs_progress:
            facts["extension_needs_progress"] = "yes"
        if self.own_due_at:
            facts["own_due_at"] = self.own_due_at.isoformat()
        return facts

    @classmethod
    def from_facts(cls, facts: Mapping[str, str]) -> "Limits":
        """The limits that `as_facts` wrote. Raises BadFacts."""
        limits = {kind: _limit(kind, facts[kind]) for kind in _KINDS if kind in facts}
        if "rule" not in facts or "handle" not in limits:
            raise BadFacts(f"a task's limits need rule and handle; kept are: {', '.join(sorted(facts)) or 'none'}")
        return cls(
            **limits,
            rule_code=facts["rule"],
            extension_needs_progress="extension_needs_progress" in facts,
            own_due_at=_moment(facts["own_due_at"]) if "own_due_at" in facts else None,
        )


def _limit(kind: str, written: str) -> Limit:
    try:
        return Limit.parse(written)
    except BadLimit as error:
        raise BadFacts(f"{kind}: {error}") from error


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise BadFacts(f"own_due_at: {error}") from error
    if moment.tzinfo is None:
        raise BadFacts(f"own_due_at: {written} has no time zone")
    return moment
