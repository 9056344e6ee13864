"""`xinqiao import FILE`: bring in the messages of an existing system from XLSX, XLS or CSV."""

import csv
import os
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.cases.models import ForeignNumber
from xinqiao.catalogue.models import CaseType, Source
from xinqiao.intake import sheet
from xinqiao.intake.importing import Outcome, bring_in
from xinqiao.people.models import Staff

PROGRESS_SECONDS = 2
PRIVATE = 0o600
SYSTEM_HELP = (
    "name of the system the numbers come from: a number comes in once for each system. Default: the file's name, "
    "as long as this source has brought in nothing under another name"
)


class Command(BaseCommand):
    help = "Bring in rows of a spreadsheet as cases. The same file twice adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", help="username of the staff member in whose name (default: the first who may)")
        parser.add_argument("--system", help=SYSTEM_HELP)
        parser.add_argument("--source", default="import", help="code of the source (default: import)")
        parser.add_argument("--type", default=CaseType.HELP, choices=CaseType.values, help="case type (default: help)")
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=HEADER", help="a column by hand")
        parser.add_argument("--dry-run", action="store_true", help="read and check, write nothing")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = sheet.read(file)
            mapping = rows.mapping(dict(_pair(one) for one in options["map"]))
        except sheet.UnreadableSheet as error:
            raise CommandError(str(error)) from None
        self._show(rows, mapping)
        outcomes = bring_in(
            rows, mapping, _defaults(file, options), by=_by(options["by"]), now=timezone.now(), dry=options["dry_run"]
        )
        refused, counts = self._run(outcomes, len(rows.rows))
        self._tell(file, rows, refused, counts, dry=options["dry_run"])

    def _show(self, rows: sheet.Sheet, mapping: dict[str, int]) -> None:
        for field, column in mapping.items():
            self.stdout.write(f"  {field:15} ← {rows.header[column]}")
        unused = [name for column, name in enumerate(rows.header) if name and column not in mapping.values()]
        if unused:
            self.stdout.write(f"  not used: {'、'.join(unused)}")

    def _run(self, outcomes: Any, total: int) -> tuple[list[Outcome], Counter[str]]:
        counts: Counter[str] = Counter()
        refused, told_at = [], time.monotonic()
        for outcome in outcomes:
            if outcome.problems is not None:
                refused.append(outcome)
            counts["refused" if outcome.problems is not None else "already" if outcome.already else "imported"] += 1
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                self.stderr.write(f"  {counts.total()} of {total} rows …")
                told_at = time.monotonic()
        return refused, counts

    def _tell(self, file: Path, rows: sheet.Sheet, refused: list[Outcome], counts: Counter[str], *, dry: bool) -> None:
        word = "readable" if dry else "imported"
        self.stdout.write(
            f"{counts.total()} rows: {counts['imported']} {word}, {counts['already']} already here, "
            f"{counts['refused']} refused"
        )
        if refused:
            self.stdout.write(f"refused rows with their reasons: {_write_refused(file, rows, refused)}")
            sys.exit(1)


def _pair(written: str) -> tuple[str, str]:
    field, equals, header = written.partition("=")
    if not equals or field not in sheet.HEADERS:
        raise CommandError(f"--map {written}: write FIELD=HEADER, with FIELD one of {', '.join(sheet.HEADERS)}")
    return field, header


def _defaults(file: Path, options: dict[str, Any]) -> dict[str, Any]:
    if not Source.objects.filter(code=options["source"]).exists():
        known = ", ".join(Source.objects.values_list("code", flat=True))
        raise CommandError(f"--source {options['source']}: no such source; the city has {known or 'none yet'}")
    return {
        "source": options["source"],
        "case_type": options["type"],
        "system": options["system"] or _system_of(file, options["source"]),
        "zone": timezone.get_default_timezone(),
    }


def _system_of(file: Path, source: str) -> str:
    """The file's name, unless that would bring in a renamed copy a second time."""
    earlier = ForeignNumber.objects.filter(case__source__code=source).exclude(system=file.stem)
    same = ForeignNumber.objects.filter(case__source__code=source, system=file.stem).exists()
    if not same and (names := sorted(set(earlier.values_list("system", flat=True)))):
        raise CommandError(
            f"{file.name}: this source has brought in rows of {', '.join(names)}; say which system these numbers come "
            f"from: --system {names[0]}, or --system with a new name"
        )
    return file.stem


def _by(username: str | None) -> Staff:
    """The named person, else the first active one who may import and register."""
    candidates = Staff.objects.filter(is_active=True, **({"username": username} if username else {})).order_by("pk")
    for staff in candidates:
        if staff.can_anywhere("import") and staff.can_anywhere("register"):
            return staff
    raise CommandError(
        f"{username} may not import and register" if username else "nobody may import and register; see `xinqiao staff`"
    )


def _write_refused(file: Path, rows: sheet.Sheet, refused: list[Outcome]) -> Path:
    """The refused rows as they were, with line and reason, beside the file or, if that cannot be written, here."""
    cells = dict(rows.rows)
    name = f"{file.stem}.refused.csv"
    for path in (file.with_name(name), Path.cwd() / name):
        try:
            with open(path, "w", encoding="utf-8-sig", newline="", opener=_private) as out:
                writer = csv.writer(out)
                writer.writerow(["行", "原因", *rows.header])
                for outcome in refused:
                    reasons = "；".join(f"{field}：{problem}" for field, problem in (outcome.problems or {}).items())
                    writer.writerow([outcome.line, reasons, *cells[outcome.line]])
            return path
        except OSError:
            continue
    raise CommandError(f"cannot write {name}, neither beside the file nor here")


def _private(path: str, flags: int) -> int:
    """Open for its owner alone: the rows hold names and phones."""
    descriptor = os.open(path, flags, PRIVATE)
    os.fchmod(descriptor, PRIVATE)  # one that was there before may have been open to others
    return descriptor
