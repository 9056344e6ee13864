"""Writing rows as a workbook or as CSV: text and nothing but text, every page and row saying whose export it is."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from xinqiao.text.cells import guarded

# Nothing that a citizen typed becomes a formula, a link or a number.
AS_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS: Final = {10: 60, 9: 30, 0: 16}

Row = Sequence[str]


class Sheet(Protocol):
    def write(self, rows: Iterable[Row]) -> None:
        """Add rows at the end."""


@contextmanager
def workbook(path: Path | BinaryIO, head: Row, mark: str, facts: Iterable[tuple[str, str]]) -> Iterator[Sheet]:
    """An XLSX at `path` or into an open file, row by row: `mark` at the head and foot of each page, `facts` on a sheet."""
    with xlsxwriter.Workbook(path, {"constant_memory": True, "in_memory": False, **AS_TEXT}) as book:
        about = [[label, value] for label, value in facts]
        told = book.add_worksheet(gettext("导出说明"))
        told.set_column(0, 1, 40)
        _Rows(told).write(about)
        sheet = book.add_worksheet(gettext("诉求"))
        sheet.activate()
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{_plain(mark)}")
        sheet.set_footer(f"&C{_plain(mark)}  &P/&N")
        sheet.repeat_rows(0)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(head) - 1, 14)
        for column, width in WIDTHS.items():
            sheet.set_column(column, column, width)
        rows = _Rows(sheet)
        rows.write([head])
        yield rows


def _plain(mark: str) -> str:
    """Without signs that the head of a page takes for a command; it holds 255 characters."""
    return mark.replace("&", "&&")[:220]


class _Rows:
    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.count = sheet, 0

    def write(self, rows: Iterable[Row]) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                self.sheet.write_string(self.count, column, cell)
            self.count += 1


@contextmanager
def comma_separated(path: Path, head: Row, mark: str, facts: Iterable[tuple[str, str]]) -> Iterator[Sheet]:
    """A CSV at `path` that spreadsheets open as UTF-8; the mark stands in its last column."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = _Lines(csv.writer(file))
        rows.write([head])
        yield rows


class _Lines:
    def __init__(self, writer: Any) -> None:
        self.writer = writer

    def write(self, rows: Iterable[Row]) -> None:
        self.writer.writerows([guarded(cell) for cell in row] for row in rows)


FORMS: Final = {"xlsx": workbook, "csv": comma_separated}
