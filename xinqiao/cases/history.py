"""THE SECOND WRITER: whole histories at once, of what happened before it was recorded here.

    book = Book()
    with book.batch():
        told = book.register(Case(source=phone, case_type="help"), None, Given(title="…", text="…"), by=agent, now=nine)
        (task,) = told.hand_down(
            "dispatch", told.case, [told.task_for(unit, Tie.LEAD, ten)], Given(), by=dispatcher, now=ten
        )
        told.make("sign", task, Given(), by=liaison, now=eleven)
        book.keep(told)

The verbs are the door's, and so are the rules (`moving`): what the table forbids is refused here as well. A history is
told in memory; those that were kept are written when the batch ends, by COPY, in one transaction. They are the rows
that live moves would have made, but nothing follows them: no outbox row, no reaction, nobody is told.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases import actors, dues, moving
from xinqiao.cases.bulk import Ids, copy
from xinqiao.cases.lifecycle import MOVES, Tie
from xinqiao.cases.models import Appellant, Assignment, Case, CaseText, Enclosure, Event
from xinqiao.cases.moving import Made, Matter, Task
from xinqiao.cases.number import Numbers
from xinqiao.cases.recording import Entry, Given
from xinqiao.cases.refusal import Refused
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines.rules import Matrix, NoRule
from xinqiao.people.models import Staff, Unit
from xinqiao.vault import keys

Row = TypeVar("Row", bound=models.Model)


class Untellable(Exception):
    """A history that cannot have been: `case` is what the teller calls it, `step` counts its moves from 1."""

    def __init__(self, case: str, step: int, verb: str, why: str) -> None:
        told = {"case": case, "step": step, "verb": gettext(MOVES[verb].label), "why": why}
        super().__init__(gettext("%(case)s 第 %(step)d 步（%(verb)s）：%(why)s") % told)
        self.case, self.step, self.verb, self.why = case, step, verb, why


class Words(NamedTuple):
    """A row of CaseText."""

    event_id: int
    case_id: int
    title: str
    body: str
    salt: bytes
    erased_at: None = None


class Told:
    """One history as far as it has been told. Its rows have their ids; they are written only if the book keeps it."""

    def __init__(self, book: "Book", case: Case, called: str, elsewhere: bool) -> None:
        self.case = case
        self.matter = Matter(case, [], [], elsewhere)
        self.rows: list[tuple[type[models.Model], object]] = []
        self._book, self._called, self._steps = book, called, 0
        self._at: datetime | None = None
        self._events: list[Entry] = []

    @property
    def tasks(self) -> list[Assignment]:
        """The tasks as they stand, in the order in which they were handed down."""
        return self.matter.tasks

    def hand_down(
        self, verb: str, on: Case | Assignment, tasks: Sequence[Task], given: Given, *, by: Staff | None, now: datetime
    ) -> list[Assignment]:
        """The door's `hand_down`, at the moment `now` of then. Raises Untellable."""
        parent = on if isinstance(on, Assignment) else None
        with self._step(verb, now):
            made = moving.hand_down(
                MOVES[verb], self.matter, parent, tasks, given, from_unit=parent.unit if parent else self._book.centre,
                by=by, now=now,
            )  # fmt: skip
        self._note(made)
        return made.tasks

    def make(self, verb: str, on: Case | Assignment, given: Given, *, by: Staff | None, now: datetime) -> Entry:
        """The door's `make`, at the moment `now` of then. Raises Untellable."""
        task = on if isinstance(on, Assignment) else None
        with self._step(verb, now):
            given = dues.with_pauses_ended(MOVES[verb], self.matter, task, given, now, self.spans)
            made = moving.make(MOVES[verb], self.matter, task, given, by=by, now=now)
        self._note(made)
        return made.events[0][0]

    def beside(self, row: Row) -> Row:
        """Keep another row with the history: what belongs to its events and lives above (a callback, a rating, a
        foreign number). It has its id at once; what it holds when the batch ends is written."""
        row.pk = self._book.ids.next(type(row))
        self.rows.append((type(row), row))
        return row

    def task_for(
        self, unit: Unit, tie: Tie, now: datetime, *, parent: Assignment | None = None, new_round: bool = False
    ) -> Task:
        """What the unit was handed then, by the city's matrix of today (`dues.task_for`). Raises Untellable where it has
        no row, or the holidays of a year are not known."""
        try:
            return dues.task_for(
                self.case, unit, tie, now, parent=parent, new_round=new_round, matrix=self._book.matrix
            )
        except (NoRule, UnpublishedYear) as unknown:
            raise Untellable(self._name, self._steps + 1, "dispatch", str(unknown)) from unknown

    def spans(self, task: Assignment) -> dues.Granted:
        """The pauses and extensions that were granted to a task so far, and its last word to the citizen."""
        events = (event for event in self._events if event.assignment is task and event.verb in dues.SPANNING)
        return dues.spans_of((event.verb, event.at, event.data) for event in events)

    @property
    def _name(self) -> str:
        return self._called or self.case.number

    def _register(self, appellant: Appellant | None, given: Given, by: Staff | None, now: datetime) -> None:
        if appellant:
            self.beside(appellant)
        with self._step("register", now):
            number = self._book.numbers.next(now)
            entry = moving.register(self.case, appellant, given, number=number, by=by, now=now)
        self.beside(self.case)
        self._keep(entry, given)

    @contextmanager
    def _step(self, verb: str, now: datetime) -> Iterator[None]:
        """One move: in the order of time, and nothing that is still to come."""
        self._steps += 1
        if self._at and now < self._at:
            raise Untellable(self._name, self._steps, verb, gettext("早于上一步"))
        if now > timezone.now():
            raise Untellable(self._name, self._steps, verb, gettext("晚于现在；请核对日期"))
        try:
            yield
        except Refused as refused:
            raise Untellable(self._name, self._steps, verb, str(refused)) from refused
        self._at = now

    def _note(self, made: Made) -> None:
        """Give the new rows their ids, and those that point at them."""
        for entry, given in made.events:
            self._keep(entry, given)
        if made.opened:
            made.opened.asked_id = entry.id
            self.beside(made.opened)
        if made.ruled:
            made.ruled.ruled_id = entry.id

    def _keep(self, entry: Entry, given: Given) -> None:
        if entry.assignment and entry.assignment.pk is None:
            self.beside(entry.assignment)
        entry.id, entry.case_id = self._book.ids.next(Event), self.case.pk
        self._events.append(entry)
        self.rows.append((Event, entry))
        if given.text:
            self.rows.append((CaseText, Words(entry.id, entry.case_id, given.title, given.text, entry.salt)))
        for file in given.files:
            self.beside(Enclosure(event_id=entry.id, file=file))


