"""How far a grant reaches in the tree of units. Roles x verbs x scope; the move table names the unit in question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

# What can be granted besides the moves of the lifecycle.
OTHER_VERBS: Final = {
    "view": _("查看诉求"),
    "view_flagged": _("查看敏感诉求"),
    "view_figures": _("查看数据"),
    "show_contact": _("查看联系方式"),
    "import": _("导入"),
    "export": _("导出诉求"),
    "view_audit": _("查看访问记录"),
    "manage_staff": _("管理人员"),
    "manage_duty": _("安排值班"),
    "announce": _("发布突发公告"),
    "configure": _("更改设置"),
    "propose_publication": _("提请公开案例"),
    "publish": _("审定公开案例"),
}


class Scope(TextChoices):
    """How far from the post's own unit a grant reaches."""

    UNIT = "unit", _("本单位")
    SUBTREE = "subtree", _("本单位及下级")
    ALL = "all", _("全平台")


@dataclass(frozen=True, slots=True)
class Reach:
    """The units that a grant covers: all of them, whole subtrees, single units (by path)."""

    everything: bool = False
    subtrees: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everything or bool(self.subtrees or self.units)

    def covers(self, path: str) -> bool:
        """True when the unit of that path lies within."""
        return self.everything or path in self.units or path.startswith(tuple(self.subtrees))

    @property
    def covers_platform(self) -> bool:
        """True when the centre lies within: its path is the only one with a single part."""
        return self.everything or any(path.count("/") == 2 for path in self.subtrees | self.units)

    def holds(self, other: "Reach") -> bool:
        """True when the other reaches nothing that this one does not."""
        if self.everything or other.everything:
            return self.everything
        below = tuple(self.subtrees)
        return all(path.startswith(below) for path in other.subtrees) and all(map(self.covers, other.units))

    def where(self, unit: str = "") -> Q:
        """The condition "the unit at field `unit` lies within", for a query; of units themselves without a field."""
        if self.everything:
            return Q()
        path_of = f"{unit}__path" if unit else "path"
        condition = Q(**{f"{path_of}__in": sorted(self.units)})
        for path in sorted(self.subtrees):
            condition |= Q(**{f"{path_of}__startswith": path})
        return condition


NOTHING: Final = Reach()


def gather(grants: Iterable[tuple[str, str, str]]) -> dict[str, Reach]:
    """Reaches by verb from (verb, scope, path of the post's unit)."""
    by_verb: dict[str, list[tuple[str, str]]] = {}
    for verb, scope, path in grants:
        by_verb.setdefault(verb, []).append((scope, path))
    return {verb: _join(pairs) for verb, pairs in by_verb.items()}


def _join(pairs: list[tuple[str, str]]) -> Reach:
    def paths(wanted: str) -> frozenset[str]:
        return frozenset(path for scope, path in pairs if scope == wanted)

    return Reach(bool(paths(Scope.ALL)), paths(Scope.SUBTREE), paths(Scope.UNIT))
