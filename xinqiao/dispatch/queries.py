"""What the dispatcher's desk asks for, at the centre and at every node."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.utils.timesince import timesince

from xinqiao.advice.handing_on import suggested_below
from xinqiao.advice.units import best_each
from xinqiao.cases import queries
from xinqiao.cases.accepting import to_accept
from xinqiao.cases.actors import may
from xinqiao.cases.guarded import reads_original
from xinqiao.cases.lifecycle import LEADING, MOVES, VOID_STATES, State, Tie
from xinqiao.cases.models import Assignment, Case, CaseText, Event, Request
from xinqiao.cases.rulings import to_rule
from xinqiao.catalogue.models import Responsibility
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

RETURNS = ("send_back", "object")
READ: Final = 300  # characters of a request that a row of the queue reads, and shows
SHOWN: Final = 160


def to_dispatch(staff: Staff) -> QuerySet[Case]:
    """The cases that wait for a unit, for whose dispatch it is: the centre's. Each with `awaits_acceptance`: it came in
    without an agent and nobody has taken it on yet."""
    found = queries.to_dispatch(staff).select_related("accused").annotate(awaits_acceptance=to_accept())
    return found if may(staff, MOVES["dispatch"]) else found.none()


def with_advice(waiting: Sequence[Case], staff: Staff, now: datetime) -> Sequence[Case]:
    """The cases of a page of the queue, each with `suggested`, the unit that the catalogue names first for it; `times`, how
    often it was dispatched before; `waited`, how long since it came in or came back; the `light` of the citizen's clock, none
    before the first dispatch; and `words`, the beginning of the request as this person may read it. Three queries."""
    led = Assignment.objects.filter(case__in=waiting, parent=None, tie=Tie.LEAD)
    sent = {case: (times, back) for case, times, back in led.values_list("case").annotate(Count("pk"), Max("ended_at"))}
    texts = dict(CaseText.objects.filter(case__in=waiting, event__seq=1).values_list("case", Left("body", READ)))
    for case, suggested in zip(queries.lit_as_whole(waiting, now), best_each(waiting), strict=True):
        times, back = sent.get(case.pk, (0, None))
        case.suggested, case.times = suggested, times  # type: ignore[attr-defined]
        case.waited = timesince(back or case.registered_at, now, depth=1)  # type: ignore[attr-defined]
        read = texts.get(case.pk, "") if reads_original(staff, case) else ""
        case.words = first_words(read)  # type: ignore[attr-defined]
    return waiting


def first_words(text: str) -> str:
    """The beginning of a text in one line, masked; a number that the cut would halve is left out."""
    line = " ".join(text.split())
    return mask_free_text(line if len(text) < READ else line.rstrip("0123456789Xx-* "))[:SHOWN]


def with_advice_below(tasks: Sequence[Assignment]) -> Sequence[Assignment]:
    """The tasks of a page, each with `suggested`, the unit below it that the catalogue names. One query."""
    for task, suggested in zip(tasks, suggested_below(tasks), strict=True):
        task.suggested = suggested  # type: ignore[attr-defined]
    return tasks


def merges_to_rule(staff: Staff) -> int:
    """How many proposed merges wait for this person's word."""
    return to_rule(staff).filter(kind="propose_merge").count() if staff.can_anywhere("rule_merge") else 0


def to_delegate(staff: Staff) -> QuerySet[Assignment]:
    """The tasks that a node's dispatcher may hand on: signed, leading, and nobody below has them. The next deadline
    first."""
    below = Assignment.objects.filter(parent=OuterRef("pk")).exclude(state__in=sorted(VOID_STATES))
    found = queries.tasks_for(staff, "delegate").filter(
        ~Exists(below), state=State.HANDLING, tie__in=sorted(LEADING), carried_at=None
    )
    return found.select_related("case__accused").order_by("due_at", "pk")


def returns_of(case: Case) -> QuerySet[Request]:
    """How the case was sent back before: who asked, whom he proposed, how it was ruled. Oldest first."""
    found = case.requests.filter(kind__in=RETURNS)
    return found.select_related("asked__by", "assignment__unit", "ruled__by").order_by("pk")


@dataclass(frozen=True, slots=True)
class Record:
    """How dispatches of a row's matter went: how many tasks, how many of them to the unit that the row names, how many
    returns were granted (误派) and how many were not (退单不当), how many wrong ones the dispatcher mended himself (改派)."""

    dispatched: int
    as_named: int
    granted: int
    refused: int
    reassigned: int


def record_of(row: Responsibility) -> Record:
    """What became of the cases of the row's category and area, whichever unit they went to. Three queries."""
    tasks = Assignment.objects.filter(parent=None, case__category=row.category)
    if row.area:
        tasks = tasks.filter(case__area__path__startswith=row.area.path)
    asked = Request.objects.filter(assignment__in=tasks, kind__in=RETURNS)
    ruled = asked.aggregate(right=Count("pk", filter=Q(granted=True)), undue=Count("pk", filter=Q(granted=False)))
    sent = tasks.aggregate(all=Count("pk"), named=Count("pk", filter=Q(unit=row.lead)))
    reassigned = Event.objects.filter(assignment__in=tasks, verb="reassign").count()
    return Record(sent["all"], sent["named"], ruled["right"], ruled["undue"], reassigned)
