"""Who may see an appellant's name and number, and what is masked in the words, on what ground (floor rules 16, 26)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from xinqiao.cases.guarded import extracted, quiet, reads_original
from xinqiao.cases.lifecycle import MOVES, OPEN_STATES
from xinqiao.cases.models import Assignment, Case, Confidentiality
from xinqiao.cases.queries import story, within
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text


def own_ground(staff: Staff, case: Case) -> bool:
    """True when an open assignment of the person's own unit is reason enough: he handles it.

    Never for a report or a case whose appellant asked to be kept confidential: contact is relayed by the centre.
    """
    return Case.objects.filter(~_is_relayed() & _handled_by(staff), pk=case.pk).exists()


def may_show(staff: Staff, case: Case) -> bool:
    """True when the person may see the contact data, on his own ground or with a reason he gives."""
    return Case.objects.filter(shown_to(staff), pk=case.pk).exists()


def shown_to(staff: Staff) -> Q:
    """The condition "this person may see who asked in this case": where contact is relayed those whose grant reaches
    the centre; else those whose grant reaches the case, and whose unit handles it."""
    relays = staff.reach("show_contact").covers_platform
    open_ones = ~_is_relayed() & (within(staff, "show_contact") | _handled_by(staff))
    return open_ones | _is_relayed() if relays else open_ones


def _is_relayed() -> Q:
    """The centre alone speaks with the citizen: where units get an extract, and of an anonymous case."""
    return extracted() | Q(confidentiality=Confidentiality.ANONYMOUS) | Q(appellant=None)


def _handled_by(staff: Staff) -> Q:
    reach = staff.reach("contact")
    tasks = Assignment.objects.filter(reach.where("unit"), case=OuterRef("pk"), state__in=sorted(OPEN_STATES))
    return Q(Exists(tasks)) if reach else Q(pk__in=[])


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
