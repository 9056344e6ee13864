"""`xinqiao import FILE`: bring in the cases of an existing system from XLSX, XLS or CSV, answered ones with history."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinqiao.cases.models import ForeignNumber
from xinqiao.catalogue.models import CaseType, Source
from xinqiao.intake import beside, columns, sheet
from xinqiao.intake.importing import Importing, Outcome
from xinqiao.intake.units import UnitNames, UnknownUnit
from xinqiao.people.models import Staff

PROGRESS_SECONDS = 2
SYSTEM_HELP = (
    "name of the system the numbers come from: a number comes in once for each system. Default: the file's name, "
    "as long as this source has brought in nothing under another name"
)


class Command(BaseCommand):
    help = "Bring in rows of a spreadsheet as cases. The same file twice adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--sheet", default="", help="name of the worksheet (default: the first that is not hidden)")
        parser.add_argument("--by", help="username of the staff member in whose name (default: the first who may)")
        parser.add_argument("--system", help=SYSTEM_HELP)
        parser.add_argument("--source", default="import", help="code of the source (default: import)")
        parser.add_argument(
            "--type", default=CaseType.HELP, choices=CaseType.values, help="case type of rows that name none"
        )
        parser.add_argument("--map", action="append", default=[], metavar="FIELD=HEADER", help="a column by hand")
        parser.add_argument("--units", type=Path, help="which unit is meant by a name: FILE.units.csv, filled in")
        parser.add_argument("--dry-run", action="store_true", help="read and check, keep nothing")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = sheet.read(file, options["sheet"])
            mapping = rows.mapping(dict(columns.chosen(one) for one in options["map"]))
        except (sheet.UnreadableSheet, columns.UnknownColumn) as error:
            raise CommandError(str(error)) from None
        self._show(rows, mapping)
        defaults, by, dry = _defaults(file, options), _by(options["by"]), options["dry_run"]
        importing = Importing(mapping, defaults, _units(options["units"]), by=by, now=timezone.now(), dry=dry)
        outcomes = list(self._progress(importing.bring_in(rows), len(rows.rows)))
        self._tell(outcomes, dry=dry)
        self._leave(file, rows, importing.units, [one for one in outcomes if one.problems is not None])

    def _show(self, rows: sheet.Sheet, mapping: dict[str, int]) -> None:
        for name, hidden in rows.others.items():
            self.stdout.write(f"  not read: {'hidden ' if hidden else ''}sheet {name}")
        for field, column in mapping.items():
            self.stdout.write(f"  {field:15} ← {rows.header[column]}")
        unused = [name for column, name in enumerate(rows.header) if name and column not in mapping.values()]
        if unused:
            self.stdout.write(f"  not used: {'、'.join(unused)}")

    def _progress(self, outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
        told_at = time.monotonic()
        for count, outcome in enumerate(outcomes, start=1):
            yield outcome
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                self.stderr.write(f"  {count} of {total} rows …")
                told_at = time.monotonic()

    def _tell(self, outcomes: list[Outcome], *, dry: bool) -> None:
        counts = Counter(_became(outcome) for outcome in outcomes)
        word = "readable" if dry else "imported"
        self.stdout.write(
            f"{len(outcomes)} rows: {counts['imported']} {word}, {counts['already']} already here, "
            f"{counts['refused']} refused"
        )
        if completed := sum(outcome.completed for outcome in outcomes):
            self.stdout.write(f"{completed} of them answered: completed at the time of their answers")
        if waiting := sum(outcome.is_waiting for outcome in outcomes):
            self.stdout.write(f"{waiting} already here are still open, though the file has an answer")

    def _leave(self, file: Path, rows: sheet.Sheet, units: UnitNames, refused: list[Outcome]) -> None:
        try:
            if unknown := units.unknown():
                path = beside.write_units(file, units)
                self.stdout.write(f"{unknown} names of units mean none of the city's; fill in and give back: {path}")
            if refused:
                path = beside.write_refused(file, rows, refused)
                self.stdout.write(f"refused rows with their reasons: {path}")
                sys.exit(1)
        except beside.Unwritable as error:
            raise CommandError(str(error)) from None


def _became(outcome: Outcome) -> str:
    return "refused" if outcome.problems is not None else "already" if outcome.already else "imported"


def _units(path: Path | None) -> UnitNames:
    try:
        return UnitNames(beside.read_units(path) if path else {})
    except (sheet.UnreadableSheet, columns.UnknownColumn, UnknownUnit) as error:
        raise CommandError(f"--units {path}: {error}") from None


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
