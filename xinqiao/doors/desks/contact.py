"""Who may see an appellant's name and number, and on what ground (floor rules 16 and 26)."""

from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import OPEN_STATES
from xinqiao.cases.models import Case
from xinqiao.cases.queries import within
from xinqiao.people.models import Staff


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
