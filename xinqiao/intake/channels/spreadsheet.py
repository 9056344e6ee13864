"""A row of an existing system's spreadsheet, its columns already mapped to the names of a draft."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext

from xinqiao.intake.channels.base import Channel, Draft, Unreadable
from xinqiao.text.dates import NotADate, When, when

TITLE_LENGTH: Final = 100
FIRST_YEAR: Final = 2004  # the first of which China's working days are known


@dataclass(frozen=True, slots=True)
class Answer:
    """What the citizen was answered in the other system, and when."""

    text: str
    at: datetime


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
    asked = _when(row, "at", problems)
    if problems:
        raise Unreadable(problems)
    return Draft(
        source=row["source"],
        case_type=_words(row["case_type"]),
        category=_number(row.get("category")),
        area=_number(row.get("area")),
        place=_words(row.get("place")),
        name=_words(row.get("name")),
        phone=_number(row.get("phone")),
        title=_short(title),
        text=text,
        system=row["system"],
        foreign_number=_number(row.get("foreign_number")),
        at=asked.at if asked else None,
    )


def answer(row: Mapping[str, Any], asked_at: datetime | None, now: datetime) -> Answer | None:
    """The answer that stands in a row; None where there is none yet. A day without a time is taken to its end.

    Raises Unreadable for half an answer, for one that came before the question and for one that is still to come.
    """
    problems: dict[str, str] = {}
    text, replied = _words(row.get("reply")), _when(row, "replied_at", problems)
    if text and not replied and not problems:
        problems["replied_at"] = gettext("空白；有答复的行须有答复时间")
    if replied and not text:
        problems["reply"] = gettext("空白；有答复时间的行须有答复内容")
    if replied and not asked_at:
        problems["at"] = gettext("空白；有答复的行须有诉求时间")
    at = _latest(replied, now) if replied else now
    if replied and replied.at > now:
        problems["replied_at"] = gettext("晚于现在；请核对日期")
    elif replied and asked_at and at < asked_at:
        problems["replied_at"] = gettext("早于诉求时间；请核对日期")
    if problems:
        raise Unreadable(problems)
    return Answer(text, at) if text else None


def _latest(said: When, now: datetime) -> datetime:
    return min(said.at + timedelta(days=1, seconds=-1), now) if said.is_day else said.at


def unit(row: Mapping[str, Any]) -> str:
    """What the row calls the unit that has or had the case; empty when it names none."""
    return _words(row.get("unit"))


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


def _when(row: Mapping[str, Any], field: str, problems: dict[str, str]) -> When | None:
    """The date in a cell; an unreadable one is a problem, and one that cannot be; a missing one is not."""
    cell = row.get(field)
    if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        found = when(cell, row["zone"])
    except NotADate:
        problems[field] = gettext("不是日期；请写成 2026-11-22 09:30")
        return None
    if found.at.year < FIRST_YEAR:
        problems[field] = gettext("早于 %(year)d 年；请核对日期") % {"year": FIRST_YEAR}
        return None
    return found


CHANNEL = Channel("import", read)
