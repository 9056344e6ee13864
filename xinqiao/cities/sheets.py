"""A CSV file as spreadsheets write it: its encoding, its header, its filled lines."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from xinqiao.cities.cells import plain
from xinqiao.cities.faults import CellError, CityError, Fault, shown


@dataclass(frozen=True, slots=True)
class Line:
    """A filled line: where it starts in the file, and its cells."""

    number: int
    cells: Sequence[str]


def lines(path: Path) -> Iterator[Line]:
    """The filled lines of a CSV file, the header first; wholly empty lines are passed over.

    Raises CityError for a file that is no CSV text (UTF-8 with or without mark, or GB18030).
    """
    try:
        content = decoded(path.read_bytes())
    except CellError as bad:
        raise CityError([Fault(path.name, 0, "", bad.problem, bad.remedy)]) from None
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Line(start, cells)
            start = reader.line_num + 1
    except csv.Error as error:
        remedy = _("检查该行的引号是否成对")
        raise CityError([Fault(path.name, start, "", _("不是合法的 CSV 行：%s") % error, remedy)]) from None


def decoded(content: bytes) -> str:
    """The text of a file, by what spreadsheets write. Raises CellError for none.

    Excel saves UTF-8 with a mark; older Chinese Windows saves GB18030.
    """
    if b"\0" not in content:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise CellError(_("不是 CSV 文本文件"), _("在表格软件中另存为“CSV UTF-8（逗号分隔）”"))


def header(file: str, line: Line, synonyms: dict[str, str]) -> tuple[list[str], list[Fault]]:
    """The column names that a header line means ("" for one unknown or empty), and what is wrong with it.

    `synonyms` maps every accepted heading, lower case, to its column's name.
    """
    names: list[str] = []
    faults = []
    for heading in line.cells:
        name = synonyms.get(plain(heading).lower(), "")
        if not name and heading.strip():
            remedy = _("可用的列：%s") % "、".join(dict.fromkeys(synonyms.values()))
            faults.append(Fault(file, line.number, shown(heading.strip()), _("没有这一列"), remedy))
        if name and name in names:
            faults.append(Fault(file, line.number, name, _("这一列出现了两次"), _("只留一列")))
        names.append(name)
    return names, faults
