"""A case as the database has it, in the rows that a life looks at; brought up to date in place after every step."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Q
from django.utils import timezone

from xinqiao.callback.models import Callback
from xinqiao.cases.lifecycle import OPEN_STAGES, Stage
from xinqiao.cases.models import Assignment, Case, Request
from xinqiao.cases.moving import Matter
from xinqiao.cases.queries import tasks_of
from xinqiao.simulator.plan import Arrival


def matter_of(pk: int) -> Matter:
    """The case with its tasks and what was asked of it. Three queries."""
    case = _case(pk)
    matter = Matter(case, [], [])
    refresh(matter)
    return matter


def refresh(matter: Matter) -> None:
    """Make the same objects say what the database says now: a life holds on to them."""
    vars(matter.case).update(vars(_case(matter.case.pk)))
    known = {task.pk: task for task in matter.tasks}
    matter.tasks[:] = [_same(known.get(task.pk), task, matter.case) for task in tasks_of(matter.case)]
    matter.asked[:] = Request.objects.filter(case=matter.case).order_by("pk")


def _case(pk: int) -> Case:
    return Case.objects.select_related("category", "area", "source", "accused", "appellant").get(pk=pk)


def _same(known: Assignment | None, fresh: Assignment, case: Case) -> Assignment:
    task = known or fresh
    vars(task).update(vars(fresh))
    task.case = case
    return task


def open_cases() -> Iterator[Arrival]:
    """Every case that is not at its end, as somebody who comes in at the moment of its last event; oldest first."""
    waiting = Case.objects.filter(Q(stage__in=OPEN_STAGES) | Q(stage=Stage.COMPLETED)).annotate(last=Max("events__at"))
    for number, (pk, last) in enumerate(waiting.order_by("last", "pk").values_list("pk", "last"), start=1):
        yield Arrival(number, timezone.localtime(last), case=pk)


def last_at(case: Case) -> datetime:
    """When something last happened to the case."""
    return case.events.order_by("-seq").values_list("at", flat=True)[0]


def open_callback(case: Case) -> Callback | None:
    """The callback of this round that waits for an attempt."""
    return case.callbacks.filter(round=case.round, done_at=None).order_by("-ground").first()
