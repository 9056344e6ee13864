"""A case's facts put right: by the dispatcher whenever it stands open, by who took it down in the wrap-up."""

from collections.abc import Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import OPEN_STATES, Move
from xinqiao.cases.merged import waiting_for
from xinqiao.cases.models import Assignment, Case, Event
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.second_look import needs_approval, needs_precheck
from xinqiao.cases.transition import Given, make
from xinqiao.people.models import Staff


def correct(move: Move, held: Case, facts: dict[str, Any], *, reason: str, by: Staff, now: datetime) -> Event:
    """Make the move that sets these facts of the case, whose row is held: nobody dispatches it to the accused meanwhile.
    Clocks that run go on as they were ordered: who wants others recalls and dispatches anew.

    Raises Incomplete when nothing changes, Barred when an open task lies with the unit that is now accused (of a merged
    case, one of those on the case that answers it), when others wait for an answer that would become confidential, and
    when a protection falls away and it is not somebody who has the second look himself.
    """
    changed = {name: value for name, value in facts.items() if value != getattr(held, name)}
    if not changed:
        raise Incomplete(move, sorted(move.sets))
    after = _amended(held, changed)
    _check_guarded(move, held, after, by)
    if "accused" in changed:
        _check_accused(move, after)
    if needs_extract(after):
        _check_none_waits(move, after)
    return make(move.verb, held, Given(sets=changed, text=reason), by=by, now=now)


def _amended(case: Case, changed: dict[str, Any]) -> Case:
    after = copy(case)
    for name, value in changed.items():
        setattr(after, name, value)
    return after


def _check_guarded(move: Move, before: Case, after: Case, by: Staff) -> None:
    """A correction is no way round floor rules 12, 13 and 16: where the citizen, or what he reports, is protected less
    than before, where nobody asks him any more, or a second look falls away, it is made by who has that second look."""
    unasked = after.is_anonymous and not before.is_anonymous
    spared = before.accused and not after.accuses(before.accused)
    freed = any(asks(before) and not asks(after) for asks in (needs_extract, needs_precheck))
    if (spared or freed or unasked) and not by.can_anywhere("rule_dispatch"):
        raise Barred(move, gettext("解除保密、举报、被举报单位或预审，或者改为匿名，须由有派单预审权限的人更正"))
    if needs_approval(before) and not needs_approval(after) and not by.can_anywhere("rule_answer"):
        raise Barred(move, gettext("更正后直接答复不再须审批；须由有答复审批权限的人更正"))


def _check_accused(move: Move, after: Case) -> None:
    if after.accused and any(after.accuses(task.unit) for task in _open(after)):
        raise Barred(move, gettext("被举报单位或其下级正在承办；请先撤回，已并单的先解除并单"))


def _open(case: Case) -> Iterable[Assignment]:
    answering = Q(case=case) | Q(case=case.merged_into_id or 0)
    return Assignment.objects.filter(answering, state__in=sorted(OPEN_STATES)).select_related("unit")


def _check_none_waits(move: Move, after: Case) -> None:
    """The answer of a confidential matter is nobody else's, as it is of one that is merged (`rule_merge`)."""
    if any(not needs_extract(one) for one in waiting_for(after)):
        raise Barred(move, gettext("已有他人的诉求并入此件，其答复不能给他人；请先解除并单"))
