"""The case number: date, sequence, check digit - thirteen digits that can be read aloud (floor rule 4)."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

from xinqiao.text.check_digit import with_check_digit


def next_number(now: datetime) -> str:
    """A new number for a case that came in at `now`: YYMMDD, six digits of a running sequence, a check digit.

    The sequence runs on over midnight and wraps at a million, so that no day's first case waits for a lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('case_number')")
        running = cursor.fetchone()[0]
    return with_check_digit(f"{timezone.localtime(now):%y%m%d}{running:06d}")
