"""What an import writes beside the file that it reads: the rows that were refused, and the names of units."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from xinqiao.intake.columns import place_of
from xinqiao.intake.importing import Outcome
from xinqiao.intake.sheet import Sheet, read
from xinqiao.intake.units import UnitNames
from xinqiao.text.cells import guarded

PRIVATE: Final = 0o600
NAME, COUNT, CODE, LIKE = "单位", "件数", "编码", "最相近的名称"


class Unwritable(Exception):
    """Neither beside the file nor here can anything be written."""


def write_refused(file: Path, sheet: Sheet, refused: Iterable[Outcome]) -> Path:
    """The refused rows as they were, with line and reason. Raises Unwritable."""
    cells = dict(sheet.rows)
    rows = [[outcome.line, _reasons(outcome), *cells[outcome.line]] for outcome in refused]
    return _write(file, "refused", ["行", "原因", *sheet.header], rows)


def _reasons(outcome: Outcome) -> str:
    return "；".join(f"{field}：{problem}" if field else problem for field, problem in (outcome.problems or {}).items())


def write_units(file: Path, units: UnitNames) -> Path:
    """Each name of a unit with how often it stands there and which unit it is: to be filled in and given back by
    `--units`. Raises Unwritable."""
    return _write(file, "units", [NAME, COUNT, CODE, LIKE], units.overview())


def read_units(path: Path) -> dict[str, str]:
    """Name -> code of such a list, as far as it is filled in. Raises UnreadableSheet, UnknownColumn."""
    sheet = read(path)
    name, code = (place_of(sheet.header, column) for column in (NAME, CODE))
    filled = ((str(cells[name]).strip(), str(cells[code]).strip()) for _, cells in sheet.rows)
    return {said: meant for said, meant in filled if meant}


def _write(file: Path, what: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Path:
    """Beside the file or, if nothing can be written there, here; for its owner alone."""
    name = f"{file.stem}.{what}.csv"
    for path in (file.with_name(name), Path.cwd() / name):
        try:
            with open(path, "w", encoding="utf-8-sig", newline="", opener=_private) as out:
                writer = csv.writer(out)
                writer.writerow(header)
                writer.writerows([guarded(cell) for cell in row] for row in rows)
            return path
        except OSError:
            continue
    raise Unwritable(f"cannot write {name}, neither beside the file nor here")


def _private(path: str, flags: int) -> int:
    """Open for its owner alone: the rows hold names and phones."""
    descriptor = os.open(path, flags, PRIVATE)
    os.fchmod(descriptor, PRIVATE)  # one that was there before may have been open to others
    return descriptor
