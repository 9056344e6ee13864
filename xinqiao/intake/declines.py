"""Which declined cases a second person is to look at (floor rule 17: every decline is sampled)."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext

from xinqiao.cases.actors import may
from xinqiao.cases.lifecycle import MOVES, Stage
from xinqiao.cases.models import Case, Event
from xinqiao.cases.queries import last_of, visible_to
from xinqiao.cases.sampling import drawn
from xinqiao.cases.wording import Line, Names, lines_of
from xinqiao.people import policy
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

LOOKING = ("uphold_decline", "overturn_decline")


def to_look_at(staff: Staff) -> QuerySet[Case]:
    """The declined cases of the city's sample that nobody has looked at since, for who may; the oldest first."""
    if not any(may(staff, MOVES[verb]) for verb in LOOKING):
        return Case.objects.none()
    sampled = visible_to(staff).filter(drawn("decline", policy.load().intake.declines_percent), stage=Stage.DECLINED)
    waiting = sampled.annotate(last=last_of("decline", "uphold_decline")).filter(last="decline")
    return waiting.select_related("category", "source").order_by("registered_at", "pk")


def with_decline(cases: Iterable[Case]) -> list[Case]:
    """The cases, each with its last `decline` and that event's `facts` in words. At most two queries."""
    shown = list(cases)
    made = Event.objects.filter(case__in=shown, verb="decline").select_related("by").order_by("case", "-seq")
    last = {event.case_id: event for event in made.distinct("case")}
    names = Names(last.values())
    for case in shown:
        case.decline = last[case.pk]  # type: ignore[attr-defined]
        case.facts = lines_of(last[case.pk], names)  # type: ignore[attr-defined]
    return shown


def last_decline(case: Case) -> Event | None:
    """The event that declined the case last."""
    return case.events.filter(verb="decline").select_related("by", "text").order_by("-seq").first()


def words_of(event: Event) -> list[Line]:
    """Ground, right door and what the citizen was told, as pairs, masked."""
    said = [(gettext("告知内容"), mask_free_text(event.text.body))] if hasattr(event, "text") else []
    return lines_of(event, Names([event])) + said
