"""The loop that reads the outbox: per subject in order, across subjects at once, every reaction exactly once."""

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from datetime import timedelta

from django.conf import settings
from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from xinqiao.outbox.models import Row

log = logging.getLogger(__name__)

Reactions = Mapping[str, tuple[Callable[[Row], None], ...]]

IDLE_SECONDS = 0.2
RETRIES = 8  # 2 s, 4 s … about eight minutes in all, then a person looks

# The head row of each subject: a row waits as long as an older one of the same subject is there, parked or not.
HEAD = """
    SELECT id FROM outbox_row AS row
    WHERE parked_at IS NULL AND next_at <= %s
      AND NOT EXISTS (SELECT 1 FROM outbox_row AS older WHERE older.subject = row.subject AND older.id < row.id)
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
"""


def run_forever(stop: threading.Event) -> None:
    """Run due rows until `stop` is set. A lost database is waited for, not died of."""
    reactions = load_reactions()
    while not stop.is_set():
        try:
            busy = run_one(reactions)
        except Error:
            log.exception("outbox: database unavailable, trying again")
            connection.close()
            busy = False
            stop.wait(1)
        if not busy:
            close_old_connections()
            stop.wait(IDLE_SECONDS)


def load_reactions() -> Reactions:
    """The table that the setting REACTIONS names."""
    table: Reactions = import_string(settings.REACTIONS)
    return table


def run_all(reactions: Reactions | None = None) -> int:
    """Run rows until none is due (tests, simulator); returns how many ran."""
    table = reactions if reactions is not None else load_reactions()
    count = 0
    while run_one(table):
        count += 1
    return count


@transaction.atomic
def run_one(reactions: Reactions) -> bool:
    """Run the reactions of the oldest due row and remove it, in one transaction. False when none is due."""
    row = _take()
    if row is None:
        return False
    try:
        with transaction.atomic():
            for react in reactions.get(row.verb, ()):
                react(row)
            connection.check_constraints()  # what the commit would refuse is this row's failure, not the loop's
            row.delete()
    except Error as error:
        if connection.connection is None or connection.connection.closed:
            raise
        _fail(row, error)
    except Exception as error:
        _fail(row, error)
    return True


def _take() -> Row | None:
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [timezone.now()])
        found = cursor.fetchone()
    return Row.objects.get(pk=found[0]) if found else None


def _fail(row: Row, error: Exception) -> None:
    """Count the failure; try again later, or park the row where `doctor` and the operator see it."""
    row.attempts += 1
    now = timezone.now()
    row.next_at = now + timedelta(seconds=2**row.attempts)
    row.parked_at = now if row.attempts >= RETRIES else None
    # The first line only: what a database adds below it quotes the row, and a row may hold personal data.
    row.error = f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"[:500]
    row.save(update_fields=["attempts", "next_at", "parked_at", "error"])
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("outbox: %s failed (attempt %s): %s\n%s", row, row.attempts, row.error, where)
