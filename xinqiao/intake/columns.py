"""Which column of a spreadsheet is which field of a draft: guessed from what hotlines call them, or said by hand."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext

from xinqiao.text.width import half_width

# What a column may be called -> the field. The first name that the file has wins.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "foreign_number": ("留言编号", "工单编号", "工单号", "诉求编号", "受理编号", "编号", "流水号", "number"),
    "name": ("留言用户", "诉求人", "来电人", "诉求人姓名", "姓名", "联系人", "name"),
    "phone": ("联系电话", "来电号码", "诉求人电话", "手机", "手机号", "电话", "phone"),
    "title": ("留言主题", "主题", "标题", "诉求标题", "工单标题", "title"),
    "at": ("留言时间", "登记时间", "来电时间", "受理时间", "诉求时间", "时间", "日期", "at"),
    "text": ("留言详情", "诉求内容", "内容", "详情", "工单内容", "内容描述", "text"),
    "place": ("事发地点", "地点", "地址", "place"),
    "case_type": ("诉求类型", "工单类型", "case_type"),
    "category": ("分类编码", "诉求分类编码", "category"),
    "area": ("区域编码", "area"),
    "unit": ("承办单位", "主办单位", "办理单位", "答复单位", "责任单位", "处理单位", "unit"),
    "reply": ("答复意见", "答复内容", "回复内容", "办理结果", "处理结果", "办结意见", "reply"),
    "replied_at": ("答复时间", "回复时间", "办结时间", "答复日期", "办结日期", "replied_at"),
}
NEEDED: Final = ("foreign_number", "text")
# What is written beside a name: stars of required columns, remarks in brackets, colons.
ORNAMENT: Final = re.compile(r"\(.*?\)|\[.*?\]|[*:\s]")


class UnknownColumn(Exception):
    """The file has no such column; the message says which it has and what to do."""


def known(header: Iterable[str]) -> int:
    """How many of these cells are names of columns that hotlines use: what tells a header from a title above it."""
    names = {name for names in HEADERS.values() for name in names}
    return sum(_bare(cell) in names for cell in header)


def mapping(header: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Field -> column: what was chosen by header, the rest guessed. Raises UnknownColumn."""
    found = {field: place_of(header, name) for field, name in chosen.items()}
    bare = [_bare(name) for name in header]
    for field, names in HEADERS.items():
        fitting = [bare.index(name) for name in names if name in bare]
        if field not in found and fitting:
            found[field] = fitting[0]
    if missing := [field for field in NEEDED if field not in found]:
        raise UnknownColumn(
            gettext("找不到列 %(fields)s；表头为 %(header)s；请用 --map 字段=表头 指定")
            % {"fields": "、".join(missing), "header": "、".join(header)}
        )
    return found


def chosen(written: str) -> tuple[str, str]:
    """Field and header of `--map`, whichever stands first: 标题=title, title=标题. Raises UnknownColumn."""
    left, equals, right = written.partition("=")
    for field, header in ((left, right), (right, left)):
        if equals and field in HEADERS:
            return field, header
    raise UnknownColumn(f"--map {written}: write FIELD=HEADER, with FIELD one of {', '.join(HEADERS)}")


def place_of(header: Sequence[str], name: str) -> int:
    """Where the column of that very name stands. Raises UnknownColumn."""
    if name not in header:
        raise UnknownColumn(gettext("没有表头“%(header)s”") % {"header": name})
    return header.index(name)


def _bare(name: str) -> str:
    return ORNAMENT.sub("", half_width(name))
