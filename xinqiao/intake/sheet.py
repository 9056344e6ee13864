"""Reading a spreadsheet of an existing system: XLSX, XLS or CSV, row by row, as the person sees it."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, load_workbook

from xinqiao.intake import columns
from xinqiao.text.cells import unguarded

ENCODINGS: Final = ("utf-8-sig", "gb18030")
TEXT_FILES: Final = {".csv", ".txt", ".tsv"}
ABOVE: Final = 10  # so many lines of title may stand above the header

Line = tuple[int, list[Any]]


class UnreadableSheet(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header of a file and its rows with their line numbers, as the person sees them in the spreadsheet; the names
    of its other sheets, each with whether it is hidden."""

    header: list[str]
    rows: list[Line]
    name: str = ""
    others: Mapping[str, bool] = field(default_factory=dict)

    def mapping(self, chosen: Mapping[str, str]) -> dict[str, int]:
        """Field -> column index: what was chosen by header, the rest guessed. Raises UnreadableSheet."""
        try:
            return columns.mapping(self.header, chosen)
        except columns.UnknownColumn as error:
            raise UnreadableSheet(str(error)) from None


def read(path: Path, name: str = "") -> Sheet:
    """Read a file whole: the sheet of that name, else the first that is not hidden. Its header is the line among the
    first that has most of the usual names; what stands above it is a title. Blank lines are passed over.

    Raises UnreadableSheet for a file that is missing, damaged, of another kind or without rows.
    """
    if not path.is_file():
        raise UnreadableSheet(gettext("没有文件 %(path)s") % {"path": path})
    if path.suffix.lower() in TEXT_FILES:
        return _sheet(path, _csv_lines(path))
    try:
        book = load_workbook(str(path))
        chosen = _chosen(book, name)
        others = {
            one.name: one.visible != SheetVisibleEnum.Visible for one in book.sheets_metadata if one.name != chosen
        }
        return _sheet(path, _sheet_lines(book.get_sheet_by_name(chosen)), chosen, others)
    except CalamineError as error:
        raise _unreadable(path, error) from None


def _sheet(path: Path, lines: Iterator[Line], name: str = "", others: Mapping[str, bool] | None = None) -> Sheet:
    filled = [(number, cells) for number, cells in lines if any(cell not in ("", None) for cell in cells)]
    if len(filled) < 2:
        raise UnreadableSheet(gettext("%(path)s 没有数据行") % {"path": path.name})
    headers = [[str(cell).strip() for cell in cells] for _, cells in filled[:ABOVE]]
    place = max(range(len(headers)), key=lambda place: (columns.known(headers[place]), -place))
    return Sheet(headers[place], filled[place + 1 :], name, others or {})


def _chosen(book: CalamineWorkbook, name: str) -> str:
    if name and name not in book.sheet_names:
        told = {"name": name, "names": "、".join(book.sheet_names)}
        raise UnreadableSheet(gettext("没有工作表“%(name)s”；有：%(names)s") % told)
    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    return name or (visible or book.sheet_names)[0]


def _sheet_lines(sheet: CalamineSheet) -> Iterator[Line]:
    """The rows; a cell that was merged over several of them stands in each, in its first column. Where nothing is
    written, merged areas may lie outside of what was read."""
    rows = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        for row in rows[top + 1 : bottom + 1]:
            row[left : left + 1] = rows[top][left : left + 1]
    for line, cells in enumerate(rows, start=1):
        yield line, [_whole(cell) for cell in cells]


def _unreadable(path: Path, error: Exception) -> UnreadableSheet:
    return UnreadableSheet(
        gettext("%(path)s 不是可读的表格（%(error)s）；请另存为 XLSX 或 CSV") % {"path": path.name, "error": error}
    )


def _whole(cell: Any) -> Any:
    """Workbooks keep every number as a fraction; 2549.0 was typed as 2549."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _csv_lines(path: Path) -> Iterator[Line]:
    """The rows, counted as a spreadsheet counts them: a cell of several lines is one row."""
    text = _decoded(path)
    header = text.partition("\n")[0]
    delimiter = "\t" if "\t" in header and "," not in header else ","
    try:
        for line, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1):
            yield line, [unguarded(cell) for cell in cells]
    except csv.Error as error:
        raise _unreadable(path, error) from None


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(gettext("%(path)s 既不是 UTF-8 也不是 GB18030 编码") % {"path": path.name})
