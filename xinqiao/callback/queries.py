"""Callbacks as the callback desk asks for them, and the units that a citizen is asked about."""

from datetime import datetime

from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from xinqiao.callback.models import Callback, Ground
from xinqiao.cases.actors import may
from xinqiao.cases.lifecycle import LEADING, MOVES, OPEN_STAGES, VOID_STATES, Stage
from xinqiao.cases.models import Assignment, Case
from xinqiao.cases.queries import visible_to
from xinqiao.people.models import Staff

# A case that waits for dispatch again has a clock too; one that was never handed down has none.
OPEN = sorted(OPEN_STAGES)


def standing(now: datetime) -> Q:
    """The condition "the citizen is still to be called": the callback is of this round, its reply has passed or its
    limit is over, and the case has not ended otherwise."""
    passed = Q(ground=Ground.PASSED, case__stage=Stage.COMPLETED)
    expired = Q(ground=Ground.EXPIRED, due_at__lte=now) & (_over("case", now) | _merged_over("case", now))
    return Q(done_at=None, round=F("case__round")) & (passed | expired)


def _over(case: str, now: datetime) -> Q:
    """The condition "the case is open and its citizen's clock has run out", for a query that reaches it so."""
    return Q(**{f"{case}__stage__in": OPEN, f"{case}__due_at__lte": now})


def _merged_over(case: str, now: datetime) -> Q:
    """The same of a case whose matter is handled with another's: that one's clock counts."""
    return Q(**{f"{case}__stage": Stage.MERGED}) & _over(f"{case}__merged_into", now)


def waiting(staff: Staff, now: datetime | None = None) -> QuerySet[Callback]:
    """Citizens to be called now, of cases this person may see, the longest due first."""
    now = now or timezone.now()
    due = _seen_by(staff).filter(standing(now)).filter(Q(not_before=None) | Q(not_before__lte=now))
    return due.order_by("due_at", "pk")


def later(staff: Staff, now: datetime) -> QuerySet[Callback]:
    """Citizens who were not reached and are to be tried again later, the next first."""
    return _seen_by(staff).filter(standing(now), not_before__gt=now).order_by("not_before", "pk")


def unreached(staff: Staff) -> QuerySet[Callback]:
    """Citizens whom no attempt reached and whose SMS has not gone out, the latest first."""
    return _seen_by(staff).filter(fallback__sent_at=None, fallback__isnull=False).order_by("-fallback__queued_at", "pk")


def _seen_by(staff: Staff) -> QuerySet[Callback]:
    return of(staff).select_related("case__category", "case__area", "fallback")


def of(staff: Staff) -> QuerySet[Callback]:
    """The callbacks of the cases that this person may see, for whose it is to call: the centre's."""
    return (
        Callback.objects.filter(case__in=visible_to(staff))
        if may(staff, MOVES["call_back"])
        else Callback.objects.none()
    )


def to_call(case: Case) -> Callback | None:
    """The callback of this round that an attempt would be recorded on; the passed one before the expired one. The last
    one that was done when none is open."""
    found = case.callbacks.filter(round=case.round).order_by(F("done_at").desc(nulls_first=True), "-ground")
    return found.first()


def rated_units(case: Case) -> QuerySet[Assignment]:
    """The tasks that the citizen is asked about: each leading unit's own, in this round; of a case that is handled or
    was answered with the one it was merged into, that one's."""
    if case.stage == Stage.MERGED and case.merged_into:
        return _leading(case.merged_into.pk, case.merged_into.round)
    if case.merged_into_id and _was_answered_together(case):
        return _leading(case.merged_into_id, _round_at(case.merged_into_id, case.completed_at))
    return _leading(case.pk, case.round)


def _was_answered_together(case: Case) -> bool:
    """True unless the case went its own way since, by a rework."""
    last = case.events.filter(verb__in=["complete_merged", "rework"]).order_by("-seq").first()
    return last is not None and last.verb == "complete_merged"


def _leading(case: int, round_: int) -> QuerySet[Assignment]:
    found = Assignment.objects.filter(case=case, round=round_, parent=None, tie__in=sorted(LEADING))
    return found.exclude(state__in=sorted(VOID_STATES)).select_related("unit", "case").order_by("suffix")


def _round_at(case: int, at: datetime | None) -> int:
    """The round in which the case stood completed at that moment."""
    found = Assignment.objects.filter(case=case, parent=None, completed_at__lte=at).aggregate(last=Max("round"))
    return found["last"] or 1


def expired(since: datetime | None, now: datetime) -> list[int]:
    """The keys of cases at work whose citizen's clock ran out after `since`, or which were handed down since then with
    a clock that was already over. By two partial indexes: costs what is due, not what is open."""
    over = Case.objects.filter(stage__in=OPEN, due_at__lte=now).exclude(callbacks__ground=Ground.EXPIRED)
    if since is None:
        return list(over.order_by("due_at").values_list("pk", flat=True))
    by_clock = over.filter(due_at__gt=since).values_list("pk", flat=True)
    by_dispatch = over.filter(assignments__dispatched_at__gt=since).values_list("pk", flat=True)
    return sorted(set(by_clock) | set(by_dispatch))


def expired_merged(now: datetime) -> list[int]:
    """The keys of merged cases whose matter is over its limit where it is handled, and whose citizens have not been
    called about it. They are few: the overdue ones with others merged into them."""
    mains = Case.objects.filter(stage__in=OPEN, due_at__lte=now)
    waiting = Case.objects.filter(stage=Stage.MERGED, merged_into__in=mains)
    return sorted(waiting.exclude(callbacks__ground=Ground.EXPIRED).values_list("pk", flat=True))


def clock_of(case: Case) -> datetime | None:
    """When the citizen's limit runs out while somebody is at work on his matter, here or where it was merged into; None
    otherwise."""
    at_work = case.merged_into if case.stage == Stage.MERGED and case.merged_into else case
    return at_work.due_at if at_work.stage in OPEN_STAGES else None
