"""The floor of the matrix: built once by the real actions, then copied into each test's database; what is compared on
it is counted."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client

from tests.fixtures.city import MINIMAL
from tests.rights.oracle import Person, Task, Thing
from tests.rights.things import BUILDERS, PEOPLE, THINGS
from xinqiao.cases.models import Assignment, Case
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.people.models import Post, Role, Staff, Unit


@dataclass
class Cells:
    """What was compared, and where oracle and platform disagree."""

    count: int = 0
    wrong: list[str] = field(default_factory=list)

    def compare(self, *cell: object, expected: object, found: object) -> None:
        self.count += 1
        if expected != found:
            self.wrong.append(f"{' · '.join(map(str, cell))}: expected {expected}, found {found}")


class Floor:
    """The rows behind the oracle's people and things."""

    def __init__(self) -> None:
        self.staff = {one.username: one for one in Staff.objects.all()}
        numbers = {number: name for name, number in _built()[1].items()}
        self.cases = {numbers[one.number]: one for one in Case.objects.select_related("accused", "appellant")}
        self.names = numbers

    def who(self, person: Person) -> Staff:
        return self.staff[person.name]

    def browser(self, person: Person) -> Client:
        client = Client()
        client.force_login(self.who(person))
        return client

    def named(self, cases: Iterable[Case]) -> set[str]:
        """The names of the things that these cases are."""
        return {self.names[case.number] for case in cases}

    def linked_in(self, page: str) -> set[str]:
        """The names of the things that a page leads to."""
        return {name for number, name in self.names.items() if f"/cases/{number}/" in page}

    @cached_property
    def tasks(self) -> list[tuple[Thing, Task, Assignment]]:
        """Every task with the thing it is of, as the oracle and as the database have it."""
        found = Assignment.objects.select_related("case", "unit", "dispatched_by_unit", "parent")
        rows = {(row.case_id, row.suffix): row for row in found}
        return [
            (thing, task, rows[self.cases[thing.name].pk, suffix])
            for thing in THINGS
            for suffix, task in enumerate(thing.tasks, start=1)
        ]


def copy_in() -> None:
    """Put the floor into this test's database, which takes milliseconds."""
    with connection.cursor() as cursor:
        for table, rows in _built()[0].items():
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)


@cache
def _built() -> tuple[dict[str, bytes], dict[str, str]]:
    """Table with its columns -> its rows, and thing -> number, after the floor was built; all of it is then taken back."""
    with transaction.atomic():
        apply(read_city(MINIMAL))
        _take_posts()
        numbers = {thing.name: BUILDERS[thing.name](thing.name).number for thing in THINGS}
        tables = {_into(model): rows for model in _models() if (rows := _rows(model))}
        transaction.set_rollback(True)
    return tables, numbers


def _take_posts() -> None:
    roles, units = {one.code: one for one in Role.objects.all()}, {one.code: one for one in Unit.objects.all()}
    for person in PEOPLE:
        staff = Staff.objects.create(username=person.name, name=f"甲-{person.name}")
        Post.objects.bulk_create(Post(staff=staff, role=roles[role], unit=units[code]) for role, code in person.posts)


def _models() -> Iterator[type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return (one for one in models if one.__module__.startswith("xinqiao."))


def _into(model: type[Model]) -> str:
    named = ", ".join(f'"{column}"' for column in _columns(model))
    return f"{model._meta.db_table} ({named})"


def _rows(model: type[Model]) -> bytes:
    """What the model's table holds. Events as of a transaction long ended: who reads on from a cursor gets those that
    none of a neighbour's open transactions can still come before."""
    columns = ", ".join("0" if column == "tx" else f'"{column}"' for column in _columns(model))
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY (SELECT {columns} FROM {model._meta.db_table}) TO STDOUT") as copy,
    ):
        return b"".join(bytes(block) for block in copy)


def _columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not field.generated]
