"""`xinqiao simulate`: the days of a city, by the real actions or in bulk; what is open driven to its end; a city going on."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from xinqiao.cities.folders import city_folder
from xinqiao.simulator.parallel import PartFailed
from xinqiao.simulator.play import Play, Unplayable, prepared
from xinqiao.simulator.progress import Progress
from xinqiao.simulator.tally import Tally

REASONS = 10


class Command(BaseCommand):
    help = "Simulate the applied city: its last days, or (--drive) what is open, or (--tick) a city that goes on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "city", nargs="?", help="the city's folder, or its name in cities/; found by the code if left out"
        )
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--days", type=int, help="play so many days that end now")
        what.add_argument(
            "--drive", action="store_true", help="bring every open case to its end, from its last event on"
        )
        what.add_argument(
            "--tick", type=float, metavar="SECONDS", help="go on beside a worker: a case about every so often"
        )
        parser.add_argument("--bulk", action="store_true", help="with --days: write whole histories instead of playing")
        parser.add_argument("--processes", type=int, default=1, help="with --bulk: so many at once")
        parser.add_argument(
            "--speed", type=float, default=0, help="simulated seconds in a real one (0: as fast as can be)"
        )
        parser.add_argument(
            "--until", help="with --drive: the day to stop at, as 2026-11-22 (default: when all is done)"
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed plays the same")
        parser.add_argument("--scale", type=float, default=1, help="times the city's own volume")
        parser.add_argument(
            "--on-real-data", action="store_true", help="needed on a platform that is no demo: it gets invented cases"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO and not options["on_real_data"]:
            raise CommandError(
                "this platform is no demo, and simulated people would work on its cases. If that is what you want, "
                "add --on-real-data; nothing was done"
            )
        folder = city_folder(options["city"]) if options["city"] else None
        try:
            play = prepared(folder, seed=options["seed"], scale=options["scale"])
            tally = self._play(play, options)
        except (Unplayable, PartFailed) as why:
            raise CommandError(str(why)) from None
        except KeyboardInterrupt:
            self.stderr.write("\nended: what was made so far stands whole")
            sys.exit(130)
        self._sum_up(tally)

    def _play(self, play: Play, options: dict[str, Any]) -> Tally:
        report, speed = Progress(self.stderr), options["speed"]
        if options["drive"]:
            return play.drive(_moment(options["until"]), speed=speed, report=report)
        if options["tick"]:
            return play.go_on(options["tick"], speed=speed or 1, report=report)
        if options["bulk"]:
            return play.bulk(options["days"], report, processes=options["processes"])
        return play.live(options["days"], speed=speed, report=report)

    def _sum_up(self, tally: Tally) -> None:
        self.stdout.write(str(tally))
        for why, many in tally.left.most_common(REASONS):
            self.stdout.write(f"  left out {many}: {why}")


def _moment(until: str | None) -> datetime | None:
    if until is None:
        return None
    try:
        on = parse_date(until)
    except ValueError:
        on = None
    if on is None:
        raise CommandError(f"--until {until}: no day; write it as 2026-11-22")
    return timezone.make_aware(datetime(on.year, on.month, on.day))
