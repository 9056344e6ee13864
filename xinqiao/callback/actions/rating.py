"""The citizen rates by himself, without being called: his rating is the callback of the round."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.callback import attempts
from xinqiao.callback.actions.calling import MOVE, CallbackDone, RatingsWrong, keep
from xinqiao.callback.actions.planning import become_passed
from xinqiao.callback.actions.reworking import propose_rework
from xinqiao.callback.models import Callback, Ground, Result
from xinqiao.callback.queries import rated_units
from xinqiao.callback.ratings import Said, any_bad
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Case, Event
from xinqiao.cases.queries import open_request
from xinqiao.cases.refusal import Barred, Conflict
from xinqiao.cases.transition import Given, hold_case, make


def may_rate(case: Case) -> bool:
    """True while the citizen can still say what he thinks of this round: it is done, and he was not asked before.

    Anonymous citizens are out of satisfaction (floor rule 16); what was answered directly has no unit to be rated.
    """
    if case.stage != Stage.COMPLETED or case.is_anonymous:
        return False
    ended = case.callbacks.filter(round=case.round, ground=Ground.PASSED, done_at__isnull=False)
    return not ended.exists() and rated_units(case).exists()


@transaction.atomic
def rate(case: Case, *, said: Mapping[int, Said], note: str = "", rework: bool = False, now: datetime) -> Event:
    """Record what the citizen says of each leading unit (assignment id -> both answers). A complaint goes before the
    reviewer with his own words; `rework` tells whether he wants the matter handled again (floor rule 23).

    No quiet hours: nobody is rung up. Raises CallbackDone, RatingsWrong, Barred, Incomplete for a complaint without
    words, or what the door refuses; nothing is written then.
    """
    held = hold_case(case)
    _check(held)
    callback = _callback_of(held, now)
    units = {task.pk: task for task in rated_units(held)}
    if not units or set(said) != set(units):
        raise RatingsWrong
    attempt = attempts.weigh(callback, Result.REACHED, None, now)
    facts = attempts.facts(callback, Result.REACHED, attempt, said, units, contact_given=False)
    event = make("call_back", held, Given(facts, text=note), by=None, now=now)
    keep(callback, attempt, Result.REACHED, said, None, now)
    if any_bad(said.values()) and not open_request(held, "propose_rework"):
        propose_rework(held, advised=rework, reason=note, by=None, now=now)
    return event


def _check(case: Case) -> None:
    if case.stage != Stage.COMPLETED:
        raise Conflict(MOVE, case, Stage(case.stage))
    if case.is_anonymous:
        raise Barred(MOVE, gettext("匿名诉求不回访，也不评价"))


def _callback_of(case: Case, now: datetime) -> Callback:
    """The callback that the rating ends: the planned one, the one that is open since the limit expired, or, for who is
    quicker than the plan, a new one."""
    known = {one.ground: one for one in case.callbacks.filter(round=case.round)}
    if found := known.get(Ground.PASSED):
        if found.done_at:
            raise CallbackDone
        found.case = case
        return found
    early = known.get(Ground.EXPIRED)
    if early and not early.done_at:
        early.case = case
        return become_passed(early, case)
    return Callback.objects.create(case=case, round=case.round, due_at=case.completed_at or now)
