"""Turns what the platform writes into a pgbench script: the same INSERT statements, the same rows."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection
from psycopg import sql

INSERT = re.compile(
    r'INSERT INTO "(?P<table>\w+)" \((?P<columns>[^)]*)\) VALUES \((?P<values>.*)\)(?P<rest> RETURNING .*)?$'
)
NUMBER = ("cases_case", "number")  # unique, so made anew


def pgbench_script(run: Callable[[], None]) -> str:
    """The INSERT statements of `run` as one transaction; keys among its rows become variables, values stay."""
    seen: list[tuple[str, tuple[Any, ...]]] = []

    def note(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        if statement.startswith("INSERT"):
            seen.append((statement, tuple(params)))
        return execute(statement, params, many, context)

    with connection.execute_wrapper(note):
        run()
    made: set[str] = set()
    lines = [_line(statement, iter(params), made) for statement, params in seen]
    return "\n".join(["BEGIN;", "SELECT nextval('case_number') AS running \\gset", *lines, "COMMIT;", ""])


def _line(statement: str, params: Iterator[Any], made: set[str]) -> str:
    """One INSERT with its values written out; `made` holds the tables whose new key is in a variable."""
    found = INSERT.match(statement)
    if found is None:
        raise RuntimeError(f"not an INSERT of one row: {statement[:100]}")
    table = found["table"]
    columns = [column.strip('" ') for column in found["columns"].split(",")]
    values = [
        _value(place, table, column, params, made)
        for column, place in zip(columns, _split(found["values"]), strict=True)
    ]
    text = f'INSERT INTO "{table}" ({found["columns"]}) VALUES ({", ".join(values)})'
    if not found["rest"]:
        return text + ";"
    made.add(table)
    return f"{text} RETURNING id AS {table} \\gset"


def _split(values: str) -> list[str]:
    """The items of a list of values; commas within brackets belong to an item."""
    return re.split(r", (?![^(]*\))", values)


def _value(place: str, table: str, column: str, params: Iterator[Any], made: set[str]) -> str:
    if "%s" not in place:
        return place
    given = next(params)
    if (table, column) == NUMBER:
        return "lpad(:running::text, 13, '0')"
    if given is not None and (other := _referred(table, column)) in made:
        return f":{other}"
    return place.replace("%s", sql.Literal(given).as_string(connection.connection))


def _referred(table: str, column: str) -> str:
    """The table that a foreign key points to; empty for another column."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    related = field.related_model
    return related._meta.db_table if related is not None and not isinstance(related, str) else ""
