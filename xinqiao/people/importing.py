"""Many people at once from a CSV file: username, name, unit, role; several rows for a person with several posts."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from xinqiao.people import actions
from xinqiao.people.models import Role, Staff, Unit

HEADINGS: Final = {
    "username": "用户名",
    "name": "姓名",
    "unit": "单位",
    "role": "岗位",
}
LONGEST: Final = 50
MOST_ROWS: Final = 20_000


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake; `line` 0 speaks of the file as a whole."""

    line: int
    column: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (f"line {self.line}" if self.line else "", self.column, self.problem) if part)


class BadFile(ValueError):
    """A file of which nothing is applied; `faults` holds every mistake in the order of the lines."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file whose cells say what they should."""

    line: int
    username: str
    name: str
    unit: Unit
    role: Role


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: initial passwords by user name, and how many posts are new."""

    passwords: dict[str, str]
    posts: int


def read(path: Path) -> list[Row]:
    """The rows of a file in UTF-8 or GB 18030, its headings in English or Chinese. Raises BadFile."""
    lines = list(_cells(_text(path)))
    units = {unit.code: unit for unit in Unit.objects.filter(is_active=True)}
    roles = {role.code: role for role in Role.objects.all()}
    rows, faults = [], []
    for line, cells in lines:
        if found := list(_faults_of(line, cells, units, roles)):
            faults += found
        else:
            username = Staff.normalize_username(cells["username"])
            rows.append(Row(line, username, cells["name"], units[cells["unit"]], roles[cells["role"]]))
    faults += _two_names(rows)
    if faults:
        raise BadFile(*faults)
    return rows


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadFile(Fault(0, "", f"{path} cannot be read: {error.strerror}")) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(Fault(0, "", "neither UTF-8 nor GB 18030: save it as CSV UTF-8"))


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column; lines without anything in them are passed over. Raises BadFile."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        columns = _columns(next(reader, []))
        for row in reader:
            if reader.line_num > MOST_ROWS:
                raise BadFile(Fault(0, "", f"more than {MOST_ROWS} lines: split the file"))
            cells = [cell.strip() for cell in row] + [""] * len(columns)
            if any(cells):
                yield reader.line_num, {name: cells[place] for name, place in columns.items()}
    except csv.Error as error:
        raise BadFile(Fault(reader.line_num, "", f"is no CSV: {error}")) from error


def _columns(heading: list[str]) -> dict[str, int]:
    known = {spelled: name for name, chinese in HEADINGS.items() for spelled in (name, chinese)}
    found = {known[cell.strip()]: place for place, cell in enumerate(heading) if cell.strip() in known}
    missing = [f"{name} ({chinese})" for name, chinese in HEADINGS.items() if name not in found]
    if missing:
        raise BadFile(Fault(1, "", f"the first line lacks the columns {', '.join(missing)}"))
    return found


def _faults_of(line: int, cells: dict[str, str], units: dict[str, Unit], roles: dict[str, Role]) -> Iterator[Fault]:
    for column in HEADINGS:
        if not cells[column]:
            yield Fault(line, column, "is empty")
    for column in ("username", "name"):
        if len(cells[column]) > LONGEST or "\0" in cells[column]:
            yield Fault(line, column, f"is longer than {LONGEST} characters, or not text")
    if cells["unit"] and cells["unit"] not in units:
        yield Fault(line, "unit", f"no active unit has the code {cells['unit'][:LONGEST]!r}")
    if cells["role"] and cells["role"] not in roles:
        yield Fault(line, "role", f"no role has the code {cells['role'][:LONGEST]!r}; known: {', '.join(roles)}")


def _two_names(rows: list[Row]) -> Iterator[Fault]:
    """A user name belongs to one person: the one who has it already, else the one who comes first in the file."""
    names = dict(Staff.objects.filter(username__in={row.username for row in rows}).values_list("username", "name"))
    for row in rows:
        if names.setdefault(row.username, row.name) != row.name:
            yield Fault(row.line, "name", f"the user name {row.username!r} belongs to somebody of another name")


@transaction.atomic
def apply(rows: list[Row], *, now: datetime) -> Imported:
    """Add who is not there yet, with an initial password, and every post that is new. Twice is once."""
    places = defaultdict(list)
    for row in rows:
        places[row.username, row.name].append((row.unit, row.role))
    known = {staff.username: staff for staff in Staff.objects.filter(username__in={username for username, _ in places})}
    passwords, new_posts = {}, 0
    for (username, name), held in places.items():
        staff = known.get(username)
        if staff is None:
            staff, passwords[username] = actions.add_person(username, name, [], by=None, now=now)
        new_posts += sum(actions.give_post(staff, unit, role, by=None) for unit, role in held)
    return Imported(passwords, new_posts)
