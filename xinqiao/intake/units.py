"""Which unit of the city a file means by a name: told by hand, else by code, name or pinyin initials - never guessed."""

from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from django.utils.translation import gettext

from xinqiao.people.models import Unit
from xinqiao.text.pinyin import initials
from xinqiao.text.width import half_width


class UnknownUnit(Exception):
    """The list of names gives a code that the city does not have."""


class UnitNames:
    """The names that a file uses, each with how often and which unit it is."""

    def __init__(self, told: Mapping[str, str]) -> None:
        """`told`: name in the file -> code of the unit, as a person filled it in. Raises UnknownUnit."""
        units = list(Unit.objects.all())
        self.counts: Counter[str] = Counter()
        codes = {unit.code: unit for unit in units}
        self._by_code = {_bare(code): unit for code, unit in codes.items()}
        self._by_name = _unique((_bare(unit.name), unit) for unit in units)
        self._by_initials = _unique((initials(unit.name), unit) for unit in units)
        if strange := sorted({code for code in told.values() if code not in codes}):
            raise UnknownUnit(gettext("没有编码为“%(code)s”的单位") % {"code": "、".join(strange)})
        self._told = {_bare(name): codes[code] for name, code in told.items()}

    def find(self, name: str) -> Unit | None:
        """The one unit that is meant; None when there is none or there are several."""
        bare = _bare(name)
        for names in (self._told, self._by_code, self._by_name, self._by_initials):
            if found := names.get(bare):
                return found
        return None

    def count(self, name: str) -> None:
        """Note that a row uses this name."""
        if name:
            self.counts[name] += 1

    def overview(self) -> list[tuple[str, int, str, str]]:
        """Each name that rows use: how often, the unit's code, and for an unknown one the name most like it."""
        return [(name, count, *self._matched(name)) for name, count in self.counts.most_common()]

    def unknown(self) -> int:
        """How many of the names mean no unit."""
        return sum(self.find(name) is None for name in self.counts)

    def _matched(self, name: str) -> tuple[str, str]:
        if unit := self.find(name):
            return unit.code, ""
        return "", next(iter(get_close_matches(_bare(name), self._by_name, n=1)), "")


def _bare(name: str) -> str:
    return "".join(half_width(name).split()).lower()


def _unique(named: Iterable[tuple[str, Unit]]) -> dict[str, Unit]:
    """Name -> unit, those left out that several have."""
    found: dict[str, list[Unit]] = {}
    for name, unit in named:
        found.setdefault(name, []).append(unit)
    return {name: units[0] for name, units in found.items() if len(units) == 1}
