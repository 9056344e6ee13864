"""A changed file of the city, proposed from a page: read, planned and applied as the whole folder is."""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from xinqiao.cities import document, sheets
from xinqiao.cities.apply import carry_out, counts, queue
from xinqiao.cities.city import City
from xinqiao.cities.export import export, sheet
from xinqiao.cities.faults import CellError, CityError, Fault
from xinqiao.cities.plan import Change, plan
from xinqiao.cities.present import lines
from xinqiao.cities.read import read_city
from xinqiao.cities.tables import SETTINGS
from xinqiao.people import audit
from xinqiao.people.models import Staff


class Overtaken(ValueError):
    """Somebody else changed the file since the one who proposes saw it."""


def content(file: str) -> str:
    """The file as the database has it now."""
    return document.text() if file == SETTINGS else sheet(file, lines(file))


def digest(text: str) -> str:
    """What tells one content of a file from another, however its lines end."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def decoded(file: str, written: bytes) -> str:
    """The text of a file as a spreadsheet saved it. Raises CityError for what is none."""
    try:
        return sheets.decoded(written)
    except CellError as bad:
        raise CityError([Fault(file, 0, "", bad.problem, bad.remedy)]) from None


def foresee(file: str, text: str, *, since: str) -> list[Change]:
    """What `city plan` says of the folder with this text in place of the file; nothing is changed.

    `since` is the digest of the content that was the start. Raises Overtaken when it is no longer so, CityError for
    every mistake in the folder and for what cannot be changed (see `plan`).
    """
    return plan(_city(file, text, since))


@transaction.atomic
def amend(file: str, text: str, *, since: str, reason: str, by: Staff) -> list[Change]:
    """Make it so, and leave a row in the access log; raises as `foresee` does, and nothing is written then.

    Nobody takes the settings out of his own hands: that is a CityError too.
    """
    queue()
    changes = carry_out(_city(file, text, since))
    if not Staff.objects.get(pk=by.pk).reach("configure").covers_platform:
        problem, remedy = _("这样改，您自己就不能再更改设置了"), _("由另一位管理员来改，或用命令行")
        raise CityError([Fault("roles.csv", 0, "verb", problem, remedy)])
    if changes:
        audit.note(what="configure", by=by, subject=file, reason=f"{counts(changes)} {reason}")
    return changes


def _city(file: str, text: str, since: str) -> City:
    if digest(content(file)) != since:
        raise Overtaken(file)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        export(folder)
        (folder / file).write_text(text, encoding="utf-8", newline="")
        return read_city(folder)


def line_of(place: int) -> int:
    """The line of the row at that place in what `sheet` writes: no cell of ours holds a line break."""
    return place + 2


def place_of(rows: Sequence[dict[str, str]], names: Sequence[str], key: str) -> int | None:
    """Where the row with that key (see `key_of`) stands; None when it is not there."""
    return next((place for place, row in enumerate(rows) if key_of(row, names) == key), None)


def key_of(row: dict[str, str], names: Sequence[str]) -> str:
    """The cells that tell a row from the others, as an address holds them."""
    return "/".join(row[name] for name in names)
