"""A case on its way to the public: what is proposed of it, and whose proposals a person sees."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from xinqiao.cases.models import Case
from xinqiao.cases.publishable import is_publishable, publishable
from xinqiao.cases.queries import answer_text, request_text, visible_to
from xinqiao.catalogue.models import Area, Category
from xinqiao.knowledge import publishing
from xinqiao.knowledge.models import Publication
from xinqiao.people.models import Staff
from xinqiao.text.redaction import Piece, pieces, redact

LATEST: Final = 10
# What agents type where they know no name: to hide it everywhere would tell of nobody.
NOBODY: Final = frozenset({"市民", "群众", "居民", "业主", "村民", "匿名", "先生", "女士", "来电人", "诉求人", "未知"})


def seen_by(staff: Staff) -> QuerySet[Publication]:
    """What was proposed and decided of the cases that this person sees."""
    found = Publication.objects.filter(case_number__in=visible_to(staff).values("number"))
    return found.select_related("category", "area", "proposed_by", "decided_by")


def may_propose(case: Case, staff: Staff) -> bool:
    """True when this person may propose it and nobody has yet. At most two queries."""
    if not staff.can_anywhere("propose_publication") or not is_publishable(case):
        return False
    return not Publication.objects.filter(case_number=case.number).exists()


def propose(case: Case, *, by: Staff, now: datetime) -> Publication:
    """Propose what the rules of redaction leave of its title, request and reply."""
    known = known_of(case)
    said = {name: redact(words, known) for name, words in _words(case).items()}
    return publishing.propose(case.number, by=by, now=now, **said, **_facts(case))


def propose_latest(category: Category, *, by: Staff, now: datetime) -> int:
    """Propose the latest completed cases of a category that this person sees and nobody has proposed yet. How many."""
    told = Publication.objects.values("case_number")
    found = visible_to(by).filter(publishable(), category=category).exclude(number__in=told)
    chosen = list(found.select_related("appellant", "category", "area").order_by("-completed_at", "-pk")[:LATEST])
    return len([propose(case, by=by, now=now) for case in chosen])


def originals(case: Case) -> Iterable[tuple[str, list[Piece]]]:
    """Name of the field and the case's own words, masked for staff, in parts that tell what is hidden from the public."""
    known = known_of(case)
    return [(name, pieces(words, known)) for name, words in _words(case).items()]


def _words(case: Case) -> dict[str, str]:
    return {"title": case.title, "request": request_text(case), "reply": answer_text(case)}


def known_of(case: Case) -> list[str]:
    citizen = case.appellant
    told = [citizen.name, citizen.phone, citizen.address] if citizen else []
    return [word for word in told if word not in NOBODY]


def _facts(case: Case) -> dict[str, Any]:
    return {
        "category": case.category,
        "area": _district(case.area),
        "registered_on": timezone.localdate(case.registered_at),
        "completed_on": timezone.localdate(case.completed_at),
    }


def _district(area: Area | None) -> Area | None:
    """The highest area that this one lies in: nobody is found by it."""
    return Area.objects.get(code=area.path.split("/")[1]) if area else None
