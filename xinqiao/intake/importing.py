"""Bringing the rows of a sheet in: open cases, and whole histories of those that were answered. Every row is accounted
for; a batch is one transaction, so that an interrupted import goes on where it stopped."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from xinqiao.cases.history import Book, Untellable
from xinqiao.cases.lifecycle import N_, OPEN_STAGES
from xinqiao.cases.models import Case, CaseText, ForeignNumber
from xinqiao.catalogue.known import known
from xinqiao.catalogue.models import Area, CaseType, Category, Node
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.intake import actions
from xinqiao.intake.answered import tell_answer
from xinqiao.intake.channels import spreadsheet
from xinqiao.intake.channels.base import Draft, Unreadable
from xinqiao.intake.channels.spreadsheet import Answer
from xinqiao.intake.sheet import Sheet
from xinqiao.intake.units import UnitNames
from xinqiao.people.models import Staff

BATCH: Final = 200
TYPES: Final = {str(label): value for value, label in CaseType.choices}
OTHER_WORDS: Final = N_("原系统编号相同而内容不同；已登记为 %(number)s")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: imported (open or completed), already here, or refused with its problems by field.

    `is_waiting`: its case is here and still open, though the row has an answer.
    """

    line: int
    number: str = ""
    already: bool = False
    completed: bool = False
    is_waiting: bool = False
    problems: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it was read: the request, its answer if there was one, and the name of the unit that has or had it."""

    draft: Draft
    answer: Answer | None
    unit: str


@dataclass(frozen=True, slots=True)
class Known:
    """A number of the other system that is here: the case's own number, the words it came with (None once they were
    erased), and whether it is still open."""

    number: str
    said: tuple[str, str] | None
    is_open: bool


class Importing:
    """One file on its way in."""

    def __init__(
        self, mapping: Mapping[str, int], defaults: Mapping[str, Any], units: UnitNames, *, by: Staff, now: datetime,
        dry: bool = False,
    ) -> None:  # fmt: skip
        """`defaults`: source, case_type, system, zone. With `dry` each batch is taken back."""
        self.units = units
        self._mapping, self._defaults, self._by, self._now, self._dry = mapping, defaults, by, now, dry
        self._book = Book()
        self._code = cache(_code)
        self._of_this_file: dict[str, Known] = {}

    def bring_in(self, sheet: Sheet) -> Iterator[Outcome]:
        """What became of each row, in their order."""
        for start in range(0, len(sheet.rows), BATCH):
            lines = [(line, self._read(cells)) for line, cells in sheet.rows[start : start + BATCH]]
            try:
                yield from self._batch(lines)
            except IntegrityError:  # another import was quicker with one of the numbers: now it is known
                yield from self._batch(lines)

    def _read(self, cells: list[Any]) -> Row | dict[str, str]:
        """The row, or what is wrong with it."""
        row = {field: cells[column] if column < len(cells) else None for field, column in self._mapping.items()}
        row = {**self._defaults, **row, "case_type": self._type(row.get("case_type"))}
        self.units.count(name := spreadsheet.unit(row))
        try:
            draft = self._coded(spreadsheet.CHANNEL.read(row))
            return Row(draft, spreadsheet.answer(row, draft.at, self._now), name)
        except Unreadable as error:
            return error.problems

    def _coded(self, draft: Draft) -> Draft:
        """With codes where the file has names."""
        return replace(draft, category=self._code(Category, draft.category), area=self._code(Area, draft.area))

    def _type(self, cell: object) -> str:
        """A case type by its code or its Chinese name; the one of the whole file where the row names none."""
        written = str(cell or "").strip()
        return TYPES.get(written, written) or self._defaults["case_type"]

    def _batch(self, lines: list[tuple[int, Row | dict[str, str]]]) -> list[Outcome]:
        known = _known(self._defaults["system"], [row for _, row in lines if isinstance(row, Row)])
        here = ChainMap({}, self._of_this_file, known)
        with transaction.atomic():
            with self._book.batch():
                outcomes = [self._one(line, row, here) for line, row in lines]
            transaction.set_rollback(self._dry)
        if self._dry:  # else the next batch finds them where they are
            self._of_this_file |= here.maps[0]
        return outcomes

    def _one(self, line: int, row: Row | dict[str, str], here: MutableMapping[str, Known]) -> Outcome:
        if not isinstance(row, Row):
            return Outcome(line, problems=row)
        number, said = row.draft.foreign_number, (row.draft.title, row.draft.text)
        if before := here.get(number):
            if before.said not in (None, said):
                told = {"number": before.number}
                return Outcome(line, problems={"foreign_number": gettext(OTHER_WORDS) % told})
            return Outcome(line, before.number, already=True, is_waiting=before.is_open and row.answer is not None)
        problems: dict[str, str] = {}
        case = self._told(row, problems)
        if case is None:
            return Outcome(line, problems=problems)
        here[number] = Known(case.number, said, is_open=row.answer is None)
        return Outcome(line, "" if self._dry else case.number, completed=row.answer is not None)

    def _told(self, row: Row, problems: dict[str, str]) -> Case | None:
        """The case, with its history if it was answered; None when something is wrong with it."""
        draft, unit = row.draft, self.units.find(row.unit)
        case, appellant = actions.prepare(draft, problems, now=self._now)
        if problems:
            return None
        proposed = {"proposed_unit": unit.code} if unit and not row.answer else {}
        try:
            told = self._book.register(
                case, appellant, actions.said(case, draft, more=proposed), by=self._by, now=draft.at or self._now,
                elsewhere=row.answer is not None,
            )  # fmt: skip
            told.beside(ForeignNumber(case=case, system=draft.system, number=draft.foreign_number))
            if row.answer:
                tell_answer(told, unit or self._book.centre, row.answer)
        except (Untellable, UnpublishedYear) as error:
            problems[""] = error.why if isinstance(error, Untellable) else str(error)
            return None
        return self._book.keep(told)


def _code(model: type[Node], said: str) -> str:
    """The code of what a file calls by its code, or by a name that only one in use has; else what was said."""
    if not said or known(model, said):
        return said
    named = list(model._default_manager.filter(name=said, is_active=True).values_list("code", flat=True)[:2])
    return named[0] if len(named) == 1 else said


def _known(system: str, rows: list[Row]) -> dict[str, Known]:
    """Those of the rows' numbers that are here already. Two queries."""
    numbers = ForeignNumber.objects.filter(system=system, number__in=[row.draft.foreign_number for row in rows])
    found = list(numbers.select_related("case"))
    texts = CaseText.objects.filter(case__in=[one.case_id for one in found], event__seq=1, erased_at=None)
    said = {case: (title, body) for case, title, body in texts.values_list("case_id", "title", "body")}
    return {one.number: Known(one.case.number, said.get(one.case_id), one.case.stage in OPEN_STAGES) for one in found}
