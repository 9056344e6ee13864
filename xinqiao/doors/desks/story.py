"""A case told for the page: its timeline, what it hangs together with, and what is special about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext

from xinqiao.callback.models import Callback
from xinqiao.callback.ratings import is_bad
from xinqiao.cases import guarded, queries
from xinqiao.cases.lifecycle import MOVES, Stage
from xinqiao.cases.models import Case, Event, Request
from xinqiao.cases.wording import Names, waiting
from xinqiao.doors.desks.timeline import kind_of
from xinqiao.doors.desks.wording import PROBLEMS, told
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

LONG: Final = 240  # characters
LONG_LINES: Final = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline; `kind`: see `timeline.KINDS`."""

    title: str
    at: datetime
    by: str
    text: str
    kind: str

    @property
    def is_long(self) -> bool:
        """True for a text of which a page that tells many shows the beginning only."""
        return len(self.text) > LONG or self.text.count("\n") > LONG_LINES


def timeline(staff: Staff, case: Case, events: list[Event], unspoken: Iterable[str]) -> list[Entry]:
    """The events of a case with what their data and words say, personal data in free text masked; of other cases that
    are `unspoken` to this person nothing.

    The words of the registration are the request itself, which the page shows as this person may read it.
    """
    names, quiet = Names(events, unspoken), guarded.quiet(staff, case, events)
    told_here = [_entry(event, names, is_quiet=event.pk in quiet) for event in events]
    return sorted([*told_here, *_from_merged(staff, case)], key=lambda entry: entry.at)


def _from_merged(staff: Staff, case: Case) -> list[Entry]:
    """What the citizens of merged cases add to the matter: their words, nobody's data; not of cases whose words are not
    for everybody. One query."""
    if not guarded.reads_original(staff, case):
        return []
    found = Event.objects.filter(
        case__merged_into=case, case__stage=Stage.MERGED, case__flag="", verb__in=("append", "urge")
    ).select_related("case", "text", "by")
    open_ones = [event for event in found.order_by("pk") if not guarded.needs_extract(event.case)]
    return [_of_merged(event) for event in open_ones]


def _of_merged(event: Event) -> Entry:
    said = mask_free_text(event.text.body) if hasattr(event, "text") else ""
    title = f"{gettext(MOVES[event.verb].label)} · {gettext('并入此件')} {event.case.number}"
    return Entry(title, event.at, event.by.name if event.by else gettext("系统"), said, kind_of(event.verb))


def _entry(event: Event, names: Names, *, is_quiet: bool) -> Entry:
    title = gettext(MOVES[event.verb].label)
    if event.assignment:
        title = f"{title} · {event.assignment.unit.name}"
    lines = [] if is_quiet else told(event, names)
    if event.verb != "register" and not is_quiet and hasattr(event, "text"):
        lines.append(mask_free_text(event.text.body))
    by = event.by.name if event.by else gettext("系统")
    return Entry(title, event.at, by, "\n".join(lines), kind_of(event.verb))


def awaits_ruling(case: Case) -> bool:
    """True when the citizen rated this round badly and nobody has ruled yet whether it is handled again."""
    if case.stage != Stage.COMPLETED:
        return False
    ended = Callback.objects.filter(case=case, round=case.round, done_at__isnull=False).first()
    return ended is not None and is_bad(ended)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something asked that is not ruled on yet: what (退单待审 …), of which unit, by whom, since when."""

    what: str
    unit: str
    by: str
    at: datetime


def waiting_in(requests: Iterable[Request]) -> list[Waiting]:
    """The open ones of what was asked on a case."""
    return [
        Waiting(
            waiting(one.kind, MOVES[one.kind].label),
            one.assignment.unit.name if one.assignment else "",
            one.asked.by.name if one.asked.by else gettext("系统"),
            one.asked.at,
        )
        for one in requests
        if one.closed_at is None
    ]


@dataclass(frozen=True, slots=True)
class Tied:
    """Another case that this one hangs together with; `is_seen`: this person may open it."""

    label: str
    number: str
    stage: str
    is_seen: bool


def tied_to(staff: Staff, case: Case, unspoken: Iterable[str]) -> list[Tied]:
    """Earlier and later cases of the same citizen, what was merged with it: numbers and stages, nobody's data; none that
    is `unspoken` to this person. One query."""
    related = Q(earlier=case) | Q(merged_into=case) | Q(pk__in=[case.earlier_id or 0, case.merged_into_id or 0])
    seen = list(queries.visible_to(staff).filter(related).order_by("number"))
    numbers = {one.number for one in seen}
    above = [(gettext("前次诉求"), case.earlier), (gettext("已并入"), case.merged_into)]
    named = [(label, one) for label, one in above if one and one.number not in unspoken]
    named += [(gettext("二次来电"), one) for one in seen if one.earlier_id == case.pk]
    named += [(gettext("并入此件"), one) for one in seen if one.merged_into_id == case.pk]
    return [Tied(label, one.number, one.get_stage_display(), one.number in numbers) for label, one in named]


def facts(staff: Staff, case: Case) -> list[tuple[str, str]]:
    """What is special about a case, as label and value: flag, problem, and to who may know it whom it accuses."""
    accused = case.accused.name if case.accused and guarded.is_inside(staff, case) else ""
    problem = str(PROBLEMS.get(case.problem, case.problem))
    found = [
        (gettext("标记"), case.get_flag_display() if case.flag else ""),
        (gettext("问题工单"), problem),
        (gettext("被举报单位"), accused),
    ]
    return [(label, value) for label, value in found if value]
