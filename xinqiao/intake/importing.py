"""Bringing the rows of a sheet in as cases, by the same action as every channel. Every row is accounted for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from xinqiao.cases.refusal import Refused
from xinqiao.intake import actions
from xinqiao.intake.actions import AlreadyHere
from xinqiao.intake.channels import spreadsheet
from xinqiao.intake.channels.base import Unreadable
from xinqiao.intake.sheet import Sheet
from xinqiao.people.models import Staff


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row: imported, already here, or refused with its problems by field."""

    line: int
    number: str = ""
    already: bool = False
    problems: Mapping[str, str] | None = None


def bring_in(
    sheet: Sheet,
    mapping: Mapping[str, int],
    defaults: Mapping[str, Any],
    *,
    by: Staff,
    now: datetime,
    dry: bool = False,
) -> Iterator[Outcome]:
    """Register row by row, each in a transaction of its own: an interrupted import goes on where it stopped.

    `defaults`: source, case_type, system, zone. With `dry` each row is taken back again.
    """
    for line, cells in sheet.rows:
        row = {field: cells[column] if column < len(cells) else None for field, column in mapping.items()}
        yield _bring_in(line, {**defaults, **row}, by=by, now=now, dry=dry)


def _bring_in(line: int, row: Mapping[str, Any], *, by: Staff, now: datetime, dry: bool) -> Outcome:
    try:
        with transaction.atomic():
            case = actions.register(spreadsheet.CHANNEL.read(row), by=by, now=now)
            transaction.set_rollback(dry)
        return Outcome(line, "" if dry else case.number)
    except AlreadyHere as known:
        return Outcome(line, known.case.number, already=True)
    except Unreadable as error:
        return Outcome(line, problems=error.problems)
    except Refused as error:
        return Outcome(line, problems={"": str(error)})
