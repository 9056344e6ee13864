"""Reading cases: who may see which, and the lists that desks ask for."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from xinqiao.cases.actors import UNIT_FIELD
from xinqiao.cases.lifecycle import MOVES, OPEN_STAGES, OPEN_STATES, RULED_BY, VOID_STATES, Stage, State
from xinqiao.cases.models import Assignment, Case, CaseText, Enclosure, Event, ForeignNumber, Request
from xinqiao.cases.settled import BELOW
from xinqiao.catalogue.models import Area, Category, Urgency
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at, next_duty
from xinqiao.people.models import Post, Staff, Unit
from xinqiao.people.scope import Reach
from xinqiao.text.check_digit import is_valid

# Who works on a flagged case is of its circle.
CIRCLE = ("sign", "reply", "pass_review")
ANY_TASK = ~Q(pk__in=[])
# Whose task was taken back or sent back has no part in the case any more.
STANDING = ~Q(state__in=sorted(VOID_STATES))
URGENCY_RANK = Choose(
    When(urgency=Urgency.CRITICAL, then=Value(0)),
    When(urgency=Urgency.URGENT, then=Value(1)),
    default=Value(2),
)


def visible_to(staff: Staff) -> QuerySet[Case]:
    """The cases this person may see: within reach of his `view` grants, or registered by himself. A flagged case only
    its circle sees: those who may view flagged ones (at the centre also those that wait), who registered it, and the
    units that have a task on it, or on the one that answers it. A case that accuses a unit nobody sees who holds a post
    there or below (floor rule 16).
    """
    seen = within(staff, "view") & ~accuses(staff)
    if not staff.reach("view_flagged").covers_platform:
        seen &= Q(flag="") | _is_of_circle(staff, "pk") | _is_of_circle(staff, "merged_into")
    return Case.objects.filter(_own(staff) | seen)


def _is_of_circle(staff: Staff, case: str) -> Q:
    return within(staff, "view_flagged", *CIRCLE, tasks=STANDING, case=case)


def _own(staff: Staff) -> Q:
    """The condition "he registered it". Whoever sees all of the platform's loses nothing by it; of the others it is
    asked first whether there is any, as an "or" for nothing bars the indexes that lead to a unit's cases."""
    own = Q(registered_by=staff)
    return own if staff.reach("view").covers_platform or Case.objects.filter(own).exists() else Q(pk__in=[])


def accuses(staff: Staff) -> Q:
    """The condition "the case accuses a unit in whose subtree this person holds a post"."""
    posts = Post.objects.filter(staff=staff, unit__path__startswith=OuterRef("path"))
    return Q(accused__in=Unit.objects.filter(Exists(posts), parent__isnull=False))


def within(staff: Staff, *verbs: str, tasks: Q = ANY_TASK, case: str = "pk") -> Q:
    """The condition "a grant of one of the verbs reaches this case": a unit that has a task on it or handed one down,
    of a move the one that the table names; `case`: on which it has the task. Everything for who reaches the centre with
    all below it, cases that no unit has included."""
    tied = Q(pk__in=[])
    for verb in verbs:
        reach = staff.reach(verb)
        if reach.everything or (verb not in MOVES and Reach(subtrees=reach.subtrees).covers_platform):
            return ~Q(pk__in=[])  # not an empty Q, which "or" forgets
        tied |= _lies_in(staff, reach, [UNIT_FIELD[MOVES[verb].who]] if verb in MOVES else UNIT_FIELD.values())
    return Q(Exists(Assignment.objects.filter(tied, tasks, case=OuterRef(case))))


def near(staff: Staff) -> QuerySet[Any]:
    """The ids of a few cases more than `visible_to` leaves, to begin with where a person sees few of many: those that a
    unit within reach of his `view` has or handed down, and his own. Not for whose `view` reaches the centre."""
    tied = _lies_in(staff, staff.reach("view"), UNIT_FIELD.values())
    own = Case.objects.filter(registered_by=staff).values("pk")
    return Assignment.objects.filter(tied).values("case").union(own)


def _lies_in(staff: Staff, reach: Reach, fields: Iterable[str]) -> Q:
    """The condition "one of these units of a task lies within reach", by the keys of the units (`Staff.units_in`)."""
    units = staff.units_in(reach)
    return reduce(or_, (Q(**{f"{field}__in": units}) for field in fields))


