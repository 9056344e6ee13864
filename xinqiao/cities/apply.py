"""Making the database say what a city folder says: one transaction, in bulk; twice is once."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import models, transaction

from xinqiao.catalogue import known
from xinqiao.cities import retiring
from xinqiao.cities.city import City, Key, Row, ancestry, path
from xinqiao.cities.columns import Column, Missing, Table
from xinqiao.cities.plan import Change, Kind, plan, stored
from xinqiao.cities.tables import TABLES
from xinqiao.deadlines import calendar
from xinqiao.deadlines.seed import seed_calendar
from xinqiao.people import policy
from xinqiao.people.locks import queue_for
from xinqiao.people.models import Audit, Unit

# Two applies queue on this lock; the number only has to be this code's own.

# Table name -> code -> primary key, as far as written.
Known = dict[str, dict[Any, Any]]


@transaction.atomic
def apply(city: City) -> list[Change]:
    """Apply the city and return what was changed. Raises CityError (see `plan`); nothing is written then."""
    queue()
    changes = carry_out(city)
    if changes:
        code = city.of("platform")[0].get("code")
        Audit.objects.create(what="city_apply", subject=code, reason=counts(changes))
    return changes


def queue() -> None:
    """Wait until no other apply is under way; until the transaction ends, none comes in between."""
    queue_for("city apply")


def carry_out(city: City) -> list[Change]:
    """The same within the caller's transaction, who has queued and leaves the row in the access log."""
    seed_calendar()
    changes = plan(city)
    if changes:
        _write(city, changes)
        transaction.on_commit(policy.forget)
        transaction.on_commit(calendar.forget)
        transaction.on_commit(known.forget)
    return changes


def counts(changes: Iterable[Change]) -> str:
    """How many rows are added, changed and removed, as "+12 ~3 -1"."""
    rows = {(change.table.name, change.key, change.kind) for change in changes}
    kinds = [kind for *_, kind in rows]
    return f"+{kinds.count(Kind.ADD)} ~{kinds.count(Kind.CHANGE)} -{kinds.count(Kind.REMOVE)}"


def _write(city: City, changes: Iterable[Change]) -> None:
    by_table = {table.name: [change for change in changes if change.table is table] for table in TABLES}
    for table in reversed(TABLES):
        _remove(table, [change for change in by_table[table.name] if change.kind == Kind.REMOVE])
    known: Known = {}
    for table in TABLES:
        _write_table(table, city, by_table[table.name], known)


def _remove(table: Table, changes: list[Change]) -> None:
    if not changes:
        return
    known = stored(table)
    removed = [known[change.key].pk for change in changes]
    rows = table.model._default_manager.filter(pk__in=removed)
    if table.model is Unit:
        retiring.hold(removed)
    if table.missing == Missing.RETIRE:
        rows.update(is_active=False)
    else:
        rows.delete()


def _write_table(table: Table, city: City, changes: list[Change], known: Known) -> None:
    """Add and change the rows of one table; `known` gains its keys."""
    rows = city.keyed(table.name)
    pks = {key: row.pk for key, row in stored(table).items()}
    known[table.name] = {key[0]: pk for key, pk in pks.items()}
    added = [change.key for change in changes if change.kind == Kind.ADD]
    for layer in _layers(table, city, added):
        fresh = [_build(table, city, rows[key], known) for key in layer]
        for key, row in zip(layer, table.model._default_manager.bulk_create(fresh), strict=True):
            pks[key] = known[table.name][key[0]] = row.pk
    changed = list({change.key: None for change in changes if change.kind == Kind.CHANGE})
    fields = {change.field for change in changes if change.kind == Kind.CHANGE}
    _change(table, [_build(table, city, rows[key], known, pks[key]) for key in changed], fields)
    for column in table.columns:
        if column.many and (touched := added + changed):
            _relink(table, column, [(pks[key], rows[key].values[column.name]) for key in touched], known)
    if table.is_tree and "parent" in fields:
        _mend_paths(table)


def _layers(table: Table, city: City, keys: list[Key]) -> Iterator[list[Key]]:
    """The keys of rows; those that others name come before them."""
    parents = city.parents(table.name) if table.upward else {}

    def depth(key: Key) -> int:
        return sum(1 for _ in ancestry(key[0], parents))

    for _, layer in groupby(sorted(keys, key=depth), key=depth):
        yield list(layer)


def _build(table: Table, city: City, row: Row, known: Known, pk: Any = None) -> models.Model:
    fields: dict[str, Any] = {} if pk is None else {"pk": pk}
    for column in table.columns:
        value = row.values[column.name]
        if column.refers and not column.many:
            fields[f"{column.model_field}_id"] = known[column.refers][value] if value else None
        elif not column.many:
            fields[column.model_field] = value
    if table.is_tree:
        fields["path"] = path(row.values["code"], city.parents(table.name))
    return table.model(**fields)


def _change(table: Table, rows: list[models.Model], names: set[str]) -> None:
    """Write the named columns of rows; built rows are active, so a row that came back is so too."""
    single = {column.model_field for column in table.columns if column.name in names and not column.many}
    if fields := sorted(single | (names & {"is_active"})):
        table.model._default_manager.bulk_update(rows, fields)


def _relink(table: Table, column: Column, links: list[tuple[Any, tuple[str, ...]]], known: Known) -> None:
    """Make the many-to-many column of these rows say just these codes."""
    relation = table.model._meta.get_field(column.model_field)
    here, there = relation.m2m_column_name(), relation.m2m_reverse_name()  # type: ignore[union-attr]
    through = relation.remote_field.through._default_manager  # type: ignore[union-attr]
    through.filter(**{f"{here}__in": [pk for pk, _ in links]}).delete()
    through.bulk_create(
        through.model(**{here: pk, there: known[column.refers][code]}) for pk, codes in links for code in codes
    )


def _mend_paths(table: Table) -> None:
    """A moved branch takes all below it along, retired rows too."""
    rows = list(table.model._default_manager.values_list("pk", "code", "parent__code", "path"))
    parents = {code: parent or "" for _, code, parent, _ in rows}
    moved = [table.model(pk=pk, path=path(code, parents)) for pk, code, _, was in rows if was != path(code, parents)]
    table.model._default_manager.bulk_update(moved, ["path"])
