"""What applying a city folder would change: its rows against the database's, table by table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import PROTECT
from django.utils.translation import gettext as _

from xinqiao.cases.lifecycle import OPEN_STAGES, OPEN_STATES
from xinqiao.cases.models import Assignment, Case
from xinqiao.cities import retiring
from xinqiao.cities.city import City, Key, Row
from xinqiao.cities.columns import Column, Missing, Table
from xinqiao.cities.faults import CityError, Fault, shown
from xinqiao.cities.tables import BY_NAME, SETTINGS, TABLES
from xinqiao.people.models import Platform, Unit


class Kind(StrEnum):
    ADD = "add"
    CHANGE = "change"
    REMOVE = "remove"


_SIGNS: Final = {Kind.ADD: "+", Kind.CHANGE: "~", Kind.REMOVE: "-"}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: a row added (its name is `new`), removed (`old`), or changed in one field, or in a part of it."""

    kind: Kind
    table: Table
    key: Key
    field: str = ""
    old: Any = ""
    new: Any = ""
    part: str = ""

    @property
    def code(self) -> str:
        """The row's key as one word."""
        return "/".join(str(part) for part in self.key if part != "")

    @property
    def before(self) -> str:
        """What stood there, in short."""
        return _said(self.old)

    @property
    def after(self) -> str:
        """What would stand there, in short."""
        return _said(self.new)

    def __str__(self) -> str:
        line = f"{_SIGNS[self.kind]} {self.table.file} {self.table.title} {self.code}"
        if self.kind == Kind.CHANGE:
            return f"{line}: {self.part or self.field}: {self.before} → {self.after}"
        return f"{line} {self.new or self.old}".rstrip()


def _said(value: Any) -> str:
    if value in ("", None, [], ()):
        return "—"
    return shown(";".join(map(str, value)) if isinstance(value, tuple | list) else value)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the database in the folder's terms: values by column, references as codes."""

    pk: Any
    values: Mapping[str, Any]
    is_active: bool


def plan(city: City) -> list[Change]:
    """The changes that would make the database say what the city says, in the order of the tables.

    Raises CityError for what cannot be changed: another city's database, rows that others still hold, units at work.
    """
    _check_same_platform(city)
    changes: list[Change] = []
    faults: list[Fault] = []
    for table in TABLES:
        known = stored(table)
        found = [*_differences(table, city.keyed(table.name), known)]
        removed = [known[change.key].pk for change in found if change.kind == Kind.REMOVE]
        faults += retiring.faults(removed) if table.model is Unit else _held(table, removed)
        changes += found
    if faults:
        raise CityError(faults)
    return changes


def in_hand() -> tuple[int, int]:
    """How many open cases and open tasks there are: no plan touches them, their units and due moments stay."""
    return (
        Case.objects.filter(stage__in=OPEN_STAGES).count(),
        Assignment.objects.filter(state__in=OPEN_STATES).count(),
    )


def _check_same_platform(city: City) -> None:
    """One database serves one platform: applying another city would retire all that is there."""
    for kind, now, told in (
        ("code", Platform.objects.values_list("code", flat=True).first(), city.of("platform")[0].get("code")),
        ("units", Unit.objects.filter(parent=None).values_list("code", flat=True).first(), _top(city)),
    ):
        if now is not None and now != told:
            problem = _("这个数据库属于平台“%(now)s”，不是“%(told)s”") % {"now": now, "told": told}
            file = SETTINGS if kind == "code" else "units.csv"
            raise CityError([Fault(file, 0, "code", problem, _("换用该平台的文件夹，或另建数据库（--data）"))])


def _top(city: City) -> str:
    return str(next(row.get("code") for row in city.of("units") if not row.get("parent")))


def stored(table: Table) -> dict[Key, Stored]:
    """All rows of a table by key, inactive too. One query, and one more for each column of many codes."""
    lookups = {column.name: _lookup(column) for column in table.columns if not column.many}
    retires = table.missing == Missing.RETIRE
    listed = {column.name: _listed(table, column) for column in table.columns if column.many}
    rows: dict[Key, Stored] = {}
    for pk, active, *cells in table.model._default_manager.values_list(
        "pk", "is_active" if retires else "pk", *lookups.values()
    ):
        values = {name: _told(table, name, cell) for name, cell in zip(lookups, cells, strict=True)}
        values |= {name: tuple(sorted(codes.get(pk, ()))) for name, codes in listed.items()}
        rows[tuple(values[name] for name in table.key)] = Stored(pk, values, bool(active) if retires else True)
    return rows


def _lookup(column: Column) -> str:
    return f"{column.model_field}__{BY_NAME[column.refers].code_field}" if column.refers else column.model_field


def _told(table: Table, name: str, cell: Any) -> Any:
    return table.column(name).empty if cell is None else cell


def _listed(table: Table, column: Column) -> dict[Any, list[str]]:
    """The codes of a column of many, by row: read from the links alone, which no plan of the database makes slow."""
    relation: Any = table.model._meta.get_field(column.model_field)
    here, there = relation.m2m_column_name(), relation.m2m_reverse_field_name()
    links = relation.remote_field.through._default_manager
    codes: dict[Any, list[str]] = {}
    for pk, code in links.values_list(here, f"{there}__{BY_NAME[column.refers].code_field}"):
        codes.setdefault(pk, []).append(code)
    return codes


def _differences(table: Table, told: dict[Key, Row], known: dict[Key, Stored]) -> Iterator[Change]:
    for key, row in told.items():
        if key not in known:
            yield Change(Kind.ADD, table, key, new=row.get("name") or row.get("lead") or "")
            continue
        if not known[key].is_active:
            yield Change(Kind.CHANGE, table, key, "is_active", old=False, new=True)
        for name, value in row.values.items():
            for part, old, new in _parts(known[key].values[name], value):
                yield Change(Kind.CHANGE, table, key, name, old, new, part)
    for key, row_ in known.items():
        if key not in told and row_.is_active and table.missing != Missing.KEEP:
            yield Change(Kind.REMOVE, table, key, old=row_.values.get("name", ""))


def _parts(old: Any, new: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """What differs between two values; nested settings entry by entry, each by its dotted name."""
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = (value if isinstance(value, dict) else {} for value in (old, new))
        for key in sorted({*before, *after}):
            yield from _parts(before.get(key, ""), after.get(key, ""), f"{name}.{key}".lstrip("."))
    elif old != new:
        yield name, old, new


def _held(table: Table, pks: list[Any]) -> Iterator[Fault]:
    """Rows about to be deleted that others still need (a role that someone holds)."""
    if not pks or table.missing != Missing.DELETE:
        return
    for relation in table.model._meta.related_objects:
        if relation.on_delete is not PROTECT:
            continue
        holders = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks})
        held = holders.values_list(f"{relation.field.name}__{table.code_field}", flat=True).distinct()
        for code in sorted(map(str, held)):
            problem = _("%(title)s“%(code)s”仍在使用，不能删去") % {"title": table.title, "code": code}
            yield Fault(table.file, 0, table.key[0], problem, _("先解除它的使用，或把这一行写回来"))
