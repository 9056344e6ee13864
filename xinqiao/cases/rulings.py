"""What was asked and waits for a ruling, as pages show it."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from xinqiao.cases import queries
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Request
from xinqiao.cases.wording import waiting
from xinqiao.people.models import Staff


def to_rule(staff: Staff) -> QuerySet[Request]:
    """What this person may rule on, of the cases that he may see; who asked first stands first."""
    found = queries.to_rule(staff).filter(case__in=queries.visible_to(staff))
    return found.select_related("asked__assignment").order_by("pk")


def with_asked(tasks: Iterable[Assignment]) -> list[Assignment]:
    """The tasks, each with `asked`: what waits of it, in words (退单待审 …). One query."""
    shown = list(tasks)
    asked = defaultdict(list)
    for pk, kind in Request.objects.filter(assignment__in=shown, closed_at=None).values_list("assignment_id", "kind"):
        asked[pk].append(waiting(kind, MOVES[kind].label))
    for task in shown:
        task.asked = asked[task.pk]  # type: ignore[attr-defined]
    return shown
