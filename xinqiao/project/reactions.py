"""What follows a move: verb -> functions, no conditions. The outbox runs them in order, in one transaction."""

from xinqiao.callback import actions as callback
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Event
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.live import announce
from xinqiao.handling import actions as handling
from xinqiao.outbox.loop import Reactions
from xinqiao.outbox.models import Row


def plan_callback(row: Row) -> None:
    event = _event(row)
    callback.plan(event.case, now=event.at)


def archive_settled(row: Row) -> None:
    event = _event(row)
    callback.archive_settled(event.case, now=event.at)


def pass_unread(row: Row) -> None:
    event = _event(row)
    handling.pass_unread(event.assignment, now=event.at)


def complete_merged(row: Row) -> None:
    event = _event(row)
    dispatch.complete_merged(event.case, now=event.at)


def release_merged(row: Row) -> None:
    event = _event(row)
    dispatch.release(event.case, now=event.at)


def tell_pages(row: Row) -> None:
    announce.tell(_event(row))


def _event(row: Row) -> Event:
    found = Event.objects.select_related(
        "case", "assignment__case", "assignment__unit", "assignment__dispatched_by_unit"
    )
    return found.get(pk=row.ref)


_QUIET: Reactions = dict.fromkeys(MOVES, (tell_pages,))
# Merged cases first: planning files a case at once whose citizen is not called.
_COMPLETES = (complete_merged, plan_callback, tell_pages)
_ENDS = (release_merged, tell_pages)

REACTIONS: Reactions = {
    **dict.fromkeys(MOVES, (tell_pages,)),
    "reply": (pass_unread, tell_pages),
    "pass_review": _COMPLETES,
    "exempt_review": _COMPLETES,
    "rule_strike_off": _COMPLETES,
    # Taken away from the last unit that was still at work, it completes what the others have done.
    "recall": _COMPLETES,
    "rule_return": _COMPLETES,
    "rule_objection": _COMPLETES,
    "answer_directly": _COMPLETES,
    "rule_answer": _COMPLETES,
    "complete_merged": _COMPLETES,
    "call_back": (archive_settled, tell_pages),
    "rule_rework": (archive_settled, tell_pages),
    "decline": _ENDS,
    "invalidate": _ENDS,
    "relay": _ENDS,
    "withdraw": _ENDS,
    "terminate": _ENDS,
}
