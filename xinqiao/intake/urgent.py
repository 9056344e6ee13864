"""Until when the leader on duty is told of a flagged case, and whether he was (floor rule 15).

Each flag begins anew: what was put on a case is reported as what it is. The clock is plain minutes, night and day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.actors import may
from xinqiao.cases.lifecycle import MOVES, WAITING
from xinqiao.cases.models import Case, Event
from xinqiao.cases.queries import last_of, visible_to
from xinqiao.people import policy
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

FLAG, TOLD = "flag", "brief_leader"


class Means(TextChoices):
    """How the leader was told."""

    PHONE = "phone", _("电话")
    FORM = "form", _("专报")


@dataclass(frozen=True, slots=True)
class Briefing:
    """Until when the leader is to be told, and when he was and who: None and empty while he was not. `is_late`: he was
    told too late, or is not told yet and should be."""

    flagged_at: datetime
    due_at: datetime
    told_at: datetime | None
    leader: str
    is_late: bool

    @property
    def shown_leader(self) -> str:
        """Whom it was told, masked like every text that somebody typed."""
        return mask_free_text(self.leader)


def briefing(events: Iterable[Event], now: datetime) -> Briefing | None:
    """What the events of a case, oldest first, tell of its last flag; None for a case that was never flagged."""
    flagged: Event | None = None
    told: Event | None = None
    for event in events:
        if event.verb == FLAG:
            flagged, told = event, None
        elif event.verb == TOLD:
            told = told or event
    if flagged is None:
        return None
    due_at = flagged.at + timedelta(minutes=policy.load().flags.report_minutes)
    told_at, leader = (told.at, str(told.data.get("leader", ""))) if told else (None, "")
    return Briefing(flagged.at, due_at, told_at, leader, (told_at or now) > due_at)


def to_brief(staff: Staff) -> QuerySet[Case]:
    """The flagged cases that are not over and of which no leader was told since, for who may tell one; the oldest first."""
    if not may(staff, MOVES[TOLD]):
        return Case.objects.none()
    flagged = visible_to(staff).exclude(flag="").filter(stage__in=sorted(WAITING))
    waiting = flagged.annotate(last=last_of(FLAG, TOLD)).filter(last=FLAG)
    return waiting.select_related("category", "area").order_by("registered_at", "pk")


def with_briefing(cases: Iterable[Case], now: datetime) -> list[Case]:
    """The cases, each with its `briefing`. One query."""
    shown = list(cases)
    events = Event.objects.filter(case__in=shown, verb__in=(FLAG, TOLD)).order_by("seq")
    by_case: dict[int, list[Event]] = {case.pk: [] for case in shown}
    for event in events:
        by_case[event.case_id].append(event)
    for case in shown:
        case.briefing = briefing(by_case[case.pk], now)  # type: ignore[attr-defined]
    return shown
