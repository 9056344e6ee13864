"""Bringing what is sealed and indexed under the current keys, while the platform goes on.

A row is read, sealed anew and written back only if nobody changed it in between; it is found under its old and its new
index alike (`index.blind_candidates`). Which rows are to be done stands in the rows: cut off anywhere, it goes on there.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import connection

from xinqiao.vault.cipher import FORMAT, key_id_of, seal, unseal
from xinqiao.vault.columns import Table, tables
from xinqiao.vault.index import blind_index
from xinqiao.vault.keys import keyring

BATCH: Final = 500

Row = tuple[Any, ...]


def renew() -> Iterator[int]:
    """Renew all rows that name another key than the current ones; yields the size of each batch as it is done.

    Raises KeyMissing or SealBroken for a value that cannot be opened; what was done before stays done.
    """
    for table in tables():
        is_done = False
        while not is_done:
            is_done = True
            for count in _pass(table):
                is_done = False
                yield count


def _pass(table: Table) -> Iterator[int]:
    """Once through the table; what others changed under our hands is left to the next pass."""
    after = 0
    while rows := _stale(table, after):
        after = rows[-1][0]
        yield _write(table, rows, [_renewed(table, row[1:]) for row in rows])


def _stale(table: Table, after: int) -> list[Row]:
    ring, columns = keyring(), [*table.columns("encryption"), *table.columns("index")]
    current = dict.fromkeys(table.columns("encryption"), f"{FORMAT}:{ring.encryption.current.id}:%")
    current |= dict.fromkeys(table.columns("index"), f"{ring.index.current.id}:%")
    conditions = " OR ".join(f'("{name}" <> \'\' AND "{name}" NOT LIKE %s)' for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{table.key}", {named} FROM "{table.name}" WHERE "{table.key}" > %s'  # noqa: S608 - names of models
            f' AND ({conditions}) ORDER BY "{table.key}" LIMIT {BATCH}',
            [after, *(current[name] for name in columns)],
        )
        return cursor.fetchall()


def _renewed(table: Table, values: Row) -> Row:
    """The values of the sealed columns, then of the indexes, under the current keys."""
    ring, texts, found = keyring(), {}, []
    for field, value in zip(table.sealed, values, strict=False):
        binding = field.binding()
        texts[field.name] = text = unseal(value, field=binding) if value else ""
        is_current = not value or key_id_of(value, field=binding) == ring.encryption.current.id
        found.append(value if is_current else seal(text, field=binding))
    for index, value in zip(table.indexes, values[len(table.sealed) :], strict=True):
        text = texts[index.of]
        found.append(blind_index(index.kind, text) if value and text else "")
    return tuple(found)


def _write(table: Table, before: list[Row], after: list[Row]) -> int:
    """Write the rows that are still as they were read; returns how many. One statement."""
    columns = [*table.columns("encryption"), *table.columns("index")]
    was, now = [f"was{number}" for number in range(len(columns))], [f"now{number}" for number in range(len(columns))]
    sets = ", ".join(f'"{column}" = new.{name}' for column, name in zip(columns, now, strict=True))
    same = " AND ".join(
        f'old."{column}" IS NOT DISTINCT FROM new.{name}' for column, name in zip(columns, was, strict=True)
    )
    arrays = ", ".join(["%s::bigint[]", *["%s::text[]"] * (2 * len(columns))])
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table.name}" AS old SET {sets} FROM unnest({arrays})'  # noqa: S608 - names of models
            f' AS new (id, {", ".join([*was, *now])}) WHERE old."{table.key}" = new.id AND {same}',
            [[row[0] for row in before], *map(list, zip(*(row[1:] for row in before), strict=True)),
             *map(list, zip(*after, strict=True))],
        )  # fmt: skip
        return cursor.rowcount
