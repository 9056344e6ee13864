"""A city folder read and checked: every mistake of every file is found before anything is done."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from xinqiao.cities import cells, sheets, verify
from xinqiao.cities.city import City, Row
from xinqiao.cities.columns import Column, Table
from xinqiao.cities.faults import CellError, CityError, Fault
from xinqiao.cities.profile import read_profile
from xinqiao.cities.simulated import SIMULATION, read_simulation
from xinqiao.cities.tables import CSV_FILES, SETTINGS, columns_of, tables_of


def read_city(folder: Path) -> City:
    """What the folder says. Raises CityError with every mistake found, in the files and between them."""
    if not folder.is_dir():
        raise CityError([Fault(str(folder), 0, "", _("没有这个文件夹"), _("给出城市文件夹，如 cities/jiayuguan"))])
    rows: dict[str, tuple[Row, ...]] = {}
    faults = _strangers(folder)
    for file in CSV_FILES:
        faults += read_file(folder / file, rows)
    profile, profile_faults = read_profile(folder / SETTINGS)
    simulation, simulation_faults = read_simulation(folder / SIMULATION)
    city = City({**rows, **profile}, simulation)
    faults += profile_faults + simulation_faults
    faults += verify.faults(city)
    if faults:
        raise CityError(faults)
    return city


def _strangers(folder: Path) -> list[Fault]:
    """A misspelt file name must not pass for an absent file. Office programs lock files named "~$"."""
    remedy = _("可用的文件：%s") % "、".join((SETTINGS, SIMULATION, *CSV_FILES))
    known = {SETTINGS, SIMULATION, *CSV_FILES}
    found = [entry.name for entry in folder.iterdir() if entry.suffix.lower() in {".csv", ".toml"}]
    return [
        Fault(name, 0, "", _("不认识这个文件"), remedy) for name in found if name not in known and name[0] not in "~."
    ]


def read_file(path: Path, rows: dict[str, tuple[Row, ...]]) -> list[Fault]:
    """Read one CSV file into the rows of its tables, and return every mistake that shows in the file alone."""
    tables = tables_of(path.name)
    if not path.exists():
        missing = [Fault(path.name, 0, "", _("缺少这个文件"), _("新建该文件，至少写一行表头"))]
        return [] if all(table.optional for table in tables) else missing
    try:
        content = list(sheets.lines(path))
    except CityError as bad:
        return list(bad.faults)
    if not content:
        return [Fault(path.name, 1, "", _("文件是空的"), _("第一行写表头"))]
    columns = columns_of(path.name)
    names, faults = sheets.header(path.name, content[0], synonyms(columns))
    if lacking := [column for column in columns if column.required and column.name not in names]:
        remedy = _("在表头补上这一列")
        return faults + [Fault(path.name, content[0].number, c.name, _("缺少这一列"), remedy) for c in lacking]
    whole, more = _rows(path.name, columns, names, content[1:])
    for table in tables:
        rows[table.name], repeated = _part(table, whole)
        more += repeated
    return faults + more


def synonyms(columns: Iterable[Column]) -> dict[str, str]:
    """Every accepted heading, lower case -> the name of its column."""
    return {heading.lower(): column.name for column in columns for heading in (column.name, *column.chinese)}


def _rows(
    file: str, columns: Iterable[Column], names: Sequence[str], lines: Sequence[sheets.Line]
) -> tuple[list[Row], list[Fault]]:
    rows, faults = [], []
    for line in lines:
        if any(cell.strip() for cell in line.cells[len(names) :]):
            remedy = _("删去多余的单元格；内容含逗号时用英文双引号括起")
            faults.append(Fault(file, line.number, "", _("这一行比表头长"), remedy))
        said = dict(zip(names, line.cells, strict=False))
        values: dict[str, Any] = {}
        for column in columns:
            try:
                values[column.name] = _value(column, said.get(column.name, "").strip())
            except CellError as bad:
                faults.append(Fault(file, line.number, column.name, bad.problem, bad.remedy))
        rows.append(Row(line.number, values))
    return rows, faults


def _value(column: Column, cell: str) -> Any:
    if not cell:
        if column.required:
            raise CellError(_("不能为空"), _("填写这一格"))
        return column.empty
    if not column.many:
        return column.read(cell)
    return tuple(sorted({column.read(part) for part in cells.parts(cell)}))


def _part(table: Table, whole: Iterable[Row]) -> tuple[tuple[Row, ...], list[Fault]]:
    """The rows of one table out of its file's; each key once, unless rows repeat it in agreement."""
    kept: dict[Any, Row] = {}
    faults = []
    names = [column.name for column in table.columns]
    for line in whole:
        row = Row(line.line, {name: line.values[name] for name in names if name in line.values})
        key = row.key(table)
        first = kept.setdefault(row.line if key is None else key, row)
        if first is not row and not (table.repeats and first.values == row.values):
            faults.append(_clash(table, first, row))
    return tuple(kept.values()), faults


def _clash(table: Table, first: Row, row: Row) -> Fault:
    if table.repeats:
        differing = next(name for name, value in row.values.items() if first.get(name) != value)
        problem = _("与第 %d 行对同一%s的写法不一致") % (first.line, table.title)
        return Fault(table.file, row.line, differing, problem, _("各行写成一样"))
    problem = _("与第 %d 行重复") % first.line
    return Fault(table.file, row.line, "+".join(table.key), problem, _("每个%s只留一行") % table.title)
