"""What the words of an indicator mean in rows: for each source its windows, facts and dimensions.

A window's moment is always the moment of an event of the row's case, or a due moment that one tells (`stale.py` builds
on it); and what a fact asks changes only by an event of its case, of the case it was merged into, or as time goes by.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from xinqiao.assessment.indicators import Source, Window
from xinqiao.callback.models import SATISFIED_FROM, Callback, Ground, Rating, Result
from xinqiao.cases.lifecycle import VOID_STATES, Stage, State
from xinqiao.cases.models import Assignment, Case, Event, Request
from xinqiao.telephony.models import Call, Direction

AT_ONCE: Final = timedelta(seconds=15)  # GB/T 33358-2016


@dataclass(frozen=True, slots=True)
class Rows:
    """How a source is read. `windows` and `facts` map an indicator's words to fields and conditions, `paths` the
    dimensions that these rows have to fields: unit, above (the unit of the task that this one was delegated from),
    channel, category, case_type; also case, and task for what can be ruled out. `of_platform`: the rows that count for
    the platform as a whole."""

    found: QuerySet[Any]
    windows: Mapping[Window, str]
    facts: Mapping[str, Q]
    paths: Mapping[str, str]
    of_platform: Q = field(default_factory=Q)


def rows_of(source: Source, now: datetime) -> Rows:
    """The rows of a source, what is still open judged as of `now`."""
    return _READERS[source](now)


def _calls(now: datetime) -> Rows:
    answered = Q(answered_at__isnull=False)
    return Rows(
        found=Call.objects.filter(direction=Direction.INBOUND),
        windows={Window.ENTERED: "entered_at"},
        facts={
            "still_waiting": Q(answered_at=None, ended_at=None),
            "answered": answered,
            "answered_at_once": answered & Q(answered_at__lte=F("entered_at") + AT_ONCE),
        },
        paths={},
    )


def _cases(now: datetime) -> Rows:
    # One at most: a join, where a subquery would look it up anew for each number.
    of_this_round = Q(callbacks__round=F("round"), callbacks__ground=Ground.PASSED)
    done = Q(callback__done_at__isnull=False)
    # The citizen's clock is set by the first dispatch, whatever became of that.
    undispatched = Q(due_at=None, merged_into=None)
    return Rows(
        found=Case.objects.annotate(callback=FilteredRelation("callbacks", condition=of_this_round)),
        windows={Window.REGISTERED: "registered_at", Window.COMPLETED: "completed_at"},
        facts={
            "dispatched": Q(due_at__isnull=False),
            "answered_directly": undispatched & Q(stage__in=[Stage.COMPLETED, Stage.ARCHIVED]),
            "repeated": Q(earlier__isnull=False),
            "declined": Q(stage=Stage.DECLINED),
            "invalid": Q(stage=Stage.INVALID),
            "not_accepted": Q(stage__in=[Stage.INVALID, Stage.DECLINED]),
            "called_back": done,
            "reached": done & ~Q(callback__result=Result.NO_ANSWER),
            # Filed without a callback: anonymous, answered directly, not in the sample (floor rules 16 and 21).
            "not_to_call": Q(callback__round=None, stage=Stage.ARCHIVED),
        },
        paths={"case": "pk", "channel": "source", "category": "category", "case_type": "case_type"},
    )


def _assignments(now: datetime) -> Rows:
    done = Q(state__in=[State.COMPLETED, State.FED_BACK])
    # Floor rule 6: the review queue never counts against the unit, so a reply in time waits for its review uncounted;
    # so does what was carried over in time (floor rule 8).
    stopped = Q(stopped_at__lte=F("due_at")) & (Q(state=State.REPLIED) | Q(carried_at__isnull=False))
    sent_back = Q(state=State.SENT_BACK)
    again = Assignment.objects.filter(case=OuterRef("case"), unit=OuterRef("unit"), round=OuterRef("round") + 1)
    return Rows(
        found=Assignment.objects.all(),
        windows={Window.DISPATCHED: "dispatched_at", Window.DUE: "due_at", Window.COMPLETED: "completed_at"},
        facts={
            # What was taken away again is nobody's - unless it was overdue by then: no closing wipes that out.
            "kept": ~Q(state__in=sorted(VOID_STATES)) | Q(state=State.RECALLED, ended_at__gt=F("due_at")),
            "no_sign_limit": Q(sign_due_at=None),
            "sign_limit_reached": Q(signed_at__isnull=False) | Q(sign_due_at__lt=now),
            "signed_in_limit": Q(signed_at__lte=F("sign_due_at")),
            "no_contact_limit": Q(contact_due_at=None),
            "contact_limit_reached": Q(contacted_at__isnull=False) | Q(contact_due_at__lt=now),
            "contacted_in_limit": Q(contacted_at__lte=F("contact_due_at")),
            "limit_reached": done | (Q(due_at__lt=now) & ~stopped),
            "completed": done,
            "not_completed": ~done,
            "completed_in_limit": done & Q(stopped_at__lte=F("due_at")),
            "completed_past_limit": done & Q(stopped_at__gt=F("due_at")),
            "asked_back": Q(pk__in=_requested("send_back")),
            "sent_back": sent_back,
            "unduly_returned": ~sent_back & Q(pk__in=_requested("send_back", granted=False)),
            "reworked": Q(Exists(again)),
        },
        paths=_TASK,
        of_platform=Q(parent=None),  # what a unit delegates is the same work once more
    )


_TASK: Final = {
    "case": "case_id", "task": "pk", "unit": "unit", "above": "parent__unit", "channel": "case__source",
    "category": "case__category", "case_type": "case__case_type",
}  # fmt: skip


def _requested(kind: str, **ruled: bool) -> QuerySet[Request, Any]:
    """The tasks of which this was asked; as a list that the database makes once, not once for each row."""
    return Request.objects.filter(kind=kind, assignment__isnull=False, **ruled).values("assignment")


def left_out() -> dict[str, list[int]]:
    """The tasks that rulings have taken out of each indicator (剔除, floor rule 24), by its code. One query.

    They are few, and read beforehand: what a ruling is about stands in the event that asked, which no index tells.
    """
    ruled = Request.objects.filter(kind="exclude", granted=True, assignment__isnull=False)
    found: dict[str, list[int]] = defaultdict(list)
    for task, code in ruled.values_list("assignment", "asked__data__indicator"):
        found[code].append(task)
    return found


def _dispatches(now: datetime) -> Rows:
    """A hand-down is its giver's own decision at every tier, so all of them count for the platform."""
    paths = {name: path for name, path in _TASK.items() if name != "above"} | {"unit": "dispatched_by_unit"}
    return Rows(
        found=Assignment.objects.all(),
        windows={Window.DISPATCHED: "dispatched_at"},
        facts={"wrong": Q(state=State.SENT_BACK) | Q(state=State.RECALLED) & _reassigned()},
        paths=paths,
    )


