"""What the agent asks for while a citizen speaks."""

from django.db.models import Count, Q, Window

from xinqiao.cases.guarded import reads_original
from xinqiao.cases.lifecycle import OPEN_STAGES, Stage
from xinqiao.cases.models import Case, CaseText
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


def same_words(staff: Staff, phone: str, text: str) -> list[Case]:
    """The open cases that came from this number in the same words, blanks apart, of those whose words this person may
    read; the newest first. One query."""
    if not phone:
        return []
    cases = visible_to(staff).filter(
        appellant__phone_index__in=blind_candidates("phone", phone), stage__in=sorted(OPEN_STAGES)
    )
    said = CaseText.objects.filter(event__verb="register", event__seq=1, case__in=cases).select_related("case")
    found = [one.case for one in said.order_by("-case_id") if bare(one.body) == bare(text)]
    return [case for case in found if reads_original(staff, case)]


def bare(text: str) -> str:
    """The words without their blanks."""
    return "".join(text.split())


def to_complete(staff: Staff) -> list[Case]:
    """What this person has registered during the talk and still lacks a category, the oldest first. One query."""
    found = Case.objects.filter(registered_by=staff, stage=Stage.REGISTERED, category=None)
    return list(found.order_by("registered_at", "pk")[:SHOWN])
