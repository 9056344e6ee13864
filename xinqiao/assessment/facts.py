"""What the words of an indicator mean in rows: for each source its model, windows, unit, case and facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Model, Q

from xinqiao.assessment.indicators import Source, Window
from xinqiao.callback.models import SATISFIED_FROM, Callback, Ground, Rating, Result
from xinqiao.cases.lifecycle import VOID_STATES, Stage, State
from xinqiao.cases.models import Assignment, Case


@dataclass(frozen=True, slots=True)
class Rows:
    """How a source is read. `windows` and `facts` map an indicator's words to fields and conditions; `counted` are the
    rows that count at all, `of_platform` those of them that count for the platform as a whole."""

    model: type[Model]
    windows: Mapping[Window, str]
    facts: Mapping[str, Q]
    case: str
    unit: str = ""
    counted: Q = field(default_factory=Q)
    of_platform: Q = field(default_factory=Q)


def rows_of(source: Source, now: datetime) -> Rows:
    """The rows of a source, what is still open judged as of `now`."""
    return _READERS[source](now)


def _cases(now: datetime) -> Rows:
    return Rows(
        model=Case,
        windows={Window.REGISTERED: "registered_at"},
        # The citizen's clock is set by the first dispatch, whatever became of that.
        facts={"dispatched": Q(due_at__isnull=False), "not_accepted": Q(stage__in=[Stage.INVALID, Stage.DECLINED])},
        case="pk",
    )


def _assignments(now: datetime) -> Rows:
    done = Q(state__in=[State.COMPLETED, State.FED_BACK])
    # Floor rule 6: the review queue never counts against the unit, so a reply in time waits for its review uncounted;
    # so does what was carried over in time (floor rule 8).
    stopped = Q(stopped_at__lte=F("due_at")) & (Q(state=State.REPLIED) | Q(carried_at__isnull=False))
    return Rows(
        model=Assignment,
        windows={Window.DISPATCHED: "dispatched_at", Window.DUE: "due_at", Window.COMPLETED: "completed_at"},
        facts={
            "no_sign_limit": Q(sign_due_at=None),
            "sign_limit_reached": Q(signed_at__isnull=False) | Q(sign_due_at__lt=now),
            "signed_in_limit": Q(signed_at__lte=F("sign_due_at")),
            "no_contact_limit": Q(contact_due_at=None),
            "contact_limit_reached": Q(contacted_at__isnull=False) | Q(contact_due_at__lt=now),
            "contacted_in_limit": Q(contacted_at__lte=F("contact_due_at")),
            "limit_reached": done | (Q(due_at__lt=now) & ~stopped),
            "completed": done,
            "completed_in_limit": done & Q(stopped_at__lte=F("due_at")),
        },
        case="case_id",
        unit="unit",
        counted=~Q(state__in=sorted(VOID_STATES)),  # what was taken away again is nobody's
        of_platform=Q(parent=None),  # what a unit delegates is the same work once more
    )


def _callbacks(now: datetime) -> Rows:
    return Rows(
        model=Callback,
        windows={Window.CALLED_BACK: "done_at"},
        facts={"reached": ~Q(result=Result.NO_ANSWER)},
        case="case_id",
        counted=Q(ground=Ground.PASSED),
    )


def _ratings(now: datetime) -> Rows:
    return Rows(
        model=Rating,
        windows={Window.CALLED_BACK: "callback__done_at"},
        facts={"solved": Q(solved=True), "satisfied": Q(satisfaction__gte=SATISFIED_FROM)},
        case="callback__case_id",
        unit="assignment__unit",
        counted=Q(callback__ground=Ground.PASSED),
    )


_READERS = {
    Source.CASES: _cases,
    Source.ASSIGNMENTS: _assignments,
    Source.CALLBACKS: _callbacks,
    Source.RATINGS: _ratings,
}