def _reassigned() -> Q:
    """The condition "whoever dispatched it gave it to another unit, though nobody had asked". Looked up for the few that
    were taken back, never gathered from all events."""
    moved = Event.objects.filter(assignment=OuterRef("pk"), verb="reassign").values("pk")[:1]
    return Q(IsNull(Subquery(moved), False))


def _ratings(now: datetime) -> Rows:
    """Callbacks with each rating given; one without any is a row too, of no unit: refused, wrong number, no answer."""
    bad = Q(rating__satisfaction__lt=SATISFIED_FROM) | Q(rating__solved=False)
    reworked = Assignment.objects.filter(case=OuterRef("case"), parent=None, round=OuterRef("round") + 1)
    again = Rating.objects.filter(
        callback__case=OuterRef("case"), callback__round=OuterRef("round") + 1, callback__ground=Ground.PASSED
    )
    still_bad = again.filter(Q(satisfaction__lt=SATISFIED_FROM) | Q(solved=False))
    ended = Callback.objects.filter(ground=Ground.PASSED, done_at__isnull=False)
    return Rows(
        found=ended.annotate(rating=FilteredRelation("ratings")),
        windows={Window.CALLED_BACK: "done_at"},
        facts={
            "unrated": Q(rating__satisfaction=None),
            "solved": Q(rating__solved=True),
            "satisfied": Q(rating__satisfaction__gte=SATISFIED_FROM),
            "bad": bad,
            # A reviewer grants a rework only where he holds the complaint to be true (floor rule 23).
            "not_verified": Q(~Exists(reworked)),
            "rectified": Q(Exists(again), ~Exists(still_bad)),
        },
        paths=_RATED,
    )


_RATED: Final = {
    "case": "case_id", "task": "rating__assignment", "unit": "rating__assignment__unit", "channel": "case__source",
    "category": "case__category", "case_type": "case__case_type",
}  # fmt: skip
_READERS = {
    Source.CALLS: _calls,
    Source.CASES: _cases,
    Source.ASSIGNMENTS: _assignments,
    Source.DISPATCHES: _dispatches,
    Source.RATINGS: _ratings,
}
