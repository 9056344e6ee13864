"""What follows from the citizen or about him once his case is there (floor rules 14 and 15)."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES, OPEN_STAGES
from xinqiao.cases.merged import check_none_waits
from xinqiao.cases.models import Case, Event, Flag
from xinqiao.cases.refusal import Barred
from xinqiao.cases.transition import Given, make
from xinqiao.files.actions import keep_all
from xinqiao.people.models import Staff


@transaction.atomic
def append(case: Case, *, text: str, uploads: Sequence["File[bytes]"] = (), by: Staff | None, now: datetime) -> Event:
    """The citizen says more about his open case; it keeps its number and its clocks. `by` None: he wrote himself.

    Raises FileRefused beside what the door refuses; nothing is written then.
    """
    return make("append", case, Given(text=text, files=keep_all(uploads, by=by, now=now)), by=by, now=now)


def urge(case: Case, *, text: str = "", by: Staff | None, now: datetime) -> Event:
    """The citizen asks how far it is; counted, and shown to who handles it."""
    return make("urge", case, Given(text=text), by=by, now=now)


def withdraw(case: Case, *, reason: str, by: Staff | None, now: datetime) -> Event:
    """The citizen takes his case back; open tasks end."""
    return make("withdraw", case, Given(text=reason), by=by, now=now)


def flag(case: Case, *, flag: Flag, note: str = "", by: Staff, now: datetime) -> Event:
    """Put the case before the shift lead and the leader on duty; from now on only its circle sees it."""
    return make("flag", case, Given(sets={"flag": flag}, text=note), by=by, now=now)


def unflag(case: Case, *, reason: str, by: Staff, now: datetime) -> Event:
    """Open the case to its usual readers again."""
    return make("unflag", case, Given(sets={"flag": ""}, text=reason), by=by, now=now)


def propose_merge(case: Case, *, into: Case, note: str = "", by: Staff, now: datetime) -> Event:
    """Say that this is the same matter as another case; the dispatcher decides, nobody's data is shown.

    Raises Barred when the other case is this one, is over, or is itself merged into another, and when others were merged
    into this one: nobody waits for an answer at second hand.
    """
    move = MOVES["propose_merge"]
    if into.pk == case.pk or into.stage not in OPEN_STAGES:
        raise Barred(move, gettext("只能并入另一件尚未办结的诉求"))
    check_none_waits(move, case)
    return make("propose_merge", case, Given({"into": into.number}, text=note), by=by, now=now)
