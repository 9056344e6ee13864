"""Who plays in the worked histories: the units of a city that fit a part, and a person for each role at each of them."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q

from xinqiao.cases import actors
from xinqiao.catalogue.models import Category
from xinqiao.people.models import Post, Role, Staff, Unit

CENTRE: Final = "centre"


@dataclass(frozen=True, slots=True)
class Cast:
    """Part -> unit: A and B lead most of the catalogue's rows, `assisting` comes after them, T1 to T3 are a branch."""

    parts: dict[str, Unit]

    def unit(self, part: str) -> Unit:
        """The unit that plays the part; a city without so many tiers has no T3."""
        return self.parts[part]

    def person(self, who: str) -> Staff:
        """The person of "role@part", made when first asked for; without a part he sits at the centre."""
        role, _, part = who.partition("@")
        unit = self.parts[part or CENTRE]
        name = f"demo-{role}" if not part else f"demo-{role}-{unit.code}"
        staff, new = Staff.objects.get_or_create(username=name, defaults={"name": _name(role, unit), "is_demo": True})
        if new:
            staff.set_unusable_password()
            staff.save(update_fields=["password"])
        Post.objects.get_or_create(staff=staff, role=Role.objects.get(code=role), unit=unit)
        return Staff.objects.get(pk=staff.pk)

    def category(self) -> str:
        """The code of a leaf category that the catalogue gives to A, wherever it is."""
        leaves = Category.objects.filter(is_active=True, children=None, responsibilities__lead=self.parts["A"])
        found = leaves.filter(responsibilities__area=None).first()
        return found.code if found else ""


def cast() -> Cast:
    """The parts of the city that was applied."""
    platform = actors.platform()
    branch = _branch()
    busiest = _busiest(platform, branch)
    parts = {CENTRE: platform, **dict(zip(("A", "B", "assisting"), busiest, strict=False))}
    return Cast(parts | {f"T{tier}": unit for tier, unit in enumerate(branch, start=1)})


def _branch() -> list[Unit]:
    """The units from the first tier down to a lowest one, along the longest way."""
    active = Unit.objects.filter(is_active=True)
    lowest = max(active, key=lambda unit: (unit.path.count("/"), unit.path))
    codes = lowest.path.strip("/").split("/")[1:]
    by_code = {unit.code: unit for unit in active.filter(code__in=codes)}
    return [by_code[code] for code in codes]


def _busiest(platform: Unit, branch: list[Unit]) -> list[Unit]:
    others = Unit.objects.filter(is_active=True, parent=platform).exclude(pk__in=[unit.pk for unit in branch])
    city_wide = Count("leads_in", filter=Q(leads_in__area=None))
    return list(others.annotate(rows=city_wide).order_by("-rows", "path")[:3])


def _name(role: str, unit: Unit) -> str:
    return f"{unit.name}{Role.objects.get(code=role).name}"[:50]
