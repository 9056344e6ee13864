"""What the agent asks for while a citizen speaks."""

from django.db.models import Count, Q, Window

from xinqiao.cases.lifecycle import OPEN_STAGES, Stage
from xinqiao.cases.models import Case
from xinqiao.cases.queries import visible_to
from xinqiao.people.models import Staff
from xinqiao.vault.index import blind_candidates

SHOWN = 10


def same_person(staff: Staff, phone: str) -> list[Case]:
    """The newest cases that came from this number (normalised), of those the agent may see; each tells how many there
    are in all (`calls`) and how many of them are open (`still_open`). One query."""
    found = visible_to(staff).filter(appellant__phone_index__in=blind_candidates("phone", phone))
    counted = found.annotate(
        calls=Window(Count("pk")), still_open=Window(Count("pk", filter=Q(stage__in=sorted(OPEN_STAGES))))
    )
    return list(counted.order_by("-registered_at", "-pk")[:SHOWN])


def to_complete(staff: Staff) -> list[Case]:
    """What this person has registered during the talk and still lacks a category, the oldest first. One query."""
    found = Case.objects.filter(registered_by=staff, stage=Stage.REGISTERED, category=None)
    return list(found.order_by("registered_at", "pk")[:SHOWN])
