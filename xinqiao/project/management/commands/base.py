import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinqiao.project import pointintime, records
from xinqiao.project.archive import ArchiveError
from xinqiao.project.postgres import PostgresError


class Command(BaseCommand):
    help = (
        "Make a base backup of a PostgreSQL server of your own that archives its log; `recover` goes back to a moment."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path)
        parser.add_argument("--keep", type=int, metavar="N", help="afterwards leave the newest N bases")
        parser.add_argument("--log", type=Path, metavar="DIR", help="with --keep: of the archived log what they need")

    def handle(self, *args: Any, **options: Any) -> None:
        shelf: Path = options["directory"].absolute()
        if not os.environ.get("DATABASE_URL"):
            raise CommandError("this is for a PostgreSQL server of your own (DATABASE_URL); use xinqiao backup")
        if not shelf.is_dir() or (options["keep"] is not None and options["keep"] < 1):
            raise CommandError(f"{shelf} must be a directory, and --keep at least 1")
        try:
            made = pointintime.take_base(shelf)
            removed = list(pointintime.prune(shelf, options["keep"], options["log"])) if options["keep"] else []
        except (PostgresError, ArchiveError, OSError) as error:
            raise CommandError(f"no base was made: {error}") from error
        records.remember("base", file=str(made))
        self.stdout.write("\n".join([str(made), *removed]))
