"""The applied city as planning asks for it: read once, then everything is at hand and nothing is queried."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.db.models import QuerySet

from xinqiao.catalogue.models import Area, Category, Ground, Hotline, Responsibility, Source
from xinqiao.cities.simulation import Behaviour, Simulation
from xinqiao.clock.workcal import UnpublishedYear, WorkCalendar
from xinqiao.deadlines import calendar
from xinqiao.people import policy
from xinqiao.people.models import Staff, Unit
from xinqiao.people.policy import Policy
from xinqiao.simulator.chance import Wheel
from xinqiao.simulator.crew import Crew, gather
from xinqiao.telephony.models import Queue

AWAKE = (time(8), time(20))  # when the hall dispatches and reviews what is not urgent


@dataclass(slots=True)
class Route:
    """A row of the dispatch catalogue: who leads and assists, wherever the area's path begins so."""

    area: str
    lead: Unit
    assisting: list[Unit]


@dataclass
class Town:
    """Units, categories, areas, channels, people, limits and calendar of the city; `ways` is how it is simulated."""

    ways: Simulation
    policy: Policy
    calendar: WorkCalendar
    crew: Crew
    units: dict[str, Unit]
    categories: dict[str, Category]
    areas: dict[str, Area]
    sources: dict[str, Source]
    own: set[str]  # categories that the centre answers for itself
    routes: dict[str, list[Route]]
    grounds: dict[str, list[Ground]]
    hotlines: list[Hotline]
    queues: list[Queue]

    @cached_property
    def platform(self) -> Unit:
        """The centre."""
        return next(unit for unit in self.units.values() if unit.parent_id is None)

    @cached_property
    def below(self) -> dict[str, list[Unit]]:
        """Code of a unit -> the units right below it."""
        found: dict[str, list[Unit]] = defaultdict(list)
        by_key = {unit.pk: unit for unit in self.units.values()}
        for unit in self.units.values():
            if unit.parent_id:
                found[by_key[unit.parent_id].code].append(unit)
        return found

    @cached_property
    def leaves(self) -> list[Category]:
        """What a case can be about."""
        return _leaves(self.categories.values())

    @cached_property
    def places(self) -> list[Area]:
        """Where a case can be."""
        return _leaves(self.areas.values())

    @cached_property
    def anybody(self) -> Wheel[Unit]:
        """Units by how much the catalogue gives them: for what it says nothing of."""
        weights: dict[str, float] = defaultdict(float)
        for route in (route for routes in self.routes.values() for route in routes if not route.area):
            weights[route.lead.code] += 1
        return Wheel({self.units[code]: weight for code, weight in weights.items()} or {self._first_below: 1.0})

    @property
    def _first_below(self) -> Unit:
        return next(unit for unit in self.units.values() if unit.parent_id is not None)

    def behaviour(self, unit: Unit) -> Behaviour:
        """How the unit works, by its kind."""
        return self.ways.behaviour(unit.kind)

    def person(self, random: Random, role: str, unit: Unit | None = None) -> Staff:
        """Somebody who holds the role at the unit, or at the centre."""
        return random.choice(self.crew[role, (unit or self.platform).code])

    def route(self, category: str, area: str, source: Source, random: Random, barred: Unit | None = None) -> Route:
        """Who leads by the catalogue: the row of the nearest area whose lead may lead this source's cases and is not
        accused. Where there is none, somebody by how much the catalogue gives him."""
        path = self.areas[area].path if area else ""
        for route in self.routes.get(category, ()):
            if (
                path.startswith(route.area)
                and source.lets_lead(route.lead)
                and not (barred and barred.holds(route.lead))
            ):
                return route
        return Route("", self.stranger(random, barred), [])

    def is_strange(self, unit: Unit, category: str) -> bool:
        """True when the catalogue gives such cases to others, and this unit has no part in them."""
        routes = self.routes.get(category, ())
        return bool(routes) and all(unit not in (route.lead, *route.assisting) for route in routes)

    def stranger(self, random: Random, *barred: Unit | None) -> Unit:
        """Some unit that is none of these and lies below none of them."""
        avoided = [unit for unit in barred if unit]
        for _ in range(20):
            unit = self.anybody.draw(random)
            if not any(other.holds(unit) or unit.holds(other) for other in avoided):
                return unit
        return unit

    def office(self, at: datetime, random: Random) -> datetime:
        """The moment itself in office hours, else within the hour after the next opening."""
        try:
            opening = self.calendar.next_opening(at)
        except UnpublishedYear:
            return at
        return at if opening == at else opening + timedelta(minutes=random.uniform(2, 70))

    def awake(self, at: datetime, random: Random) -> datetime:
        """The moment itself while the hall is fully manned, else within the hour after it is again."""
        if AWAKE[0] <= at.time() < AWAKE[1]:
            return at
        on = at.date() + timedelta(days=at.time() >= AWAKE[1])
        return datetime.combine(on, AWAKE[0], at.tzinfo) + timedelta(minutes=random.uniform(2, 70))

    def queue(self, hotline: Hotline | None) -> Queue | None:
        """The queue in which a call waits: the hotline's, else the one of 12345 itself."""
        if hotline and hotline.pk in self._queue_of:
            return self._queue_of[hotline.pk]
        return next((queue for queue in self.queues if not queue.skills and not queue.hotlines.all()), None)

    @cached_property
    def _queue_of(self) -> dict[int, Queue]:
        return {hotline.pk: queue for queue in self.queues for hotline in queue.hotlines.all()}


def survey(ways: Simulation) -> Town:
    """The city as it is applied, with a crew. A dozen queries; people who are missing are made."""
    active = Unit.objects.filter(is_active=True).select_related("parent")
    rows = Responsibility.objects.filter(lead__is_active=True, category__is_active=True)
    return Town(
        ways=ways, policy=policy.load(), calendar=calendar.load(), crew=gather(),
        units=_by_code(active), categories=_by_code(Category.objects.filter(is_active=True)),
        areas=_by_code(Area.objects.filter(is_active=True)),
        sources=_by_code(Source.objects.filter(is_active=True).select_related("officer")),
        own=set(rows.filter(lead__parent=None).values_list("category__code", flat=True)),
        routes=_routes(rows.filter(lead__parent__isnull=False)),
        grounds=_by_kind(Ground.objects.filter(is_active=True)),
        hotlines=list(Hotline.objects.order_by("number")),
        queues=list(Queue.objects.filter(is_active=True).prefetch_related("hotlines").order_by("pk")),
    )  # fmt: skip


def _by_code(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.code: row for row in rows}


def _by_kind(grounds: Iterable[Ground]) -> dict[str, list[Ground]]:
    found: dict[str, list[Ground]] = defaultdict(list)
    for ground in grounds:
        found[ground.kind].append(ground)
    return found


def _routes(rows: QuerySet[Responsibility]) -> dict[str, list[Route]]:
    """By category, the nearest area first."""
    found: dict[str, list[Route]] = defaultdict(list)
    for row in rows.select_related("category", "area", "lead").prefetch_related("assisting"):
        assisting = [unit for unit in row.assisting.all() if unit.is_active]
        found[row.category.code].append(Route(row.area.path if row.area else "", row.lead, assisting))
    for routes in found.values():
        routes.sort(key=lambda route: -len(route.area))
    return found


def _leaves(nodes: Iterable[Any]) -> list[Any]:
    listed: list[Any] = sorted(nodes, key=lambda node: node.path)
    above = {node.parent_id for node in listed}
    return [node for node in listed if node.pk not in above]
