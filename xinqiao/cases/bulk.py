"""Rows by COPY: ids drawn ahead in blocks, then table by table what the models hold."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, Final

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

from xinqiao.vault.fields import BlindIndexField

BLOCK: Final = 1_000
# Fields whose value is written as the model has it; any other says itself how the database wants it.
PLAIN: Final = (
    models.CharField, models.TextField, models.SmallIntegerField, models.IntegerField, models.BigIntegerField,
    models.BooleanField, models.DateTimeField, models.DateField, models.BinaryField, models.ForeignKey,
    models.OneToOneField, models.BigAutoField, BlindIndexField,
)  # fmt: skip
JSON: Final = json.JSONEncoder(ensure_ascii=False)


class Ids:
    """Primary keys of rows that are written later; those that are not leave a gap, as a rolled back insert does."""

    def __init__(self) -> None:
        self._blocks: defaultdict[type[models.Model], list[int]] = defaultdict(list)

    def next(self, model: type[models.Model]) -> int:
        """The next id of the model's own sequence."""
        block = self._blocks[model]
        if not block:
            block += reversed(_draw(model))
        return block.pop()


def _draw(model: type[models.Model]) -> list[int]:
    sequence = f"pg_get_serial_sequence('{model._meta.db_table}', '{model._meta.pk.column}')"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", [BLOCK])  # noqa: S608 - names of ours
        return [drawn for (drawn,) in cursor.fetchall()]


def copy(rows: Iterable[tuple[type[models.Model], object]]) -> None:
    """Write new rows, table by table in the order in which each first comes. A row is an instance of its model, or
    anything that has the model's columns as attributes."""
    tables: dict[type[models.Model], list[object]] = {}
    for model, row in rows:
        tables.setdefault(model, []).append(row)
    for model, of_it in tables.items():
        statement, values = _columns(model)
        with connection.cursor() as cursor, cursor.copy(statement) as target:
            for row in of_it:
                target.write_row(values(row))


@cache
def _columns(model: type[models.Model]) -> tuple[str, Callable[[object], Sequence[Any]]]:
    """The statement, and what gives the values of a row. What the database fills in by itself is left to it."""
    fields = [one for one in model._meta.concrete_fields if one.db_default is NOT_PROVIDED and not one.generated]
    names = ", ".join(f'"{field.column}"' for field in fields)
    held = attrgetter(*(field.attname for field in fields))
    others = [(place, _written(field)) for place, field in enumerate(fields) if type(field) not in PLAIN]

    def values(row: object) -> list[Any]:
        found = list(held(row))
        for place, written in others:
            found[place] = written(found[place])
        return found

    return f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', values


def _written(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    if type(field) is models.JSONField:
        return JSON.encode
    return lambda value: field.get_db_prep_save(value, connection)
