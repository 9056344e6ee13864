"""Who may see an appellant's name and number, and what is masked in the words, on what ground (floor rules 16, 26)."""

from dataclasses import dataclass

from django.utils.translation import gettext

from xinqiao.cases.guarded import needs_extract, quiet, reads_original
from xinqiao.cases.lifecycle import MOVES, OPEN_STATES
from xinqiao.cases.models import Case
from xinqiao.cases.queries import story, within
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text


def own_ground(staff: Staff, case: Case) -> bool:
    """True when an open assignment of the person's own unit is reason enough: he handles it.

    Never for a report or a case whose appellant asked to be kept confidential: contact is relayed by the centre.
    """
    reach = staff.reach("contact")
    if not reach or is_relayed(case):
        return False
    return case.assignments.filter(reach.where("unit"), state__in=sorted(OPEN_STATES)).exists()


def may_show(staff: Staff, case: Case) -> bool:
    """True when the person may see the contact data, on his own ground or with a reason he gives.

    Where contact is relayed only those may whose grant reaches the centre; else those whose grant reaches the case.
    """
    reach = staff.reach("show_contact")
    if is_relayed(case):
        return reach.covers_platform
    return Case.objects.filter(within(staff, "show_contact"), pk=case.pk).exists() or own_ground(staff, case)


def is_relayed(case: Case) -> bool:
    """True when the centre alone speaks with the citizen: where units get an extract, and of an anonymous case."""
    return needs_extract(case) or case.is_anonymous


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Words of a case as they were typed; `label` says where they stand."""

    label: str
    words: str


def masked_words(staff: Staff, case: Case) -> list[Unmasked]:
    """What this person reads of the case only masked: title, place and the words of its events, as they were typed.

    Nothing where units get an extract, but what stands in the tasks of his own units. At most two queries.
    """
    events = list(story(case))
    unread = quiet(staff, case, events)
    found = [
        Unmasked(gettext(MOVES[event.verb].label), event.text.body)
        for event in events
        if event.pk not in unread and hasattr(event, "text")
    ]
    if reads_original(staff, case):
        found = [Unmasked(gettext("标题"), case.title), Unmasked(gettext("地点"), case.place), *found]
    return [one for one in found if mask_free_text(one.words) != one.words]
