"""`xinqiao phone listen FILE` takes calls into the log, `phone files DIR` writes what makes Asterisk tell of them."""

import signal
import threading
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinqiao.telephony import files
from xinqiao.telephony.listening import listen


class Command(BaseCommand):
    help = "Read Asterisk's event file into the call log until ended (listen), or write cel.conf and cel_custom.conf (files)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["listen", "files"])
        parser.add_argument("path", type=Path, help="listen: cel-custom/Master.csv of Asterisk's logs; files: its etc")

    def handle(self, *args: Any, action: str, path: Path, **options: Any) -> None:
        if action == "listen":
            self._listen(path.absolute())
        else:
            self._write(path)

    def _listen(self, events: Path) -> None:
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        listen(events, stop)

    def _write(self, folder: Path) -> None:
        """The names of the files that changed, each on a line."""
        try:
            changed = files.write(folder)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        for path in changed:
            self.stdout.write(str(path))
