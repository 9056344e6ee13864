"""Which citizens are called back, and why: their reply passed, or their limit expired (floor rule 21)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from xinqiao.callback import queries
from xinqiao.callback.actions.filing import file
from xinqiao.callback.models import Callback, Filed, Ground, Watch
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Case
from xinqiao.cases.sampling import is_drawn
from xinqiao.cases.transition import hold_case
from xinqiao.people import policy

# A move that was made before the last look may be seen only after it: the look reaches back so far.
LATECOMERS: Final = timedelta(minutes=2)


@transaction.atomic
def plan(case: Case, *, now: datetime) -> Callback | None:
    """Open the callback of this round if the case is completed, or file the case when nobody is to be called.

    The same round twice opens one. A callback that is open since the limit expired becomes this one. Anonymous
    citizens are not called (floor rule 16), nor those whose question was answered directly or who are not in the
    sample; after an expiry or a rework always.
    """
    held = hold_case(case)
    if held.stage != Stage.COMPLETED:
        return None
    known = {one.ground: one for one in held.callbacks.filter(round=held.round)}
    if Ground.PASSED in known:
        return known[Ground.PASSED]
    early = known.get(Ground.EXPIRED)
    if why := _uncalled_because(held, early):
        file(case, why, now=now)
        return None
    if early and not early.done_at:
        return become_passed(early, held)
    return Callback.objects.create(case=held, round=held.round, due_at=held.completed_at or now)


def _uncalled_because(case: Case, early: Callback | None) -> Filed | None:
    if case.is_anonymous:
        return Filed.NO_CONTACT
    if not queries.rated_units(case).exists():
        return Filed.ANSWERED_DIRECTLY
    return None if early or case.round > 1 or is_sampled(case) else Filed.UNSAMPLED


def is_sampled(case: Case) -> bool:
    """True when the case is in the city's sample of those that are called back."""
    return is_drawn("callback", case.number, policy.load().callbacks.percent)


def become_passed(early: Callback, case: Case) -> Callback:
    """The reply has passed while the citizen was being called about the expiry: one call for both; attempts count."""
    early.ground, early.due_at = Ground.PASSED, case.completed_at or early.due_at
    early.save(update_fields=["ground", "due_at"])
    return early


def open_expired(*, now: datetime) -> list[Callback]:
    """Open a callback for every citizen whose limit has run out since the last look, whether or not his matter was
    handled (Beijing regulation art. 23). Twice at once opens one."""
    watch = Watch.objects.first()
    since = watch.looked_until - LATECOMERS if watch else None
    over = [*queries.expired(since, now), *queries.expired_merged(now)]
    opened = [one for pk in over if (one := _open_one(pk, now))]
    Watch.objects.update_or_create(pk=1, defaults={"looked_until": now})
    return opened


@transaction.atomic
def _open_one(pk: int, now: datetime) -> Callback | None:
    case = hold_case(Case(pk=pk))
    due_at = queries.clock_of(case)
    if case.is_anonymous or due_at is None or due_at > now:
        return None
    opened, is_new = Callback.objects.get_or_create(
        case=case, round=case.round, ground=Ground.EXPIRED, defaults={"due_at": due_at}
    )
    return opened if is_new else None


def plan_missed(*, now: datetime) -> int:
    """Plan for completed cases that were left without a callback since yesterday: nothing that failed on the way keeps
    a case from being filed. Returns how many."""
    left = Case.objects.filter(stage=Stage.COMPLETED, completed_at__lt=now - timedelta(days=1))
    planned = Callback.objects.filter(case=OuterRef("pk"), round=OuterRef("round"), ground=Ground.PASSED)
    cases = list(left.exclude(Exists(planned)).order_by("completed_at"))
    for case in cases:
        plan(case, now=now)
    return len(cases)
