"""What the unit desk asks for."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.guards import stands_still
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Assignment, CaseText, Confidentiality, Request, State
from xinqiao.cases.queries import is_open, tasks_for, visible_to
from xinqiao.clock.due import Light
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.people.models import Staff

WORDS_OF_WORK = ("reply", "feed_back", "interim_reply")
# Where units get an extract, the citizen's answer stands among its words.
ANSWERED = ("rule_supplement",)


def in_hand(staff: Staff) -> QuerySet[Assignment]:
    """The tasks of every unit where this person signs or replies: posts in several units add up."""
    return tasks_for(staff, "sign") | tasks_for(staff, "reply")


def lit_so(tasks: QuerySet[Assignment], light: Light, now: datetime) -> QuerySet[Assignment]:
    """Those whose handling clock runs and shows that light."""
    return tasks.filter(is_open(), lights_at(now, calendar.load()).where(light), stopped_at=None, carried_at=None)


def untold(tasks: QuerySet[Assignment], now: datetime) -> QuerySet[Assignment]:
    """Those at work whose citizens are to hear by now how far it is, and have not. While it is paused no clock runs; who is
    anonymous, if only since it was amended, is not told (floor rules 8 and 16)."""
    waiting = tasks.filter(state=State.HANDLING, stopped_at=None, progress_due_at__lte=now)
    nobody = Q(case__confidentiality=Confidentiality.ANONYMOUS) | Q(case__appellant=None)
    return waiting.exclude(paused_until__gt=now).exclude(nobody)


def is_untold(task: Assignment, now: datetime) -> bool:
    """The same of one task that was read with its case."""
    runs = task.state == State.HANDLING and task.stopped_at is None and not stands_still(task, now)
    return runs and not task.case.is_anonymous and task.progress_due_at is not None and task.progress_due_at <= now


def on_the_books(staff: Staff) -> QuerySet[Assignment]:
    """What is carried over and is this person's to look at, or was handed down by his node; by the partial index, what
    is looked at next first."""
    found = tasks_for(staff, "look_again") | tasks_for(staff, "rule_carry_over")
    seen = found.filter(case__in=visible_to(staff))
    return seen.filter(look_at__isnull=False, state=State.HANDLING).order_by("look_at", "pk")


def to_look_at(staff: Staff, now: datetime) -> QuerySet[Assignment]:
    """Those of them that are to be looked at by now (floor rule 8)."""
    return on_the_books(staff).filter(look_at__lte=now)


def asking(tasks: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those of which something was asked that is not ruled on yet."""
    return tasks.filter(Exists(Request.objects.filter(assignment=OuterRef("pk"), closed_at=None)))


def from_below(staff: Staff) -> QuerySet[Assignment]:
    """The replies of lower units that wait for the review of this person's node, the centre's own apart."""
    return tasks_for(staff, "pass_review").filter(state=State.REPLIED, parent__isnull=False)


def said_around(task: Assignment) -> QuerySet[CaseText]:
    """What the unit, those it delegated to and those who assist it told so far, newest first. One query."""
    beside = Q(event__assignment__parent=task.parent_id, event__assignment__tie=Tie.ASSISTING)
    ours = Q(event__assignment=task) | Q(event__assignment__parent=task.pk) | beside
    verbs = WORDS_OF_WORK if needs_extract(task.case) else WORDS_OF_WORK + ANSWERED
    found = CaseText.objects.filter(ours, case=task.case_id, event__verb__in=verbs)
    return found.select_related("event__assignment__unit").order_by("-event__seq")


def unsigned(now: datetime) -> QuerySet[Assignment]:
    """The tasks whose limit to sign has passed, by the partial index, the one that is due longest first."""
    waiting = Assignment.objects.filter(state=State.DISPATCHED, sign_due_at__lt=now)
    return waiting.select_related("case", "unit").order_by("sign_due_at", "pk")
