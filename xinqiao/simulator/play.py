"""Plays as the command and the demo ask for them: days that have been, what is open, a city that goes on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.db import connection
from django.utils import timezone

from xinqiao.cities.faults import CityError
from xinqiao.cities.folders import folder_of
from xinqiao.cities.read import read_city
from xinqiao.cities.simulated import SIMULATION
from xinqiao.people.models import Platform
from xinqiao.simulator import phrases, town
from xinqiao.simulator.arrivals import SIMULATED, Arrivals
from xinqiao.simulator.bulk import BulkPlayer
from xinqiao.simulator.live import LivePlayer
from xinqiao.simulator.pace import OwnTime, RealTime
from xinqiao.simulator.parallel import shared
from xinqiao.simulator.plan import Arrival
from xinqiao.simulator.standing import open_cases
from xinqiao.simulator.tally import Tally
from xinqiao.telephony.models import Call

Report = Callable[[Tally, datetime], None]


class Unplayable(Exception):
    """Why a play cannot begin, and what to do."""


@dataclass
class Play:
    """A city that is ready to be played: `arrivals` draws its days, `seed` its chance."""

    arrivals: Arrivals

    def bulk(self, days: int, report: Report, *, processes: int = 1) -> Tally:
        """The last days up to now, by the history writer; by several processes at once if that is asked."""
        now = timezone.localtime()
        first = (now - timedelta(days=days)).date()
        self._check_new(first)

        def part(number: int, told: Callable[[Tally], None]) -> Tally:
            player = BulkPlayer(self.arrivals.town, self.arrivals.phrases, self.arrivals.seed, now)
            player.play((one for one in self._days(first, now) if one.number % processes == number), told)
            return player.tally

        def tell(tally: Tally) -> None:
            report(tally, now)

        return shared(part, processes, tell) if processes > 1 else part(0, tell)

    def live(self, days: int, *, speed: float, report: Report) -> Tally:
        """The last days up to now, by the real actions on a clock of their own."""
        now = timezone.localtime()
        first = (now - timedelta(days=days)).date()
        self._check_new(first)
        player = self._player(OwnTime(speed), now, report)
        player.play(self._days(first, now))
        return player.tally

    def drive(self, until: datetime | None, *, speed: float, report: Report) -> Tally:
        """Everything that is open, each case from the moment of its last event, to its end or that moment."""
        player = self._player(OwnTime(speed), until, report)
        player.play(open_cases())
        return player.tally

    def go_on(self, every: float, *, speed: float, report: Report) -> Tally:
        """For ever by the platform's own clock, a case about every so many seconds; beside a worker."""
        player = self._player(RealTime(speed), None, report)
        player.play(self._now_and_then(every))
        return player.tally

    def _player(self, pace: OwnTime | RealTime, until: datetime | None, report: Report) -> LivePlayer:
        if pace.is_alone:
            with connection.cursor() as cursor:  # a crash may cost the last moves, and never makes half of one
                cursor.execute("SET synchronous_commit TO off")
        arrivals = self.arrivals
        return LivePlayer(arrivals.town, arrivals.phrases, arrivals.seed, pace, until, report)

    def _check_new(self, first: date) -> None:
        """Raises Unplayable for days that were played with the same seed: they would bring the very same calls."""
        begun = f"{SIMULATED}{self.arrivals.seed}-"
        if Call.objects.filter(linkedid__startswith=begun, began_at__date__gte=first).exists():
            raise Unplayable(
                f"days since {first} were simulated with --seed {self.arrivals.seed}: choose another --seed"
            )

    def _days(self, first: date, now: datetime) -> Iterator[Arrival]:
        """Every arrival from the beginning of a day until now."""
        for day in range((now.date() - first).days + 1):
            yield from (one for one in self.arrivals.on(first + timedelta(days=day), first) if one.at <= now)

    def _now_and_then(self, every: float) -> Iterator[Arrival]:
        random = Random(f"{self.arrivals.seed}/{timezone.now()}")  # noqa: S311 - a play, no secret
        while True:
            yield self.arrivals.one(random, timezone.localtime() + timedelta(seconds=random.expovariate(1 / every)))


def prepared(folder: Path | None, *, seed: int, scale: float) -> Play:
    """A play of the applied city by its folder, else by the one in cities/ that has its code.

    Raises Unplayable when there is no such city, or its folder does not say how its days look.
    """
    platform = Platform.objects.first()
    if platform is None:
        raise Unplayable("no city is applied: xinqiao city apply DIR")
    found = folder or folder_of(platform.code)
    if found is None:
        raise Unplayable(f"no folder in cities/ has the code {platform.code}: name it")
    try:
        ways = read_city(found).simulation
    except CityError as bad:
        raise Unplayable(str(bad)) from None
    if ways is None:
        raise Unplayable(f"{found} has no {SIMULATION}: it says how the days of the city look (docs/city.md)")
    return Play(Arrivals(town.survey(ways), phrases.load(), seed, scale))
