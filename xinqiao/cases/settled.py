"""Below which transaction nothing can be added to the ledger any more: who follows it from a cursor passes none by."""

from typing import Final

from django.db import connection
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast

_SETTLED: Final = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_SNAPSHOT: Final = Func(Func(function="pg_current_snapshot"), function="pg_snapshot_xmin", output_field=TextField())
# For a query: `tx__lt=BELOW`.
BELOW: Final = Cast(Cast(_SNAPSHOT, TextField()), BigIntegerField())


def settled() -> int:
    """The oldest transaction that is still open. Whatever is below has ended and is read by the next statement; whatever
    is not is read again next time."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        found: int = cursor.fetchone()[0]
    return found
