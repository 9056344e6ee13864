"""What the agent asks for while a citizen speaks."""

from xinqiao.cases.models import Case
from xinqiao.cases.queries import visible_to
from xinqiao.people.models import Staff
from xinqiao.vault.index import blind_candidates

SHOWN = 10


def same_person(staff: Staff, phone: str) -> list[Case]:
    """The newest cases that came from this number (normalised), of those the agent may see. One query."""
    found = visible_to(staff).filter(appellant__phone_index__in=blind_candidates("phone", phone))
    return list(found.order_by("-registered_at", "-pk")[:SHOWN])