def one_visible(staff: Staff, number: str) -> QuerySet[Case]:
    """The case of that number with its names, if this person may see it. A number with a wrong check digit is not
    even looked up."""
    found = visible_to(staff).filter(number=number) if is_valid(number) else Case.objects.none()
    return found.select_related("category", "area", "source")


def visible_tasks(staff: Staff) -> QuerySet[Assignment]:
    """The assignments of the cases that this person may see."""
    return with_names(Assignment.objects.filter(case__in=visible_to(staff)))


def settled_events(staff: Staff) -> QuerySet[Event]:
    """The events of the cases this person may see, as far as no transaction that is still open can add one before
    them: who reads on from a cursor passes none by."""
    return Event.objects.filter(case__in=visible_to(staff), tx__lt=BELOW).select_related("case", "assignment__unit")


def tasks_for(staff: Staff, verb: str) -> QuerySet[Assignment]:
    """The assignments on which this person may make the move, whatever their state: the unit that the table names
    (the assigned or the dispatching one) lies within reach of a grant. None of a case that accuses his own unit."""
    reach, who = staff.reach(verb), MOVES[verb].who
    if not reach or (who not in UNIT_FIELD and not reach.covers_platform):
        return Assignment.objects.none()
    within = _lies_in(staff, reach, [UNIT_FIELD[who]]) if who in UNIT_FIELD and not reach.everything else Q()
    return with_names(Assignment.objects.filter(within).exclude(case__in=Case.objects.filter(accuses(staff))))


def case_of(on: Case | Assignment) -> Case:
    """The case itself, or the one that the task belongs to."""
    return on.case if isinstance(on, Assignment) else on


def open_request(on: Case | Assignment, kind: str) -> Request | None:
    """What was asked of this case or task and is still to be ruled on, with the event that asked."""
    of_it = Q(assignment=on) if isinstance(on, Assignment) else Q(case=on, assignment=None)
    found = Request.objects.filter(of_it, kind=kind, closed_at=None)
    return found.select_related("asked__text", "asked__by", "assignment__unit").first()


def to_rule(staff: Staff) -> QuerySet[Request]:
    """What waits for a ruling that this person may make: the unit that the table names lies within reach."""
    mine = Q(pk__in=[])
    for kind, verb in RULED_BY.items():
        reach, who = staff.reach(verb), MOVES[verb].who
        if who in UNIT_FIELD:
            mine |= Q(kind=kind) & (reach.where(f"assignment__{UNIT_FIELD[who]}") if reach else Q(pk__in=[]))
        elif reach.covers_platform:
            mine |= Q(kind=kind)
    found = Request.objects.filter(mine, closed_at=None)
    return found.select_related("case__category", "case__source", "assignment__unit", "asked__by", "asked__text")


