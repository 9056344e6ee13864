"""Reading cases: who may see which, and the lists that desks ask for."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, QuerySet, Value, When

from xinqiao.cases.actors import UNIT_FIELD
from xinqiao.cases.lifecycle import MOVES, OPEN_STATES, Stage
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event
from xinqiao.catalogue.models import Urgency
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.people.models import Staff
from xinqiao.text.check_digit import is_valid

URGENCY_RANK = Choose(
    When(urgency=Urgency.CRITICAL, then=Value(0)),
    When(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
)


def visible_to(staff: Staff) -> QuerySet[Case]:
    """The cases this person may see: within reach of his `view` grants, or registered by himself."""
    reach = staff.reach("view")
    if reach.everything:
        return Case.objects.all()
    own = Q(registered_by=staff)
    if not reach:
        return Case.objects.filter(own)
    tied = Assignment.objects.filter(reach.where("unit") | reach.where("dispatched_by_unit"), case=OuterRef("pk"))
    return Case.objects.filter(own | Exists(tied))


def one_visible(staff: Staff, number: str) -> QuerySet[Case]:
    """The case of that number with its names, if this person may see it. A number with a wrong check digit is not
    even looked up."""
    found = visible_to(staff).filter(number=number) if is_valid(number) else Case.objects.none()
    return found.select_related("category", "area", "source")


def tasks_for(staff: Staff, verb: str) -> QuerySet[Assignment]:
    """The assignments on which this person may make the move, whatever their state: the unit that the table names
    (the assigned or the dispatching one) lies within reach of a grant."""
    reach = staff.reach(verb)
    if not reach:
        return Assignment.objects.none()
    return _with_names(Assignment.objects.filter(reach.where(UNIT_FIELD[MOVES[verb].who])))


def _with_names(tasks: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return tasks.select_related("unit", "dispatched_by_unit", "case__category", "case__area", "case__source")


def is_open() -> Q:
    """The condition "this assignment is not done", as the partial index has it."""
    return Q(state__in=[str(state) for state in sorted(OPEN_STATES)])


def to_dispatch(staff: Staff) -> QuerySet[Case]:
    """Cases that wait for a unit, of those this person may see: most urgent first, then oldest."""
    waiting = visible_to(staff).filter(stage=Stage.REGISTERED).select_related("category", "area", "source")
    return waiting.order_by(URGENCY_RANK, "registered_at", "pk")


def story(case: Case) -> QuerySet[Event]:
    """The events of a case with the people, tasks and words that belong to them, oldest first. One query."""
    return case.events.select_related("by", "assignment__unit", "text").order_by("seq")


def numbered(cases: QuerySet[Case], number: str) -> QuerySet[Case]:
    """Those that carry this number, ours or another system's."""
    return cases.filter(Q(number=number) | Q(foreign_numbers__number=number)).distinct()


def tasks_of(case: Case) -> QuerySet[Assignment]:
    """The assignments of a case in the order in which they were handed down."""
    return case.assignments.select_related("unit", "dispatched_by_unit", "case").order_by("suffix")


def request_text(case: Case) -> str:
    """What the citizen asked, in his words; empty when it was erased."""
    return CaseText.objects.filter(case=case, event__seq=1).values_list("body", flat=True).first() or ""


def latest_replies(tasks: Iterable[Assignment]) -> QuerySet[CaseText]:
    """What each of the units answered last, in the order of the tasks. One query."""
    found = CaseText.objects.filter(event__assignment__in=list(tasks), event__verb="reply")
    newest = found.order_by("event__assignment__suffix", "-event__seq").distinct("event__assignment__suffix")
    return newest.select_related("event__assignment__unit")


def enclosures(case: Case) -> QuerySet[Enclosure]:
    """The files that came with the events of a case and were not erased."""
    return Enclosure.objects.filter(event__case=case, file__erased_at=None).select_related("file").order_by("pk")


def replies(task: Assignment) -> QuerySet[CaseText]:
    """What the unit answered, newest first."""
    return CaseText.objects.filter(event__assignment=task, event__verb="reply").order_by("-event__seq")


def lit(tasks: Iterable[Assignment], now: datetime) -> list[Assignment]:
    """The tasks, each with its `light` (green, yellow, red) as of now, for a page."""
    lights = lights_at(now, calendar.load())
    shown = list(tasks)
    for task in shown:
        task.light = lights.of(task.due_at, task.stopped_at).value  # type: ignore[attr-defined]
    return shown
