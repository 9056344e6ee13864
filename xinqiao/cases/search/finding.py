"""The search itself: looks by everything that was typed, newest first, for no longer than it may take."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest
from psycopg.errors import QueryCanceled

from xinqiao.cases.guarded import reads_facts
from xinqiao.cases.models import Case, CaseText
from xinqiao.cases.search.asked import Asked
from xinqiao.cases.search.excerpts import Piece, excerpt
from xinqiao.cases.search.index import parts
from xinqiao.cases.search.sources import Reason, sightings
from xinqiao.catalogue.models import Category
from xinqiao.catalogue.named import named
from xinqiao.people import audit
from xinqiao.people.models import Staff, Unit
from xinqiao.people.paging import Place

MOST_MILLISECONDS: Final = 3_000
MOST_NAMED: Final = 8
# What is told of a search by who a citizen is: what was done, never whom it was about.
NOTED: Final = {Reason.PHONE: "find_by_phone", Reason.NAME: "find_by_name"}
Seen = Mapping[Reason, int | None]  # why a case was found -> the event that says what was asked


class TooBroad(Exception):
    """So many texts hold what was asked that the search was given up; one more word helps."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A case that was found, why, and for words where they stand: the verb of the event, a piece of its text."""

    case: Case
    reasons: tuple[Reason, ...]
    verb: str = ""
    excerpt: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a page, newest first; `next` is the place behind which the next page begins, None on the last. The
    first page also has the units and categories that are called so."""

    hits: list[Hit]
    next: Place | None
    units: Sequence[Unit] = ()
    categories: Sequence[Category] = ()

    @property
    def is_nothing(self) -> bool:
        return not (self.hits or self.units or self.categories)


def find(
    asked: Asked, *, by: Staff, after: Place | None = None, most: int, request: HttpRequest | None = None
) -> Found:
    """The cases that this person may see and find by what he asked. Who looks for a phone leaves a row, who finds
    somebody by name too.

    Raises TooBroad.
    """
    found: defaultdict[Place, dict[Reason, int | None]] = defaultdict(dict)
    with _in_time():
        for reason, seen in sightings(by, asked, after, most + 1):
            for place, event in seen:
                found[place][reason] = event
    if after is None:
        _note(asked, found, by, request)
    places = sorted(found, reverse=True)
    shown = places[:most]
    hits = _hits(by, asked, {place.pk: found[place] for place in shown})
    return Found(hits, shown[-1] if places[most:] else None, *(() if after else _called(asked)))


def _called(asked: Asked) -> tuple[Sequence[Unit], Sequence[Category]]:
    """The units and categories that are called so."""
    return named(Unit, asked.text, most=MOST_NAMED), named(Category, asked.text, most=MOST_NAMED)


@contextmanager
def _in_time() -> Iterator[None]:
    """A transaction in which no statement takes longer than it may."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(MOST_MILLISECONDS)])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooBroad from error
        raise


def _note(asked: Asked, found: Mapping[Place, Seen], by: Staff, request: HttpRequest | None) -> None:
    """A row for each way to a person: of a phone always, of a name, as which every word is tried, when one was found."""
    for reason, what in NOTED.items():
        numbers = [place.pk for place, seen in found.items() if reason in seen]
        if numbers or (reason == Reason.PHONE and asked.phone):
            first = Case.objects.filter(pk__in=numbers).order_by("-registered_at").values_list("number", flat=True)
            audit.note(what=what, by=by, subject=first.first() or "", reason=f"× {len(numbers)}", request=request)


def _hits(by: Staff, asked: Asked, seen: Mapping[int, Seen]) -> list[Hit]:
    cases = Case.objects.select_related("category", "area", "source").in_bulk(list(seen))
    events = [event for reasons in seen.values() for event in reasons.values() if event]
    texts = CaseText.objects.select_related("case", "event__assignment__unit").in_bulk(events)
    hits = (_hit(by, asked, cases[pk], reasons, texts) for pk, reasons in seen.items())
    return [hit for hit in hits if hit.reasons]


def _hit(by: Staff, asked: Asked, case: Case, seen: Seen, texts: Mapping[int, CaseText]) -> Hit:
    """With a piece of the words, if the page of the case would show them: what that asks has the last word here too."""
    text = texts.get(seen.get(Reason.WORDS) or 0)
    if text is None or not reads_facts(by, case, text.event.assignment):
        return Hit(case, tuple(reason for reason in seen if reason != Reason.WORDS))
    return Hit(case, tuple(seen), text.event.verb, tuple(excerpt(parts(text), asked.terms)))
