"""Which row of the city's matrix speaks for a matter, and the limits it gives.

Order of precedence among the rows that match: the row with most conditions; among equals one with an
urgency before one with a source, then the deeper category, then one with a case type, then one with a unit
level. Two rows that are still equal contradict each other, which `city plan` reports; until it is mended
the lower code holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from xinqiao.catalogue.models import CaseType, Category, Source, Urgency
from xinqiao.clock.limit import BadLimit, Limit
from xinqiao.deadlines.limits import Limits
from xinqiao.deadlines.models import DeadlineRule
from xinqiao.people.models import Unit

__all__ = ["BadRule", "Limits", "Matrix", "Matter", "NoRule", "limits_for", "limits_of", "pick"]

# What a limit is called <- its column of the matrix.
_COLUMNS: Final = {
    "sign": "sign_limit",
    "contact": "contact_limit",
    "answer": "answer_limit",
    "progress": "progress_limit",
    "extension": "extension_limit",
    "send_back": "return_limit",
}


class NoRule(LookupError):
    """No row of the matrix matches; the message names the matter."""


class BadRule(ValueError):
    """A row of the matrix holds a limit that cannot be read; the message names row and column."""


@dataclass(frozen=True)
class Matter:
    """What the matrix is asked about. No category has the path ""."""

    case_type: str
    category_path: str
    urgency: str
    source_id: int | None
    unit_level: int


class Matrix:
    """The whole matrix as it stands now, read once: for who asks it about many cases."""

    def __init__(self) -> None:
        self._rules = list(DeadlineRule.objects.select_related("category"))
        self._found: dict[Matter, Limits | None] = {}

    def limits_for(
        self, *, case_type: CaseType | str, category: Category | None, urgency: Urgency | str, source: Source,
        unit_level: Unit.Level | int, own_due_at: datetime | None = None,
    ) -> Limits:  # fmt: skip
        """The same as the function of that name. No query."""
        matter = Matter(case_type, category.path if category else "", urgency, source.pk, unit_level)
        if matter not in self._found:
            rule = pick(self._rules, matter)
            self._found[matter] = _cut(rule, source) if rule else None
        limits = self._found[matter]
        if limits is None:
            raise NoRule(_missing(case_type, category, urgency, source, unit_level))
        return replace(limits, own_due_at=own_due_at) if own_due_at else limits


def limits_for(
    *,
    case_type: CaseType | str,
    category: Category | None,
    urgency: Urgency | str,
    source: Source,
    unit_level: Unit.Level | int,
    own_due_at: datetime | None = None,
) -> Limits:
    """The limits of the most specific matching rule (module docstring). One query.

    The source's factor cuts the time to answer and to handle (an order from the province: half of it), rounded
    as `Limit.scaled` says; a rule that names the source states that source's own limits and is not cut. The
    order's own deadline goes along as `own_due_at`: `moments_of` takes the earlier. Raises NoRule and BadRule.
    """
    matter = Matter(case_type, category.path if category else "", urgency, source.pk, unit_level)
    rules = DeadlineRule.objects.select_related("category").filter(
        Q(source=None) | Q(source=source.pk), case_type__in=["", case_type], urgency__in=["", urgency]
    )
    rule = pick(rules, matter)
    if rule is None:
        raise NoRule(_missing(case_type, category, urgency, source, unit_level))
    return _cut(rule, source, own_due_at)


def _cut(rule: DeadlineRule, source: Source, own_due_at: datetime | None = None) -> Limits:
    factor = source.limit_factor if rule.source_id is None else 1
    return limits_of(rule, factor=factor, own_due_at=own_due_at)


def pick(rules: Iterable[DeadlineRule], matter: Matter) -> DeadlineRule | None:
    """The rule of `rules` that speaks for `matter`, None when none does. Pure."""
    return min((rule for rule in rules if _matches(rule, matter)), key=_precedence, default=None)


def _matches(rule: DeadlineRule, matter: Matter) -> bool:
    return (
        rule.case_type in ("", matter.case_type)
        and (rule.category is None or matter.category_path.startswith(rule.category.path))
        and rule.urgency in ("", matter.urgency)
        and rule.source_id in (None, matter.source_id)
        and rule.unit_level in (None, matter.unit_level)
    )


def _precedence(rule: DeadlineRule) -> tuple[int, bool, bool, int, bool, bool, str]:
    """Lower goes first; the order of the module's docstring."""
    depth = rule.category.path.count("/") if rule.category else 0
    lacks = (not rule.urgency, rule.source_id is None, not depth, not rule.case_type, rule.unit_level is None)
    return (sum(lacks), lacks[0], lacks[1], -depth, lacks[3], lacks[4], rule.code)


def _missing(case_type: str, category: Category | None, urgency: str, source: Source, unit_level: int) -> str:
    return _(
        "没有适用的时限规则：类型“%(case_type)s”，分类“%(category)s”，紧急程度“%(urgency)s”，来源“%(source)s”，"
        "承办单位层级“%(level)s”。请在城市配置的 deadlines.csv 中补充一条。"
    ) % {
        "case_type": CaseType(case_type).label,
        "category": category or _("未分类"),
        "urgency": Urgency(urgency).label,
        "source": source,
        "level": Unit.Level(unit_level).label,
    }


def limits_of(rule: DeadlineRule, *, factor: Decimal | int = 1, own_due_at: datetime | None = None) -> Limits:
    """The limits that one row gives, saved or not; `factor` cuts the time to answer and to handle. Raises BadRule."""
    handle = _limit(rule, "handle_limit")
    if handle is None:
        raise BadRule(f"deadline rule {rule.code}: handle_limit is empty; every rule needs one, such as 5 wd")
    limits = {name: _limit(rule, column) for name, column in _COLUMNS.items()}
    if (more := limits["extension"]) and more.is_working != handle.is_working:
        raise BadRule(
            f"deadline rule {rule.code}: extension_limit {more} and handle_limit {handle} count different kinds of "
            "time; write both in working time (wh, wd) or both in plain time (min, h, d)"
        )
    if answer := limits["answer"]:
        limits["answer"] = answer.scaled(factor)
    return Limits(
        handle=handle.scaled(factor),
        rule_code=rule.code,
        extension_needs_progress=rule.extension_needs_progress,
        own_due_at=own_due_at,
        **limits,
    )


def _limit(rule: DeadlineRule, column: str) -> Limit | None:
    written = getattr(rule, column)
    try:
        return Limit.parse(written) if written else None
    except BadLimit as error:
        raise BadRule(f"deadline rule {rule.code}: {column}: {error}") from error
