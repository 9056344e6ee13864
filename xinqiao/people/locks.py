"""One after the other, where no row stands for what two would do at once."""

from django.db import connection


def queue_for(name: str) -> None:
    """Wait until no other transaction has queued for that name; until this one ends, none comes in between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
