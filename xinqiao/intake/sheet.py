"""Reading a spreadsheet of an existing system: XLSX, XLS or CSV, with Chinese headers, row by row."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext
from python_calamine import CalamineError, SheetVisibleEnum, load_workbook

# What a column may be called -> the draft's field. The first column that fits a field wins.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "foreign_number": ("留言编号", "工单编号", "工单号", "诉求编号", "编号", "流水号", "number"),
    "name": ("留言用户", "诉求人", "来电人", "姓名", "联系人", "name"),
    "phone": ("联系电话", "来电号码", "诉求人电话", "手机", "电话", "phone"),
    "title": ("留言主题", "主题", "标题", "诉求标题", "title"),
    "at": ("留言时间", "登记时间", "来电时间", "受理时间", "诉求时间", "时间", "日期", "at"),
    "text": ("留言详情", "诉求内容", "内容", "详情", "工单内容", "text"),
    "place": ("事发地点", "地点", "地址", "place"),
    "category": ("分类编码", "诉求分类编码", "category"),
    "area": ("区域编码", "area"),
}
ENCODINGS: Final = ("utf-8-sig", "gb18030")


class UnreadableSheet(Exception):
    """The file as a whole cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The header of a file and its rows with their line numbers, as the person sees them in the spreadsheet."""

    header: list[str]
    rows: list[tuple[int, list[Any]]]

    def mapping(self, chosen: Mapping[str, str]) -> dict[str, int]:
        """Field -> column index: what was chosen by header, the rest guessed. Raises UnreadableSheet."""
        found = {field: self._column(header) for field, header in chosen.items()}
        for field, names in HEADERS.items():
            known = [self.header.index(name) for name in names if name in self.header]
            if field not in found and known:
                found[field] = known[0]
        if missing := [field for field in ("foreign_number", "text") if field not in found]:
            raise UnreadableSheet(
                gettext("找不到列 %(fields)s；表头为 %(header)s；请用 --map 字段=表头 指定")
                % {"fields": "、".join(missing), "header": "、".join(self.header)}
            )
        return found

    def _column(self, header: str) -> int:
        if header not in self.header:
            raise UnreadableSheet(gettext("没有表头“%(header)s”") % {"header": header})
        return self.header.index(header)


def read(path: Path) -> Sheet:
    """Read a file whole. The first line that is not blank is the header; blank lines are passed over.

    Raises UnreadableSheet for a file that is missing, damaged, of another kind or without rows.
    """
    if not path.is_file():
        raise UnreadableSheet(gettext("没有文件 %(path)s") % {"path": path})
    lines = _csv_lines(path) if path.suffix.lower() in {".csv", ".txt", ".tsv"} else _workbook_lines(path)
    filled = [(number, cells) for number, cells in lines if any(cell not in ("", None) for cell in cells)]
    if len(filled) < 2:
        raise UnreadableSheet(gettext("%(path)s 没有数据行") % {"path": path.name})
    (_, header), *rows = filled
    return Sheet([str(cell).strip() for cell in header], rows)


def _workbook_lines(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The rows of the first visible sheet."""
    try:
        workbook = load_workbook(str(path))
        visible = [sheet for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        sheet = workbook.get_sheet_by_name((visible or workbook.sheets_metadata)[0].name)
        for line, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            yield line, [_whole(cell) for cell in cells]
    except CalamineError as error:
        raise _unreadable(path, error) from None


def _unreadable(path: Path, error: Exception) -> UnreadableSheet:
    return UnreadableSheet(
        gettext("%(path)s 不是可读的表格（%(error)s）；请另存为 XLSX 或 CSV") % {"path": path.name, "error": error}
    )


def _whole(cell: Any) -> Any:
    """Workbooks keep every number as a fraction; 2549.0 was typed as 2549."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _csv_lines(path: Path) -> Iterator[tuple[int, list[Any]]]:
    """The rows, counted as a spreadsheet counts them: a cell of several lines is one row."""
    text = _decoded(path)
    header = text.partition("\n")[0]
    delimiter = "\t" if "\t" in header and "," not in header else ","
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
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
