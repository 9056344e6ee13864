"""A citizen's data is taken out of a case for good; what happened stays, and so do chain and figures.

The chain covers digests with a salt; with the text its salt goes, so that nothing can be guessed back (adr/0003).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES, OPEN_STAGES
from xinqiao.cases.models import Appellant, Case, CaseText, Enclosure
from xinqiao.cases.search import index
from xinqiao.files import actions as files
from xinqiao.knowledge import publishing
from xinqiao.people import audit
from xinqiao.people.models import Staff
from xinqiao.vault.index import blind_candidates

# What is at work needs its words; until the case is archived its citizen may have to be called.
NEEDED: Final = OPEN_STAGES | MOVES["call_back"].from_


class StillNeeded(Exception):
    """The case is not over; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of a case is gone: its texts, its files."""

    texts: int
    files: int


@transaction.atomic
def erase(case: Case, *, reason: str, by: Staff | None, now: datetime) -> Erased:
    """Empty the appellant, the words (also those searched and published) and the place of a case that is over, and its
    files. It leaves a row. Twice is once.

    Raises StillNeeded.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if held.stage in NEEDED:
        said = {"number": held.number, "stage": held.get_stage_display()}
        raise StillNeeded(gettext("%(number)s 现为“%(stage)s”，归档后才能删除个人信息") % said)
    Appellant.objects.filter(case=held, erased_at=None).update(
        name="", phone="", address="", name_index="", phone_index="", erased_at=now
    )
    texts = CaseText.objects.filter(case=held, erased_at=None).update(title="", body="", salt=b"", erased_at=now)
    Case.objects.filter(pk=held.pk).update(title="", place="")
    index.forget(held.pk)
    publishing.forget(held.number)
    enclosed = [one.file for one in Enclosure.objects.filter(event__case=held, file__erased_at=None)]
    for file in enclosed:
        files.erase(file, now=now)
    audit.note(what="erase", by=by, subject=held.number, reason=reason)
    case.refresh_from_db()
    return Erased(texts, len(enclosed))


def of_person(phone: str) -> QuerySet[Case]:
    """All cases that came from this number (normalised), oldest first."""
    return Case.objects.filter(appellant__phone_index__in=blind_candidates("phone", phone)).order_by("pk")


def over_since(before: datetime) -> QuerySet[Case]:
    """The cases that were over before that moment and still hold anybody's data."""
    found = Case.objects.exclude(stage__in=[str(stage) for stage in NEEDED])
    return found.filter(
        events__seq=1, events__text__isnull=False, events__text__erased_at=None, registered_at__lt=before
    ).exclude(events__at__gte=before)
