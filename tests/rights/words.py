"""What an answer may say of a guarded case: the oracle for the words of pages and API."""

import re
from typing import Final

from tests.rights.floor import Cells
from tests.rights.oracle import Person, Thing, reads
from tests.rights.things import SECRETS
from xinqiao.people.models import Unit

# What a list to choose from offers is not said of the case, nor who looks at it and where he sits.
BESIDE: Final = re.compile(r'<option.*?</option>|<(span|div) class="[^"]*(bar|menu)-person.*?</\1>', re.DOTALL)
# Who asks never stands on a page: it is shown on request alone.
PERSONAL: Final = ("name", "phone", "address")


def compare_words(cells: Cells, person: Person, thing: Thing, where: str, answer: str) -> None:
    """What an answer about one case tells: neither who asks nor, where units get an extract, what was said and whom it
    accuses."""
    said = BESIDE.sub("", answer)
    told = _told(person, thing, said)
    if not reads(person, thing) and _is_named(thing, said):
        told.append("accused")
    cells.compare(person, thing, where, "tells", expected=[], found=told)


def compare_list(cells: Cells, person: Person, thing: Thing, where: str, answer: str) -> None:
    """The same of an answer about many cases, in which any unit may be named."""
    cells.compare(person, thing, where, "tells", expected=[], found=_told(person, thing, answer))


def _told(person: Person, thing: Thing, said: str) -> list[str]:
    hidden = PERSONAL if reads(person, thing) else SECRETS[thing.name]
    return [kind for kind in hidden if SECRETS[thing.name][kind] in said]


def _is_named(thing: Thing, said: str) -> bool:
    """A unit that once had a task of the case is named by its task."""
    if not thing.accused or any(task.unit == thing.accused for task in thing.tasks):
        return False
    return Unit.objects.get(code=thing.accused).name in said
