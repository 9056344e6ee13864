"""Where is looked, one function for each reason: the cases of a person's that are found by it, newest first."""

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple, TypeVar

from django.db.models import Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.contact import shown_to
from xinqiao.cases.guarded import read_by
from xinqiao.cases.models import Assignment, Case, ForeignNumber
from xinqiao.cases.queries import near, visible_to
from xinqiao.cases.search.asked import Asked
from xinqiao.cases.search.ends import end_key
from xinqiao.cases.search.models import Searchable
from xinqiao.people.models import Staff
from xinqiao.people.paging import Place
from xinqiao.vault.index import blind_candidates

Rows = TypeVar("Rows", bound=QuerySet[Any])


class Reason(TextChoices):
    """Why a case was found."""

    NUMBER = "number", _("编号")
    TAIL = "tail", _("编号尾号")
    FOREIGN_NUMBER = "foreign_number", _("来源编号")
    PHONE = "phone", _("电话")
    NAME = "name", _("姓名")
    WORDS = "words", _("原文")


class Sighting(NamedTuple):
    """A case that was found, by its place among the newest; of words by the event that holds them."""

    place: Place
    event: int | None = None


Source = Callable[[Staff, Asked, Place | None, int], list[Sighting]]


def _numbered(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    if not asked.number:
        return []
    its_task = Assignment.objects.filter(case__number=asked.number, suffix=asked.suffix).values("case")
    wanted = Q(pk__in=its_task) if asked.suffix else Q(number=asked.number)
    return _cases(visible_to(staff).filter(wanted), before, most)


def _ending(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    if not asked.tail:
        return []
    found = _searched(staff, end_key(asked.tail)).filter(case__number__endswith=asked.tail)
    newest = _below(found, before, "case").order_by("-registered_at", "-case")
    return [Sighting(Place(at, case)) for at, case in newest.values_list("registered_at", "case")[:most]]


def _numbered_elsewhere(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    if not asked.foreign_numbers:
        return []
    named = ForeignNumber.objects.filter(number__in=asked.foreign_numbers)
    return _cases(visible_to(staff).filter(pk__in=named.values("case")), before, most)


def _called_from(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    """By phone, of the cases in which this person may see it."""
    if not asked.phone:
        return []
    candidates = blind_candidates("phone", asked.phone)
    return _cases(_shown(staff).filter(appellant__phone_index__in=candidates), before, most)


def _asked_by(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    """By the whole name, of the cases in which this person may see it."""
    if not asked.names:
        return []
    candidates = [one for name in asked.names for one in blind_candidates("name", name)]
    return _cases(_shown(staff).filter(appellant__name_index__in=candidates), before, most)


def _saying(staff: Staff, asked: Asked, before: Place | None, most: int) -> list[Sighting]:
    """By what was said, as far as this person reads it and as it is shown: each term stands in it as it was typed."""
    if not asked.keys:
        return []
    found = _searched(staff, *asked.keys).filter(read_by(staff))
    for term in asked.terms:
        found = found.filter(text__contains=term)
    newest = _below(found, before, "case").order_by("-registered_at", "-case", "-event")
    rows = newest.distinct("registered_at", "case").values_list("registered_at", "case", "event")
    return [Sighting(Place(at, case), event) for at, case, event in rows[:most]]


def _searched(staff: Staff, *keys: int) -> QuerySet[Searchable]:
    """What has all the keys, of the cases of this person's. Whether he reads it is another question."""
    found = Searchable.objects.filter(keys__contains=list(keys), case__in=visible_to(staff))
    return found if staff.reach("view").covers_platform else found.filter(case__in=near(staff))


def _shown(staff: Staff) -> QuerySet[Case]:
    return visible_to(staff).filter(shown_to(staff))


def _cases(found: QuerySet[Case], before: Place | None, most: int) -> list[Sighting]:
    newest = _below(found, before, "pk").order_by("-registered_at", "-pk").values_list("registered_at", "pk")
    return [Sighting(Place(at, case)) for at, case in newest[:most]]


def _below(found: Rows, before: Place | None, case: str) -> Rows:
    """What comes behind that place."""
    if before is None:
        return found
    same = Q(registered_at=before.at, **{f"{case}__gte": before.pk})
    return found.filter(registered_at__lte=before.at).exclude(same)


SOURCES: Final[dict[Reason, Source]] = {
    Reason.NUMBER: _numbered,
    Reason.TAIL: _ending,
    Reason.FOREIGN_NUMBER: _numbered_elsewhere,
    Reason.PHONE: _called_from,
    Reason.NAME: _asked_by,
    Reason.WORDS: _saying,
}


def sightings(staff: Staff, asked: Asked, before: Place | None, most: int) -> Iterable[tuple[Reason, list[Sighting]]]:
    """The newest cases behind that place by each reason, at most so many of each."""
    return ((reason, source(staff, asked, before, most)) for reason, source in SOURCES.items())
