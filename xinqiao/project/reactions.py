"""What follows a move: verb -> functions, no conditions. The outbox runs them in order, in one transaction."""

from xinqiao.callback import actions as callback
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Event
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.live import announce
from xinqiao.doors.live.topics import BESIDES
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


def tell_besides(row: Row) -> None:
    announce.tell_besides(row.verb)


def _event(row: Row) -> Event:
    found = Event.objects.select_related(
        "case", "assignment__case", "assignment__unit", "assignment__dispatched_by_unit"
    )
    return found.get(pk=row.ref)


_QUIET: Reactions = dict.fromkeys(MOVES, (tell_pages,))
# Merged cases first: planning files a case at once whose citizen is not called.
_COMPLETES = (complete_merged, plan_callback, tell_pages)
# Taken away from the last unit that was still at work, a case is completed by what the others have done.
_COMPLETING = (
    "pass_review", "exempt_review", "rule_strike_off", "recall", "rule_return", "rule_objection", "answer_directly",
    "rule_answer", "complete_merged",
)  # fmt: skip
_ENDS = (release_merged, tell_pages)
_ENDING = ("decline", "invalidate", "relay", "withdraw", "terminate")

REACTIONS: Reactions = {
    **dict.fromkeys(MOVES, (tell_pages,)),
    **dict.fromkeys(BESIDES, (tell_besides,)),
    **dict.fromkeys(_COMPLETING, _COMPLETES),
    **dict.fromkeys(_ENDING, _ENDS),
    "reply": (pass_unread, tell_pages),
    "call_back": (archive_settled, tell_pages),
    "rule_rework": (archive_settled, tell_pages),
}
