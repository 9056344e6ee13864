"""What the unit desk asks for."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Assignment, CaseText, Request, State
from xinqiao.cases.queries import is_open, tasks_for
from xinqiao.clock.due import Light
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.people.models import Staff

WORDS_OF_WORK = ("reply", "feed_back", "interim_reply")


def in_hand(staff: Staff) -> QuerySet[Assignment]:
    """The tasks of every unit where this person signs or replies: posts in several units add up."""
    return tasks_for(staff, "sign") | tasks_for(staff, "reply")


def lit_so(tasks: QuerySet[Assignment], light: Light, now: datetime) -> QuerySet[Assignment]:
    """Those whose handling clock runs and shows that light."""
    return tasks.filter(is_open(), lights_at(now, calendar.load()).where(light), stopped_at=None, carried_at=None)


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
    found = CaseText.objects.filter(ours, case=task.case_id, event__verb__in=WORDS_OF_WORK)
    return found.select_related("event__assignment__unit").order_by("-event__seq")


def unsigned(now: datetime) -> QuerySet[Assignment]:
    """The tasks whose limit to sign has passed, by the partial index, the one that is due longest first."""
    waiting = Assignment.objects.filter(state=State.DISPATCHED, sign_due_at__lt=now)
    return waiting.select_related("case", "unit").order_by("sign_due_at", "pk")
