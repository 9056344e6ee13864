"""`xinqiao check`: replay every history and compare it with the rows. Exit code 1 when anything is found."""

import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from xinqiao.callback import check as callbacks
from xinqiao.cases import anchors
from xinqiao.cases.check import check_all
from xinqiao.people import sealing

PROGRESS_SECONDS = 2


class Command(BaseCommand):
    help = "Replay every history, recompute every chain and anchor, compare with the rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=50, help="faults to print (default 50)")

    def handle(self, *args: Any, most: int, **options: Any) -> None:
        cases, found, told_at = 0, [], time.monotonic()
        for _case, faults in check_all():
            cases += 1
            found += [f"{fault.case}: {fault.what}" for fault in faults]
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                self.stderr.write(f"  {cases} cases, {len(found)} faults …")
                told_at = time.monotonic()
        found += [f"{fault.case}: {fault.what}" for fault in callbacks.check_all()]
        found += anchors.faults()
        found += sealing.faults()
        for line in found[:most]:
            self.stdout.write(line)
        self.stdout.write(f"{cases} cases checked, {len(found)} faults")
        if found:
            sys.exit(1)