def with_names(tasks: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """The tasks with all that a list says of them. No further query."""
    return tasks.select_related("unit", "dispatched_by_unit", "parent", "case__category", "case__area", "case__source")


def is_open() -> Q:
    """The condition "this assignment is not done", as the partial index has it."""
    return Q(state__in=[str(state) for state in sorted(OPEN_STATES)])


def to_dispatch(staff: Staff) -> QuerySet[Case]:
    """Cases that wait for a unit, of those this person may see: most urgent first, then oldest."""
    waiting = visible_to(staff).filter(stage=Stage.REGISTERED).select_related("category", "area", "source")
    return waiting.annotate(rank=URGENCY_RANK).order_by("rank", "registered_at", "pk")


def late(now: datetime) -> Q:
    """The condition "open, and its total clock has run out" (floor rule 10); an index serves it."""
    return Q(stage__in=sorted(OPEN_STAGES), due_at__lt=now)


def last_of(*verbs: str) -> Subquery:
    """Which of the moves was made last on a case, for its queryset."""
    made = Event.objects.filter(case=OuterRef("pk"), verb__in=verbs).order_by("-seq")
    return Subquery(made.values("verb")[:1])


def story(case: Case) -> QuerySet[Event]:
    """The events of a case with the people, tasks and words that belong to them, oldest first. One query."""
    return case.events.select_related("by", "assignment__unit", "text").order_by("seq")


def below(model: type[Category] | type[Area], code: str) -> QuerySet[Any]:
    """The row of that code with all that lies below it in its tree; none for a code that names nothing."""
    path = model._default_manager.filter(code=code).values_list("path", flat=True).first()
    return model._default_manager.filter(path__startswith=path) if path else model._default_manager.none()


def handled_by(code: str) -> Q:
    """The condition "the unit of that code has or had a task on this case"."""
    return Q(Exists(Assignment.objects.filter(case=OuterRef("pk"), unit__code=code)))


def numbered(cases: QuerySet[Case], number: str) -> QuerySet[Case]:
    """Those that carry this number, ours or another system's."""
    theirs = ForeignNumber.objects.filter(number=number).values("case")
    return cases.filter(pk__in=Case.objects.filter(number=number).values("pk").union(theirs))


def tasks_of(case: Case) -> QuerySet[Assignment]:
    """The assignments of a case in the order in which they were handed down."""
    return case.assignments.select_related("unit", "dispatched_by_unit", "parent", "case").order_by("suffix")


def requests_of(case: Case) -> QuerySet[Request]:
    """All that was asked on a case, open and closed, oldest first. One query."""
    return case.requests.select_related("case", "assignment__unit", "asked__by", "asked__text", "ruled__by").order_by(
        "pk"
    )


def request_text(case: Case) -> str:
    """What the citizen asked, in his words; empty when it was erased."""
    return CaseText.objects.filter(case=case, event__seq=1).values_list("body", flat=True).first() or ""


def latest_replies(tasks: Iterable[Assignment]) -> QuerySet[CaseText]:
    """What each of the units answered last, in the order of the tasks. One query."""
    found = CaseText.objects.filter(event__assignment__in=list(tasks), event__verb="reply")
    newest = found.order_by("event__assignment__suffix", "-event__seq").distinct("event__assignment__suffix")
    return newest.select_related("event__assignment__unit")


def answer_text(case: Case) -> str:
    """What the citizen was answered: by the units that led in this round, as it passed review, else at the desk. Empty
    when it was erased."""
    return "\n\n".join(_passed_replies(case) or _desk_answer(case))


def _passed_replies(case: Case) -> list[str]:
    """The last reply of each task that is completed: its review has passed that one."""
    found = CaseText.objects.filter(
        case=case, event__verb__in=["reply", "strike_off"], event__assignment__parent=None,
        event__assignment__round=case.round, event__assignment__state=State.COMPLETED,
    )  # fmt: skip
    newest = found.order_by("event__assignment__suffix", "-event__seq").distinct("event__assignment__suffix")
    return list(newest.values_list("body", flat=True))


def _desk_answer(case: Case) -> list[str]:
    """What the desk said last; a refused approval is not for the citizen."""
    approved = Q(event__verb="rule_answer", event__data__granted=True)
    said = approved | Q(event__verb__in=["answer_directly", "complete_merged"])
    found = CaseText.objects.filter(said, case=case).order_by("-event__seq")
    return list(found.values_list("body", flat=True)[:1])


def enclosures(case: Case) -> QuerySet[Enclosure]:
    """The files that came with the events of a case and were not erased."""
    return Enclosure.objects.filter(event__case=case, file__erased_at=None).select_related("file").order_by("pk")


def replies(task: Assignment) -> QuerySet[CaseText]:
    """What the unit answered, newest first."""
    return CaseText.objects.filter(event__assignment=task, event__verb="reply").order_by("-event__seq")


def lit_as_whole(cases: Iterable[Case], now: datetime) -> list[Case]:
    """The cases, each with its `light` as of now, that of the citizen's total clock (floor rule 10); empty where none was
    set yet or the case is over."""
    lights = lights_at(now, calendar.load())
    shown = list(cases)
    for case in shown:
        runs = case.due_at is not None and case.stage in OPEN_STAGES
        case.light = lights.of(case.due_at).value if runs else ""  # type: ignore[attr-defined, arg-type]
    return shown


def lit(tasks: Iterable[Assignment], now: datetime) -> list[Assignment]:
    """The tasks, each with its `light` (green, yellow, red) as of now, for a page, and the `duty` that is next."""
    lights = lights_at(now, calendar.load())
    shown = list(tasks)
    for task in shown:
        task.light = lights.of(task.due_at, task.stopped_at).value  # type: ignore[attr-defined]
        task.duty = next_duty(task, lights)  # type: ignore[attr-defined, arg-type]
    return shown
