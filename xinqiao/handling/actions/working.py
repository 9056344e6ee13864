"""A task from its signature to its reply, and the review of that."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from xinqiao.cases.dues import progress_facts, spans, task_for
from xinqiao.cases.guarded import check_extract
from xinqiao.cases.lifecycle import MOVES, Tie
from xinqiao.cases.models import Assignment, Event, State
from xinqiao.cases.refusal import Refused
from xinqiao.cases.transition import Given, hand_down, hold, make
from xinqiao.files.actions import keep_all
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.handling.queries import unsigned
from xinqiao.people import policy
from xinqiao.people.models import Staff, Unit

HUNDRED = 100


def sign(task: Assignment, *, by: Staff, now: datetime) -> Event:
    """The unit's liaison takes the task. The handling clock runs since dispatch and goes on."""
    return make("sign", task, Given(), by=by, now=now)


def auto_sign(task: Assignment, *, now: datetime) -> Event:
    """Sign for a unit that let its limit pass; its signature counts as late (floor rule 5)."""
    return make("auto_sign", task, Given(), by=None, now=now)


def sign_overdue(*, now: datetime) -> int:
    """Sign for every unit whose limit has passed; costs what is due, not what is open. Returns how many."""
    signed = 0
    for task in unsigned(now):
        try:
            auto_sign(task, now=now)
        except Refused:  # the unit, or the dispatcher, was quicker
            continue
        signed += 1
    return signed


@transaction.atomic
def delegate(
    task: Assignment, *, to: Unit, assisting: Iterable[Unit] = (), note: str = "", by: Staff, now: datetime
) -> list[Assignment]:
    """Hand the work down the tree; this unit stays responsible, reviews what comes up, and then replies itself.

    The lower tier's deadlines lie inside this task's. Raises what the door refuses, NoRule and UnpublishedYear.
    """
    held = hold(task)
    check_extract(MOVES["delegate"], held.case, note, by)
    ties = {to: Tie.LEAD} | {unit: Tie.ASSISTING for unit in assisting if unit != to}
    tasks = [task_for(held.case, unit, tie, now, parent=held) for unit, tie in ties.items()]
    return hand_down("delegate", task, tasks, Given(text=note), by=by, now=now)


def contact(task: Assignment, *, result: ContactResult, note: str = "", by: Staff, now: datetime) -> Event:
    """The handler spoke with the citizen, or tried; the first contact is what the response figure counts."""
    return make("contact", task, Given({"result": result}, text=note), by=by, now=now)


@transaction.atomic
def interim_reply(task: Assignment, *, text: str, by: Staff, now: datetime) -> Event:
    """Tell the citizen how far it is (阶段性答复); the clock runs on, and the time until he hears again begins anew."""
    held = hold(task)
    facts = progress_facts(held, spans(held), now)
    return make("interim_reply", task, Given(facts, text=text), by=by, now=now)


def feed_back(task: Assignment, *, text: str, by: Staff, now: datetime) -> Event:
    """An assisting unit tells the lead its part (协办反馈); the lead's reply waited for it."""
    return make("feed_back", task, Given(text=text), by=by, now=now)


@transaction.atomic
def reply(
    task: Assignment, *, text: str, outcome: Outcome, uploads: Sequence["File[bytes]"] = (), by: Staff, now: datetime
) -> Event:
    """The unit answers, with photos or documents that show it; the clock stops here if this reply later passes review
    (floor rule 6).

    Raises FileRefused beside what the door refuses; nothing is written then.
    """
    files = keep_all(uploads, by=by, now=now)
    return make("reply", task, Given({"outcome": outcome}, text=text, files=files), by=by, now=now)


def pass_review(task: Assignment, *, note: str = "", by: Staff, now: datetime) -> Event:
    """The node that dispatched accepts the reply."""
    return make("pass_review", task, Given(text=note), by=by, now=now)


def exempt_review(task: Assignment, *, now: datetime) -> Event:
    """Accept a reply that the city's rule does not have read."""
    return make("exempt_review", task, Given(), by=None, now=now)


def pass_unread(task: Assignment | None, *, now: datetime) -> None:
    """Accept the reply if it stands to be reviewed and is not in the sample; a reply rejected since stays as it is."""
    if task and task.state == State.REPLIED and is_exempt(task):
        exempt_review(task, now=now)


def is_exempt(task: Assignment) -> bool:
    """True when the reply is not in the sample that is read (floor rule 3). Which is, follows from the number alone, so
    that nobody can pick."""
    review = policy.load().review
    percent = review.centre_percent if task.parent_id is None else review.lower_percent
    return int(task.case.number[-4:-1]) % HUNDRED >= percent


def reject_review(task: Assignment, *, reason: str, by: Staff, now: datetime) -> Event:
    """The node that dispatched sends the reply back; the clock runs on as if it had not stopped."""
    return make("reject_review", task, Given(text=reason), by=by, now=now)
