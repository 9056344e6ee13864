"""`xinqiao audit list|verify`: the access log on the machine itself. That it was read is a row of it too."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from xinqiao.people import audit, audited, sealing
from xinqiao.people.audited import LABELS, Question


class Command(BaseCommand):
    help = "Who saw or did what that leaves no event on a case; and whether the log still fits its seals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listed = verbs.add_parser("list", help="the newest rows first")
        listed.add_argument("--who", default="", help="a user name")
        listed.add_argument("--what", default="", choices=["", *LABELS], metavar="WHAT", help=", ".join(LABELS))
        listed.add_argument("--subject", default="", help="how the subject begins: a case's number")
        listed.add_argument("--since", type=date.fromisoformat, help="a day, 2026-11-22")
        listed.add_argument("--until", type=date.fromisoformat, help="a day, with it")
        listed.add_argument("--most", type=int, default=100, help="rows to print (default 100)")
        verbs.add_parser("verify", help="1 when a row was altered, added or removed since it was sealed")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        getattr(self, f"_{verb}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        asked = Question(**{name: options[name] for name in ("who", "what", "subject", "since", "until")})
        for row in audited.rows(asked, by=None)[: options["most"]]:
            at, who = f"{timezone.localtime(row.at):%F %T}", row.staff.username if row.staff else "-"
            self.stdout.write("\t".join((at, who, row.what, row.subject or "-", row.reason or "-", row.address or "-")))
        audit.note(what="view_audit", by=None, reason=str(asked))

    def _verify(self, options: dict[str, Any]) -> None:
        found = list(sealing.faults())
        for line in found:
            self.stdout.write(line)
        self.stdout.write(f"access log: {len(found)} faults")
        if found:
            sys.exit(1)
