"""How often somebody may ask: counted in windows of ten seconds, over all processes together.

A process counts for itself and tells the table only every twentieth of the limit, so that a busy program costs a
statement for each of those parts and not for each request. Several processes can together let through that little more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from django.db import connection

from xinqiao.people.models import Rate

SECONDS: Final = 10
PART: Final = 20
KEPT: Final = timedelta(hours=1)
KEYS_MOST: Final = 10_000  # that a process remembers; then it begins anew
TELL: Final = """
    INSERT INTO people_rate (key, begins_at, count) VALUES (%s, %s, %s)
    ON CONFLICT (key, begins_at) DO UPDATE SET count = people_rate.count + excluded.count RETURNING count
"""


class TooMany(Exception):
    """Somebody asked more often than he may; `seconds` until he may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} s")
        self.seconds = seconds


@dataclass(slots=True)
class _Count:
    """One key in one window: what all have told so far, and what this process has not told yet."""

    begins_at: datetime
    told: int = 0
    untold: int = 0


_counts: dict[str, _Count] = {}
_lock = Lock()


def count(key: str, *, most: int, now: datetime) -> None:
    """Count one more under the key. Raises TooMany when that is more than `most` in this window; 0 allows any number."""
    if not most:
        return
    begins_at = datetime.fromtimestamp(now.timestamp() // SECONDS * SECONDS, tz=now.tzinfo)
    with _lock:
        here = _here(key, begins_at)
        here.untold += 1
        telling = here.untold if here.untold * PART >= most else 0
        here.untold -= telling
        # Until the table has answered, what is being told counts here.
        here.told += telling
    if telling:
        total = _tell(key, begins_at, telling)
        with _lock:
            here.told = max(here.told, total)
    if here.told + here.untold > most:
        raise TooMany(SECONDS - int((now - begins_at).total_seconds()))


def _here(key: str, begins_at: datetime) -> _Count:
    found = _counts.get(key)
    if found is None or found.begins_at != begins_at:
        if len(_counts) >= KEYS_MOST:
            _counts.clear()
        found = _counts[key] = _Count(begins_at)
    return found


def _tell(key: str, begins_at: datetime, more: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(TELL, [key, begins_at, more])
        total: int = cursor.fetchone()[0]
    return total


def begin_anew() -> None:
    """Know only what stands in the table, like a process that has just started: for tests."""
    _counts.clear()


def forget(*, now: datetime) -> int:
    """Forget windows that are long over. Returns how many."""
    return Rate.objects.filter(begins_at__lt=now - KEPT).delete()[0]
