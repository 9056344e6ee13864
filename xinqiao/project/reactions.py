"""What follows a move: verb -> functions, no conditions. The outbox runs them in order, in one transaction."""

from xinqiao.callback import actions as callback
from xinqiao.cases.models import Event
from xinqiao.doors.live import announce
from xinqiao.outbox.loop import Reactions
from xinqiao.outbox.models import Row


def plan_callback(row: Row) -> None:
    event = _event(row)
    callback.plan(event.case, now=event.at)


def archive_settled(row: Row) -> None:
    event = _event(row)
    callback.archive_settled(event.case, now=event.at)


def tell_pages(row: Row) -> None:
    announce.tell(_event(row))


def _event(row: Row) -> Event:
    return Event.objects.select_related("case", "assignment").get(pk=row.ref)


REACTIONS: Reactions = {
    "register": (tell_pages,),
    "dispatch": (tell_pages,),
    "sign": (tell_pages,),
    "contact": (tell_pages,),
    "reply": (tell_pages,),
    "pass_review": (plan_callback, tell_pages),
    "reject_review": (tell_pages,),
    "call_back": (archive_settled, tell_pages),
    "archive": (tell_pages,),
}
