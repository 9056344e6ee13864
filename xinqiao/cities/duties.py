"""The separation of duties: what no city may put into one role's hands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext as _

from xinqiao.cases.lifecycle import MOVES, Who
from xinqiao.cities.city import City, Row
from xinqiao.cities.faults import Fault
from xinqiao.people.scope import Scope

# Who judges -> what he must not have had a hand in (floor rules 12, 13, 23 and 24).
_APART: Final = {
    "call_back": frozenset({
        "dispatch", "designate", "split", "delegate", "sign", "contact", "interim_reply", "feed_back", "reply",
    }),
    "rule_answer": frozenset({"propose_answer"}),
    "rule_dispatch": frozenset({"propose_dispatch"}),
    "rule_rework": frozenset({"propose_rework", "reply"}),
    "rule_exclusion": frozenset({"exclude", "dispatch"}),
}  # fmt: skip
# What judges a unit's work. Reaching everything, a post in a handling unit could judge that unit's own.
_JUDGING: Final = frozenset({"call_back", "rule_rework", "rule_exclusion"}) | {
    move.verb for move in MOVES.values() if move.who == Who.DISPATCHING_UNIT
}


def faults(city: City) -> list[Fault]:
    """Every grant that lets somebody judge what he did himself, role by role."""
    by_role: dict[str, list[Row]] = defaultdict(list)
    for row in city.of("grants"):
        by_role[row.get("role") or ""].append(row)
    return [fault for rows in by_role.values() for fault in _conflicts(rows)]


def _conflicts(rows: Sequence[Row]) -> Iterator[Fault]:
    held = {row.get("verb") for row in rows}
    for row in rows:
        verb = row.get("verb")
        if interested := sorted(held & _APART.get(verb, frozenset())):
            problem = _("同一角色既 %(hand)s 又 %(verb)s") % {"hand": "、".join(interested), "verb": verb}
            yield Fault("roles.csv", row.line, "verb", problem, _("经手的人不评判：把 %s 给另一角色") % verb)
        if verb in _JUDGING and row.get("scope") == Scope.ALL:
            problem = _("%s 的范围不能是 all：承办单位会评到自己") % verb
            yield Fault("roles.csv", row.line, "scope", problem, _("写 subtree 或 unit"))
