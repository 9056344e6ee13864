"""What was done on a task so far, for who reviews the reply and for who calls the citizen again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.cases import guarded
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Event
from xinqiao.handling.outcomes import ContactResult
from xinqiao.people.models import Staff

# Their words stand above, as replies.
TOLD_ABOVE: Final = ("reply", "feed_back", "interim_reply")


@dataclass(frozen=True, slots=True)
class Step:
    """A line of what was done, by whom and when; `text`: what came of it and what was written down."""

    title: str
    at: datetime
    by: str
    text: str


def of(task: Assignment, staff: Staff, *verbs: str) -> list[Step]:
    """The steps of the task and of those below it, the first first, with the words that this person may read; only those
    `verbs` where they are named. Two queries."""
    ours = Q(assignment=task) | Q(assignment__parent=task.pk)
    found = Event.objects.filter(ours, case=task.case_id).select_related("by", "text", "assignment__unit")
    events = list((found.filter(verb__in=verbs) if verbs else found).order_by("seq"))
    return [_step(one, quiet) for quiet in [guarded.quiet(staff, task.case, events)] for one in events]


def _step(event: Event, quiet: Iterable[int]) -> Step:
    unit = event.assignment.unit.name if event.assignment else ""
    title = f"{gettext(MOVES[event.verb].label)} · {unit}"
    lines = [] if event.pk in quiet else _told(event)
    return Step(title, event.at, event.by.name if event.by else gettext("系统"), "\n".join(lines))


def _told(event: Event) -> list[str]:
    result = [str(ContactResult(event.data["result"]).label)] if event.verb == "contact" else []
    has_words = hasattr(event, "text") and event.verb not in TOLD_ABOVE and event.text.body
    return [*result, event.text.shown_body] if has_words else result
