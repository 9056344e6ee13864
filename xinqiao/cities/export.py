"""The database written back as a city folder, so that a difference in version control is small."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from xinqiao.cities import document, sheets
from xinqiao.cities.city import Row
from xinqiao.cities.present import Cells, cell, lines
from xinqiao.cities.read import read_file, synonyms
from xinqiao.cities.tables import CSV_FILES, SETTINGS, columns_of, tables_of

MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8


def export(folder: Path) -> list[str]:
    """Write what the database says into a folder, made if need be; returns the names of the files that changed.

    A file that says the same already stays as it is; of the others, rows keep the order that they have there and new
    ones follow. What is not of the database (`simulate.toml`, notes) is not touched. A rewritten `city.toml` loses its
    comments.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = [file for file in CSV_FILES if _write_table(folder / file)]
    return [*written, *([SETTINGS] if _write_settings(folder / SETTINGS) else [])]


def sheet(file: str, rows: Sequence[Cells], mark: str = MARK) -> str:
    """The text of a CSV file with these lines, its columns in their order."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [column.name for column in columns_of(file)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return mark + text.getvalue()


def _write_table(path: Path) -> bool:
    rows, there = lines(path.name), _there(path)
    key = tables_of(path.name)[-1].key
    if not rows and not path.exists() and tables_of(path.name)[-1].optional:
        return False
    if there is not None and sorted(map(_flat, rows)) == sorted(_flat(said) for said, _ in there):
        return False
    written = {_flat(said): words for said, words in there or ()}
    places = {tuple(said[name] for name in key): place for place, (said, _) in enumerate(there or ())}
    rows.sort(key=lambda row: places.get(tuple(row[name] for name in key), len(places)))
    marked = not path.exists() or path.read_bytes().startswith(MARK.encode())
    text = sheet(path.name, [written.get(_flat(row), row) for row in rows], MARK if marked else "")
    path.write_text(text, encoding="utf-8", newline="")
    return True


def _there(path: Path) -> list[tuple[Cells, Cells]] | None:
    """What each line of the file says now, and the words in which it does; None where there is nothing to be read."""
    read: dict[str, tuple[Row, ...]] = {}
    if not path.exists() or read_file(path, read):
        return None
    columns, (head, *written) = columns_of(path.name), sheets.lines(path)
    names, _ = sheets.header(path.name, head, synonyms(columns))
    words = {line.number: dict(zip(names, line.cells, strict=False)) for line in written}
    *others, table = tables_of(path.name)
    known = {(one.key[0], row.get(one.key[0])): row.values for one in others for row in read[one.name]}
    return [
        (_said(path.name, row, known), {column.name: words[row.line].get(column.name, "") for column in columns})
        for row in read[table.name]
    ]


def _said(file: str, row: Row, known: dict[tuple[str, Any], Mapping[str, Any]]) -> Cells:
    """The line as `present.lines` would write it; `known` are the rows of other tables that share it, by their code."""
    values = dict(row.values)
    for (name, code), others in known.items():
        if values.get(name) == code:
            values = {**others, **values}
    return {column.name: cell(values[column.name]) for column in columns_of(file)}


def _flat(row: Cells) -> tuple[str, ...]:
    return tuple(row[name] for name in sorted(row))


def _write_settings(path: Path) -> bool:
    text = document.text()
    if path.exists():
        try:
            if tomllib.loads(path.read_text("utf-8-sig")) == tomllib.loads(text):
                return False
        except (tomllib.TOMLDecodeError, UnicodeDecodeError):
            pass  # not to be understood: written anew
    path.write_text(text, encoding="utf-8", newline="")
    return True
