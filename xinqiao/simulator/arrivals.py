"""Who comes in on a day, in the order of time: cases by every channel, and calls, also those that bring no case."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from xinqiao.catalogue.models import Category, Hotline
from xinqiao.intake.channels.base import Draft
from xinqiao.simulator.chance import Wheel, around, count, happens
from xinqiao.simulator.crew import name
from xinqiao.simulator.phrases import Phrases
from xinqiao.simulator.plan import Arrival, Ringing
from xinqiao.simulator.seasons import Seasons
from xinqiao.simulator.town import Town
from xinqiao.telephony.models import HungUpBy

WRITTEN_UP: Final = timedelta(minutes=3)  # a case is registered this long after its call was answered, at most
SIMULATED: Final = "sim-"  # how the name of a simulated call begins; its seed follows
TALKED: Final = timedelta(minutes=4)
IN_TIME: Final = 15.0  # seconds: the norm for answering (GB/T 33358-2016)


@dataclass
class Arrivals:
    """Draws whole days. The same seed gives the same days; `scale` makes a bigger or a smaller city of it."""

    town: Town
    phrases: Phrases
    seed: int
    scale: float = 1.0
    _number: int = field(default=0)

    def __post_init__(self) -> None:
        ways, mix = self.town.ways, self.town.ways.mix
        self._seasons = Seasons(ways, self.town.leaves)
        self._hours = Wheel(enumerate(ways.volume.hour))
        self._sources = Wheel(mix.source)
        self._types = Wheel(mix.case_type)
        self._urgencies = Wheel(mix.urgency)
        self._openness = Wheel(mix.confidentiality)
        self._above = {category.pk: category for category in self.town.categories.values()}
        # Units are accused by name: those that people meet, not the centre.
        self._accusable = [unit for unit in self.town.units.values() if unit.parent_id]

    def on(self, day: date, first: date) -> Iterator[Arrival]:
        """Everything that comes in on a day; growth counts from the `first` day on."""
        random = Random(f"{self.seed}/{day}")  # noqa: S311 - a play, no secret
        volume, factor = self.town.ways.volume, self._seasons.volume(day, self.seed)
        grown = (1 + volume.growth / 100) ** ((day - first).days / 365)
        many = self.scale * factor * grown
        cases = count(random, volume.cases_a_day * many)
        categories = self._seasons.categories(day, self.seed)
        drawn = [self._case(random, self._moment(random, day), categories) for _ in range(cases)]
        others = volume.calls_a_day * many - sum(arrival.call is not None for arrival in drawn)
        drawn += [self._empty_call(random, self._moment(random, day)) for _ in range(count(random, max(others, 0)))]
        for arrival in sorted(drawn, key=lambda arrival: arrival.at):
            self._number += 1
            yield replace(arrival, number=self._number)

    def one(self, random: Random, at: datetime) -> Arrival:
        """A case that comes in just then; the call that brought it is just over."""
        drawn = self._case(random, at - TALKED, self._seasons.categories(at.date(), self.seed))
        self._number += 1
        call = drawn.call and replace(drawn.call, ended_at=min(drawn.call.ended_at, at))
        return replace(drawn, at=at, number=self._number, call=call)

    def _moment(self, random: Random, day: date) -> datetime:
        at = datetime.combine(day, time(self._hours.draw(random)), self.town.calendar.zone)
        return at + timedelta(seconds=random.randrange(3600))

    def _case(self, random: Random, at: datetime, categories: Wheel[Category]) -> Arrival:
        draft = self._draft(random, at, categories.draw(random))
        agent = self.town.person(random, "agent")
        follows = happens(random, self.town.ways.desk.repeated) and bool(draft.phone)
        calls = self.town.ways.calls
        if draft.source != calls.source or not draft.phone or happens(random, calls.several):
            return Arrival(0, at, draft, agent, follows=follows)
        call = self._answered(random, at, draft.phone, draft.category)
        registered_at = (call.answered_at or at) + timedelta(seconds=random.uniform(30, WRITTEN_UP.total_seconds()))
        return Arrival(0, registered_at, draft, call.agent, call, follows)

    def _draft(self, random: Random, at: datetime, category: Category) -> Draft:
        case_type, source = self._types.draw(random), self.town.sources[self._sources.draw(random)]
        area = random.choice(self.town.places) if self.town.places else None
        names = self._names(category)
        title, text, place = self.phrases.request(case_type, names, area.name if area else "", random)
        openness = self._openness.draw(random)
        known = openness != "anonymous"
        accused = random.choice(self._accusable).code if case_type == "report" and happens(random, 8) else ""
        upper: dict[str, Any] = (
            {"system": source.name, "foreign_number": f"{at:%Y%m%d}{random.randrange(10**8):08}"}
            if source.is_upper
            else {}
        )
        return Draft(
            source=source.code, case_type=case_type, title=title[:100], text=text, category=category.code,
            area=area.code if area else "", place=place, urgency=self._urgencies.draw(random), confidentiality=openness,
            name=name(random.randrange(1400)) if known else "", phone=_phone(random) if known else "", accused=accused,
            due_at=self._due_at(random, at) if source.is_upper else None, **upper,
        )  # fmt: skip

    def _due_at(self, random: Random, at: datetime) -> datetime:
        """The deadline that an order from above brings along."""
        return (at + timedelta(days=random.randint(7, 20))).replace(hour=18, minute=0, second=0)

    def _names(self, category: Category | None) -> list[str]:
        names = []
        while category:
            names.append(category.name)
            category = self._above.get(category.parent_id or 0)
        return names

    def _answered(self, random: Random, at: datetime, phone: str, category: str) -> Ringing:
        calls = self.town.ways.calls
        entered_at = at + timedelta(seconds=random.uniform(8, 25))
        quick = min(around(random, calls.wait_seconds), IN_TIME - 1)
        slow = IN_TIME + around(random, IN_TIME)
        waits = quick if happens(random, calls.in_15_seconds) else slow
        answered_at = entered_at + timedelta(seconds=waits)
        ended_at = answered_at + timedelta(minutes=0.4 + around(random, calls.talk_minutes))
        hotline = self._hotline(random)
        queue = self.town.queue(hotline)
        by = HungUpBy.CITIZEN if happens(random, 78) else HungUpBy.AGENT
        rating = 5 - Wheel(enumerate(calls.ratings)).draw(random) if happens(random, calls.rated) else None
        return Ringing(
            self._linkedid(random, at), phone, at, ended_at, by, entered_at, answered_at, queue, hotline,
            self.town.person(random, "agent"), f"{random.randint(1, int(calls.seats) or 1):02}", rating,
        )  # fmt: skip

    def _linkedid(self, random: Random, at: datetime) -> str:
        return f"{SIMULATED}{self.seed}-{at.timestamp():.0f}.{random.randrange(10**9):09}"

    def _hotline(self, random: Random) -> Hotline | None:
        """Most dial 12345; some the number of a line that was merged."""
        return random.choice(self.town.hotlines) if self.town.hotlines and happens(random, 12) else None

    def _empty_call(self, random: Random, at: datetime) -> Arrival:
        """Somebody who asks how far it is, hangs up in the menu, or does not wait."""
        ways, phone = self.town.ways, _phone(random)
        cases = (
            ways.volume.cases_a_day * ways.mix.source.get(ways.calls.source, 0) / (sum(ways.mix.source.values()) or 1)
        )
        others = max(ways.volume.calls_a_day - cases, 1) / ways.volume.calls_a_day
        drawn = random.random() * 100 * others
        entered_at = at + timedelta(seconds=random.uniform(8, 25))
        hotline = self._hotline(random)
        if drawn < ways.calls.menu:
            call = Ringing(self._linkedid(random, at), phone, at, entered_at, HungUpBy.CITIZEN, hotline=hotline)
        elif drawn < ways.calls.menu + ways.calls.abandoned:
            left_at = entered_at + timedelta(seconds=around(random, 25))
            call = Ringing(
                self._linkedid(random, at), phone, at, left_at, HungUpBy.CITIZEN, entered_at,
                queue=self.town.queue(hotline), hotline=hotline,
            )  # fmt: skip
        else:
            call = self._answered(random, at, phone, "")
        return Arrival(0, at, call=call)


def _phone(random: Random) -> str:
    """A mobile number of a range that no carrier has."""
    return f"154{random.randrange(10**8):08}"
