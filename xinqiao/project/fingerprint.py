"""The content of a database as figures: rows and a hash per table, the same wherever the rows are the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

import psycopg
from psycopg import sql

# Transaction numbers belong to one database cluster; a restored copy gets others.
LEFT_OUT = {
    ("cases_event", "tx"), ("assessment_refreshed", "tx"), ("cases_indexed", "tx"), ("cases_indexed", "event"),
}  # fmt: skip

# Every table of ours, partitions through their parent.
TABLES = """
    SELECT c.oid, c.relname FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY c.relname
"""
# Columns with "is text" (to be ordered the same under any collation) and their place in the primary key.
COLUMNS = """
    SELECT a.attname, a.attcollation <> 0, array_position(i.indkey::int2[], a.attnum)
    FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    ORDER BY a.attname
"""
# What would make the same value print differently.
FORMS = ("TimeZone = 'UTC'", "DateStyle = 'ISO'", "IntervalStyle = 'iso_8601'", "extra_float_digits = 1")


@dataclass(frozen=True)
class Content:
    """What one table holds: the number of its rows and the SHA-256 of their text in the order of the key."""

    rows: int
    hash: str


def of_database(connection: psycopg.Connection) -> dict[str, Content]:
    """The content of every table in schema public, as this connection's transaction sees it."""
    for form in FORMS:
        connection.execute(sql.SQL("SET {}").format(sql.SQL(form)))
    tables = connection.execute(TABLES).fetchall()
    return {name: _of_table(connection, oid, name) for oid, name in tables}


def _of_table(connection: psycopg.Connection, oid: int, name: str) -> Content:
    columns = [row for row in connection.execute(COLUMNS, [oid]) if (name, row[0]) not in LEFT_OUT]
    key = sorted((row for row in columns if row[2] is not None), key=lambda row: row[2])
    statement = sql.SQL("COPY (SELECT {} FROM public.{} ORDER BY {}) TO STDOUT").format(
        sql.SQL(", ").join(sql.Identifier(row[0]) for row in columns),
        sql.Identifier(name),
        sql.SQL(", ").join(_ordered(row[0], row[1]) for row in key or columns),
    )
    digest, rows = sha256(), 0
    with connection.cursor().copy(statement) as copy:
        for block in copy:
            digest.update(block)
            rows += bytes(block).count(b"\n")
    return Content(rows, digest.hexdigest())


def _ordered(column: str, is_text: bool) -> sql.Composable:
    return sql.SQL('{} COLLATE "C"' if is_text else "{}").format(sql.Identifier(column))


def differences(expected: dict[str, Content], found: dict[str, Content]) -> Iterable[str]:
    """A line for every table that is missing, new, or differs."""
    for name in sorted(expected.keys() | found.keys()):
        before, after = expected.get(name), found.get(name)
        if before is None or after is None:
            yield f"table {name}: {'not in the backup' if before is None else 'missing after the restore'}"
        elif before != after:
            same = "other content" if before.rows == after.rows else f"{after.rows} rows instead of {before.rows}"
            yield f"table {name}: {same}"
