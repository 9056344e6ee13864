"""Whoever looks after a source alone (floor rule 9) must be able to: what he may not do, nobody may."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from xinqiao.advice.leading import is_officers
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cities.city import City
from xinqiao.cities.faults import Fault

# A flagged order is still his: he must find it.
NEEDED: Final = frozenset({"view", "view_flagged"}) | {move.verb for move in MOVES.values() if is_officers(move)}


def faults(city: City) -> Iterator[Fault]:
    """Every source whose officer lacks a verb that is his alone."""
    held: dict[str, set[str]] = defaultdict(set)
    for row in city.of("grants"):
        held[row.get("role") or ""].add(row.get("verb") or "")
    for row in city.of("sources"):
        officer = row.get("officer")
        if officer and (missing := sorted(NEEDED - held[officer])):
            problem = _("专人角色 %(role)s 没有 %(verbs)s") % {"role": officer, "verbs": "、".join(missing)}
            yield Fault("sources.csv", row.line, "officer", problem, _("这些只有专人能做；在 roles.csv 中授予该角色"))
