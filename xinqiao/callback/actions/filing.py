"""Filing a completed case (归档).

No completed case stays unfiled for ever. It is filed at once when nobody is to be called; when its callback has ended
without complaint; when a complaint was ruled explained or unreasonable. Until then it stands in exactly one list that
people work through: its callback on the callback desk, or what was asked of the reviewer among the rulings. A callback
that nobody makes is given up after `UNCALLED_AFTER`, and a case that was left without one gets it within a day
(`planning.plan_missed`). A ruling does not time out: silence is not a verdict.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from xinqiao.callback.models import Callback, Fallback, Filed, Ground
from xinqiao.callback.ratings import is_bad
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Case, Event, Request
from xinqiao.cases.queries import open_request
from xinqiao.cases.transition import Given, hold_case, make

UNCALLED_AFTER: Final = timedelta(days=30)


@transaction.atomic
def archive_settled(case: Case, *, now: datetime) -> Event | None:
    """File a completed case whose callback has ended, unless a bad rating or a proposal still waits for its ruling."""
    held = hold_case(case)
    ended = held.callbacks.filter(round=held.round, ground=Ground.PASSED, done_at__isnull=False).first()
    if ended is None or held.stage != Stage.COMPLETED or open_request(held, "propose_rework"):
        return None
    why = _verdict(held) if is_bad(ended) else ended.result
    return file(case, Filed(why), now=now) if why else None


def _verdict(case: Case) -> str:
    """How the complaint was ruled last, when not by a rework; empty while it was not."""
    asked = Request.objects.filter(case=case, kind="propose_rework", granted=False)
    last = asked.select_related("ruled").order_by("-closed_at").first()
    return last.ruled.data["verdict"] if last and last.ruled else ""


def file_uncalled(*, now: datetime) -> list[Case]:
    """Give up callbacks that nobody has made since `UNCALLED_AFTER`; the citizen is still asked by SMS."""
    late = Callback.objects.filter(
        done_at=None, ground=Ground.PASSED, round=F("case__round"), due_at__lt=now - UNCALLED_AFTER,
        case__stage=Stage.COMPLETED,
    )  # fmt: skip
    return [callback.case for callback in late.select_related("case").order_by("due_at") if _gave_up(callback, now)]


@transaction.atomic
def _gave_up(callback: Callback, now: datetime) -> bool:
    held = hold_case(callback.case)
    callback.refresh_from_db(fields=["done_at"])
    if held.stage != Stage.COMPLETED or callback.done_at or open_request(held, "propose_rework"):
        return False
    event = file(callback.case, Filed.UNCALLED, now=now, sms=held.has_phone)
    if held.has_phone:
        Fallback.objects.create(callback=callback, queued_at=event.at)
    return True


def file(case: Case, why: Filed, *, now: datetime, sms: bool = False) -> Event:
    """Archive; `sms`: the citizen is asked so. Reactions may run late: a case is not filed before what last happened
    to it."""
    last = case.events.latest("seq")
    facts = {"ground": why} | ({"sms": True} if sms else {})
    return make("archive", case, Given(facts), by=None, now=max(now, last.at))