class Book:
    """Where histories are written, batch by batch. What it needs of the city it reads once: make it anew after a change.

    Made by one process for itself; several write at once, each with a book of its own.
    """

    def __init__(self) -> None:
        self.centre = actors.platform()
        self.matrix = Matrix()
        self.numbers = Numbers()
        self.ids = Ids()
        self._told: list[Told] = []

    @contextmanager
    def batch(self) -> Iterator[None]:
        """A transaction: what is kept within is written at its end, all of it or nothing."""
        self._told = []
        with transaction.atomic(), keys.held(), _all_is_kept():
            yield
            copy(row for told in self._told for row in told.rows)

    def register(
        self, case: Case, appellant: Appellant | None, given: Given, *, by: Staff | None, now: datetime,
        called: str = "", elsewhere: bool = False,
    ) -> Told:  # fmt: skip
        """Begin a history as the door's `register` does. `called`: its name in refusals, where it has no number yet that
        a person knows. `elsewhere`: it was handled in another system; moves that nobody here made have no `by`.

        Raises Untellable.
        """
        told = Told(self, case, called, elsewhere)
        told._register(appellant, given, by, now)
        return told

    def keep(self, told: Told) -> Case:
        """Have a history written with this batch; one that was refused on the way is simply not kept."""
        self._told.append(told)
        return told.case


@contextmanager
def _all_is_kept() -> Iterator[None]:
    """Have no garbage looked for within: what has been told is needed until it is written, and there is much of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
