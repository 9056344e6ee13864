import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinqiao.project import records, rehearsal, shelf


class Command(BaseCommand):
    help = "Restore the newest backup into a scratch directory, compare all of it, check it; doctor shows the result."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, nargs="?", help="a file or a directory (default: the last one made)")
        parser.add_argument("--scratch", type=Path, help="where there is room for it (default: the system's place)")
        shelf.add_passphrase_option(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        begun, last = time.monotonic(), records.recall("backup")
        try:
            backup = rehearsal.chosen(options["backup"], last.facts.get("file") if last else None)
            told = rehearsal.rehearse(backup, scratch=options["scratch"], passphrase_file=options["passphrase_file"])
        except (rehearsal.NotEqual, OSError) as error:
            records.remember("drill_failed", why=str(error))
            raise CommandError(f"the drill failed: {error}") from error
        seconds = round(time.monotonic() - begun, 1)
        records.remember("drill", file=str(backup), seconds=seconds, restored=told.restored, checked=told.checked)
        self.stdout.write(
            f"{backup}: {told.restored}; {told.checked}; {told.attachments} attachments there; {seconds} s"
        )
