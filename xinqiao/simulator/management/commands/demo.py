"""`xinqiao demo people|cases`: what the demo starts with. Twice is once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.simulator import demo


class Command(BaseCommand):
    help = "Make the demo's people, who enter without a password, or its first cases (in a demo only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["people", "cases"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("this is not a demo (XINQIAO_DEMO=1 makes one); nothing was made")
        made = demo.people() if what == "people" else demo.cases(now=timezone.now())
        self.stdout.write(f"{len(made)} demo {what}")
