"""A row of an existing system's spreadsheet, its columns already mapped to the names of a draft."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from django.utils.translation import gettext

from xinqiao.intake.channels.base import Channel, Draft, Unreadable

TITLE_LENGTH = 100
DATES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
)
FIRST_DAY_OF_SERIALS = datetime(1899, 12, 30)
DAYS_OF_SERIALS = 2_958_466  # to the end of the year 9999; 20250830 is no serial but a date without hyphens


def read(row: Mapping[str, Any]) -> Draft:
    """A draft from a mapped row with its defaults (`source`, `case_type`, `system`, `zone`).

    Raises Unreadable with every problem of the row.
    """
    problems: dict[str, str] = {}
    text = _words(row.get("text"))
    title = _words(row.get("title")) or text.partition("\n")[0]
    if not text:
        problems["text"] = gettext("空白；每行须有诉求内容")
    if not _number(row.get("foreign_number")):
        problems["foreign_number"] = gettext("空白；每行须有原系统编号")
    at = _moment(row.get("at"), row["zone"], problems)
    if problems:
        raise Unreadable(problems)
    return Draft(
        source=row["source"],
        case_type=row["case_type"],
        category=_number(row.get("category")),
        area=_number(row.get("area")),
        place=_words(row.get("place")),
        name=_words(row.get("name")),
        phone=_number(row.get("phone")),
        title=_short(title),
        text=text,
        system=row["system"],
        foreign_number=_number(row.get("foreign_number")),
        at=at,
    )


def _words(value: object) -> str:
    """Text without control characters and without blank edges; line breaks stay, other white space is a blank."""
    text = "" if value is None else str(value)
    seen = (c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in text)
    lines = (re.sub(" +", " ", line).strip() for line in "".join(seen).split("\n"))
    return "\n".join(line for line in lines if line)


def _number(value: object) -> str:
    """A number as it was meant: spreadsheets turn 2549 into 2549.0, in a cell and in what they export."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"^(\d+)\.0$", r"\1", _words(value))


def _short(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"


def _moment(value: object, zone: tzinfo, problems: dict[str, str]) -> datetime | None:
    """A date as a cell, a serial number or text; an unreadable one is a problem, a missing one is not."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=zone)
    if isinstance(value, int | float) and 1 <= value < DAYS_OF_SERIALS and not isinstance(value, bool):
        return (FIRST_DAY_OF_SERIALS + timedelta(days=value)).replace(tzinfo=zone)
    written = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", _number(value))
    written = re.sub(r"(:\d\d)\.\d+$", r"\1", written)  # fractions of a second, as databases export them
    written = written.replace("/", "-").replace(".", "-").replace("T", " ")
    for form in DATES:
        try:
            return datetime.strptime(written, form).replace(tzinfo=zone)
        except ValueError:
            continue
    problems["at"] = gettext("不是日期；请写成 2026-11-22 09:30")
    return None


CHANNEL = Channel("import", read)
