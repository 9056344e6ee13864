"""`xinqiao demo people|cases`: what the demo starts with. Twice is once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.simulator import demo
from xinqiao.simulator.progress import Progress


class Command(BaseCommand):
    help = "Make the demo's people, who enter without a password, or its first cases (in a demo only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["people", "cases"])
        parser.add_argument("--days", type=int, default=0, help="cases of so many simulated days, too")
        parser.add_argument("--city", type=Path, help="the city's folder (default: the one in cities/ of its code)")

    def handle(self, *args: Any, what: str, days: int, city: Path | None, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("this is not a demo (XINQIAO_DEMO=1 makes one); nothing was made")
        if what == "people":
            self.stdout.write(f"{len(demo.people())} demo people")
            return
        if days:
            self.stdout.write(f"{days} demo days: {demo.days(city, days, Progress(self.stderr))}")
        self.stdout.write(f"{len(demo.cases(now=timezone.now()))} demo cases")
