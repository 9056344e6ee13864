"""What a cell may say: functions from its text to a value. Each raises CellError, with advice."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext as _

from xinqiao.cities.faults import CellError, shown
from xinqiao.clock.limit import Limit

Reader = Callable[[str], Any]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_LIMIT = re.compile(r"(\d+)\s*(.+)")
_LIMIT_WORDS = {
    "分": "min", "分钟": "min", "小时": "h", "时": "h", "天": "d", "日": "d", "自然日": "d",
    "工作小时": "wh", "个工作小时": "wh", "工时": "wh", "工作日": "wd", "个工作日": "wd",
}  # fmt: skip
_MOMENT = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
_FLAGS = {
    "是": True,
    "yes": True,
    "true": True,
    "1": True,
    "否": False,
    "no": False,
    "false": False,
    "0": False,
}


def text(cell: str) -> str:
    """Any words, runs of white space made one space."""
    return " ".join(cell.split())


def code(cell: str) -> str:
    """A code: letters, digits, - and _; full-width characters are taken for their plain ones."""
    value = plain(cell)
    if not _CODE.fullmatch(value):
        raise CellError(
            _("“%s”不能作编码") % shown(cell),
            _("以字母或数字开头，只含字母、数字、- 和 _，最长 32 位；数字被表格软件改写时，把该列设为文本"),
        )
    return value


def dialled(cell: str) -> str:
    """A number as it is dialled: three digits at least and fifteen at most (ITU-T E.164), nothing between them."""
    value = plain(cell)
    if not re.fullmatch(r"\d{3,15}", value, re.ASCII):
        raise CellError(_("“%s”不是电话号码") % shown(cell), _("只写 3 到 15 位数字，如 12319；不写空格和横线"))
    return value


def factor(cell: str) -> Decimal:
    """A factor above 0 and at most 10, with two decimals."""
    try:
        value = Decimal(plain(cell))
    except InvalidOperation:
        value = Decimal(0)
    if not (value.is_finite() and 0 < value <= 10 and value == round(value, 2)):
        raise CellError(_("“%s”不是时限系数") % shown(cell), _("写大于 0、不超过 10、至多两位小数的数，如 0.5"))
    return value


def limit(cell: str) -> str:
    """A time limit as deadlines store it ("5 wd"); "5个工作日" is understood too."""
    value = plain(cell)
    if found := _LIMIT.fullmatch(value):
        amount, unit = found.groups()
        value = f"{amount} {_LIMIT_WORDS.get(unit, unit.lower())}"
    try:
        return str(Limit.parse(value))
    except ValueError:
        raise CellError(
            _("“%s”不是时限") % shown(cell),
            _("写数量和单位：min 分钟、h 小时、d 自然日、wh 工作小时、wd 工作日，如 5 wd 或 5个工作日"),
        ) from None


def count(least: int, most: int) -> Reader:
    """A reader of a whole number from `least` to `most`."""

    def read(cell: str) -> int:
        value = plain(cell)
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            bounds = {"least": least, "most": most}
            raise CellError(_("“%s”不是所要的整数") % shown(cell), _("写 %(least)d 到 %(most)d 的整数") % bounds)
        return int(value)

    return read


def codes(cell: str) -> list[str]:
    """Several codes, separated by ";", in order of the alphabet, each once."""
    return sorted({code(part) for part in parts(cell)})


def parts(cell: str) -> list[str]:
    """The filled parts of a cell that holds several, separated by ";" or its Chinese sisters."""
    return [part.strip() for part in re.split("[;；、]", cell) if part.strip()]


def moment(cell: str) -> time:
    """A time of day, 8:30 or 08:30:00 (as Excel writes it); 24:00 is midnight."""
    edge = _edge(cell)
    if not edge:
        raise CellError(_("“%s”不是一天中的时刻") % shown(cell), _("写成 08:30"))
    return time.min if edge == "24:00" else time.fromisoformat(edge)


def hours(cell: str) -> str:
    """Spans of a day, one after the other, as queues keep them: "08:30-12:00;14:30-24:00"."""
    spans = [[_edge(edge) for edge in re.split("[-~至]", plain(part))] for part in parts(cell)]
    edges = [edge for span in spans for edge in span]
    if any(len(span) != 2 for span in spans) or "" in edges or edges != sorted(set(edges)):
        remedy = _("由早到晚写成 08:30-12:00;14:30-18:00，互不重叠，不跨午夜；全天开放则留空")
        raise CellError(_("“%s”不是时段") % shown(cell), remedy)
    return ";".join("-".join(span) for span in spans)


def _edge(cell: str) -> str:
    """A moment as five characters, "08:30", up to "24:00"; empty for what is none."""
    found = _MOMENT.fullmatch(plain(cell))
    edge = f"{int(found[1]):02}:{found[2]}" if found else ""
    return edge if edge <= "24:00" and edge[3:] < "60" else ""


def flag(cell: str) -> bool:
    """Yes or no."""
    value = plain(cell).lower()
    if value not in _FLAGS:
        raise CellError(_("“%s”不是“是”或“否”") % shown(cell), _("写 是 或 否（yes、no 也可）"))
    return _FLAGS[value]


def day(cell: str) -> date:
    """A day, 2026-10-01 or 2026/10/1 (as Excel writes it)."""
    try:
        return date(*(int(part) for part in re.split(r"[-/.]", plain(cell), maxsplit=2)))
    except (ValueError, TypeError):
        raise CellError(_("“%s”不是日期") % shown(cell), _("写成 2026-10-01")) from None


def choice(choices: type[Choices]) -> Reader:
    """A reader of one of `choices`, by value or by Chinese label."""

    def read(cell: str) -> Any:
        with translation.override("zh-hans"):
            known = {str(member.value): member.value for member in choices}
            known |= {str(member.label): member.value for member in choices}
            words = "、".join(f"{member.value} {member.label}" for member in choices)
        if (value := plain(cell)) not in known:
            raise CellError(_("“%s”不在可选值之内") % shown(cell), _("可选值：%s") % words)
        return known[value]

    return read


def one_of(words: Iterable[str]) -> Reader:
    """A reader of one of `words`."""
    known = tuple(words)

    def read(cell: str) -> str:
        if (value := plain(cell)) not in known:
            raise CellError(_("“%s”不在可选值之内") % shown(cell), _("可选值：%s") % "、".join(known))
        return value

    return read


def plain(cell: str) -> str:
    """The cell with full-width letters, digits and spaces made plain."""
    return unicodedata.normalize("NFKC", cell).strip()
