"""What agents say again and again (话术), as a menu that `/` opens shows it."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from xinqiao.catalogue.known import rows_of
from xinqiao.catalogue.models import Script
from xinqiao.knowledge.models import Announcement
from xinqiao.knowledge.queries import current
from xinqiao.text.pinyin import spelled


class Entry(NamedTuple):
    """A script, and what it is found by: code, title, pinyin and its initials."""

    script: Script | Announcement
    found_by: str


def current_entries(now: datetime) -> list[Entry]:
    """All that can be called up now."""
    return entries(current(now))


def entries(announced: Iterable[Announcement]) -> list[Entry]:
    """What is announced now, then all scripts of the city. Of the scripts at most one query in five seconds."""
    found: list[Script | Announcement] = [*announced, *rows_of(Script).values()]
    return [Entry(one, f"{one.code} {one.title} {spelled(one.title)}") for one in found]
