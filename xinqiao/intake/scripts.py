"""What agents say again and again (话术), as a menu that `/` opens shows it."""

from typing import NamedTuple

from xinqiao.catalogue.known import rows_of
from xinqiao.catalogue.models import Script
from xinqiao.text.pinyin import spelled


class Entry(NamedTuple):
    """A script, and what it is found by: code, title, pinyin and its initials."""

    script: Script
    found_by: str


def entries() -> list[Entry]:
    """All scripts of the city. At most one query in five seconds."""
    return [Entry(one, f"{one.code} {one.title} {spelled(one.title)}") for one in rows_of(Script).values()]
