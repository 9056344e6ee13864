"""Several cases, one matter: merged when the dispatcher confirms, each citizen keeps number, reply and callback
(floor rule 14)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES, OPEN_STAGES
from xinqiao.cases.merged import check_none_waits, waiting_for
from xinqiao.cases.models import Appellant, Case, Event, Stage
from xinqiao.cases.queries import answer_text, open_request
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.cases.transition import Given, hold_case, make
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text, mask_name


@transaction.atomic
def rule_merge(case: Case, *, granted: bool, reason: str = "", by: Staff, now: datetime) -> Event:
    """Confirm or refuse a proposed merge. Raises Barred when the other case has ended meanwhile, when others wait for
    this one's answer, or when the other might go to the unit that this one accuses."""
    move = MOVES["rule_merge"]
    if not granted and not reason.strip():
        raise Incomplete(move, ["reason"])
    asked = open_request(case, move.rules)
    main = _both_held(case, asked.asked.data["into"]) if asked else None
    if granted and main and main.stage not in OPEN_STAGES:
        raise Barred(move, gettext("所并入的诉求已经办结或不在办理中"))
    if granted:
        check_none_waits(move, case)
    if granted and case.source.is_upper:
        raise Barred(move, gettext("上级平台转来的诉求须按其时限单独办理、单独回复，不并入他件；可把他件并入此件"))
    if granted and main and case.accused and not main.accuses(case.accused):
        raise Barred(move, gettext("所并入的诉求没有排除被举报单位"))  # floor rule 16: a merge is no way round
    if granted and main and needs_extract(main) and not needs_extract(case):
        raise Barred(move, gettext("所并入的诉求须保密，其答复不能给他人；请分别办理"))
    return make(
        "rule_merge", case, Given({"granted": granted}, text=reason, sets={"merged_into": main}), by=by, now=now
    )


def _both_held(case: Case, number: str) -> Case:
    """The main case; both are locked, by id, so that neither ends or is merged meanwhile."""
    pair = Case.objects.filter(pk=case.pk) | Case.objects.filter(number=number)
    return next(one for one in pair.order_by("pk").select_for_update() if one.number == number)


@transaction.atomic
def unmerge(case: Case, *, reason: str, by: Staff, now: datetime) -> Event:
    """Take a case out of the one it was merged into; it waits for dispatch again, under the clock that it waited under."""
    held = hold_case(case)
    sets = {"merged_into": None, **_waited_under(held, held.merged_into)}
    return make("unmerge", case, Given(text=reason, sets=sets), by=by, now=now)


def _waited_under(case: Case, main: Case | None) -> dict[str, datetime]:
    """The clock of a citizen whose own case had none when it was merged: the other one's has run for him, and does not
    start anew (floor rule 10)."""
    return {"due_at": main.due_at} if main and main.due_at and case.due_at is None else {}


def complete_merged(main: Case, *, now: datetime) -> list[Event]:
    """Give every case that was merged into a completed one its own reply. What names the other citizen is masked."""
    if main.stage not in (Stage.COMPLETED, Stage.ARCHIVED):
        return []
    facts, text = {"main": main.number}, _without_citizen(answer_text(main), main.appellant)
    return [
        make("complete_merged", case, Given(facts, text=text, sets=_waited_under(case, main)), by=None, now=now)
        for case in waiting_for(main)
    ]


def _without_citizen(text: str, citizen: Appellant | None) -> str:
    """A reply without what tells who was answered first: his name, where he lives, any number."""
    masked = mask_free_text(text)
    if citizen is None:
        return masked
    for personal, shown in ((citizen.address, gettext("（地址略）")), (citizen.name, mask_name(citizen.name))):
        masked = masked.replace(personal, shown) if personal else masked
    return masked


def release(main: Case, *, now: datetime) -> list[Event]:
    """Let the merged cases go when the one they were merged into ended without an answer."""
    facts = {"main": main.number}
    return [
        make("release", case, Given(facts, sets={"merged_into": None, **_waited_under(case, main)}), by=None, now=now)
        for case in waiting_for(main)
    ]
