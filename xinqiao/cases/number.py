"""The case number: date, sequence, check digit - thirteen digits that can be read aloud (floor rule 4)."""

from collections import defaultdict
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils import timezone

from xinqiao.cases.models import Case
from xinqiao.text.check_digit import with_check_digit

BLOCK: Final = 100


def next_number(now: datetime) -> str:
    """A new number for a case that came in at `now`: YYMMDD, six digits of a running sequence, a check digit.

    The sequence runs on over midnight and wraps at a million, so that no day's first case waits for a lock.
    """
    return _number(_day(now), _draw(1)[0])


class Numbers:
    """Numbers for histories of past days, drawn in blocks: the sequence may have come round since on any of them."""

    def __init__(self) -> None:
        self._blocks: defaultdict[str, list[str]] = defaultdict(list)

    def next(self, now: datetime) -> str:
        """A number that no case of that day has."""
        day = _day(now)
        block = self._blocks[day]
        while not block:
            drawn = [_number(day, running) for running in _draw(BLOCK)]
            taken = set(Case.objects.filter(number__in=drawn).values_list("number", flat=True))
            block += [number for number in reversed(drawn) if number not in taken]
        return block.pop()


def _draw(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number') FROM generate_series(1, %s)", [count])
        return [running for (running,) in cursor.fetchall()]


def _day(now: datetime) -> str:
    return f"{now.astimezone(timezone.get_default_timezone()):%y%m%d}"


def _number(day: str, running: int) -> str:
    return with_check_digit(f"{day}{running:06d}")
