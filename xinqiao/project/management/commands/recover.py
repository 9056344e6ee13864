from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.project import pointintime
from xinqiao.project.archive import ArchiveError
from xinqiao.project.postgres import PostgresError


def moment(text: str) -> datetime | None:
    """`2026-11-22 14:05` in the platform's zone, or with a zone of its own; None for `latest`."""
    if text == "latest":
        return None
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no moment: write 2026-11-22T14:05:00, or latest") from None
    return told if told.tzinfo else timezone.make_aware(told)


class Command(BaseCommand):
    help = "Make a new data directory with the platform as it was at a moment, from a base and the archived log."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("bases", type=Path, help="where xinqiao base has put them")
        parser.add_argument("--log", type=Path, metavar="DIR", required=True, help="where the server archives its log")
        parser.add_argument("--to", type=moment, metavar="MOMENT", required=True, help="2026-11-22T14:05:00, or latest")
        parser.add_argument("--into", type=Path, metavar="DIR", required=True, help="the new data directory")

    def handle(self, *args: Any, **options: Any) -> None:
        for place in (options["bases"], options["log"]):
            if not place.is_dir():
                raise CommandError(f"{place} is not a directory")
        into: Path = options["into"].absolute()
        try:
            last = pointintime.recover(options["bases"], options["log"], options["to"], into)
        except (PostgresError, ArchiveError, psycopg.Error, OSError) as error:
            raise CommandError(f"nothing was recovered: {str(error).splitlines()[0]}") from error
        self.stdout.write(f"{into}: the last move in it is of {timezone.localtime(last):%F %T}" if last else str(into))
