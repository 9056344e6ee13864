"""All columns of the house that hold sealed values or their blind indexes, found on the models."""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.apps import apps
from django.db import connection

from xinqiao.vault.cipher import FORMAT
from xinqiao.vault.fields import BlindIndexField, EncryptedTextField

# How a value looks and where it names its key: "v1:<key>:…" and "<key>:…".
LOOKS: Final = {"encryption": (f"{FORMAT}:%", 2), "index": ("%:%", 1)}


@dataclass(frozen=True)
class Table:
    """A table with sealed columns, and the indexes of some of them."""

    name: str
    key: str
    sealed: tuple[EncryptedTextField, ...]
    indexes: tuple[BlindIndexField, ...]

    def columns(self, purpose: str) -> list[str]:
        """The columns whose values name a key of that purpose."""
        fields = self.sealed if purpose == "encryption" else self.indexes
        return [str(field.column) for field in fields]


@cache
def tables() -> tuple[Table, ...]:
    """Every table that holds sealed values."""
    found = []
    for model in apps.get_models():
        fields = model._meta.local_concrete_fields
        sealed = tuple(field for field in fields if isinstance(field, EncryptedTextField))
        indexes = tuple(field for field in fields if isinstance(field, BlindIndexField))
        if sealed and model._meta.managed:
            found.append(Table(model._meta.db_table, str(model._meta.pk.column), sealed, indexes))
    return tuple(found)


def used(purpose: str) -> Counter[str]:
    """Key id -> how many values carry it. Reads every row; of a database without our tables none."""
    there, found = connection.introspection.table_names(), Counter[str]()
    like, place = LOOKS[purpose]
    for table in tables():
        for column in table.columns(purpose) if table.name in there else []:
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT split_part("{column}", %s, %s), count(*) FROM "{table.name}"'  # noqa: S608 - names of models
                    f' WHERE "{column}" LIKE %s GROUP BY 1',
                    [":", place, like],
                )
                found.update(dict(cursor.fetchall()))
    return found
