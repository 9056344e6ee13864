"""`xinqiao retention plan|apply`: how long what is kept; the worker applies it every night."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinqiao.project import retention


class Command(BaseCommand):
    help = "Show what has been kept long enough, or remove it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("plan", help="what would be removed; nothing is changed")
        verbs.add_parser("apply", help="remove it")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        does = retention.plan if verb == "plan" else retention.apply
        for one in does(now=timezone.now()):
            kept = "always" if one.kept is None else f"{one.kept.days} days"
            told = "due" if verb == "plan" else "removed"
            self.stdout.write(f"{one.what:<40} kept {kept:<10} {one.count} {told}")
