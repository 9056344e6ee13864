"""Who may see an appellant's name and number, and on what ground (floor rules 16 and 26)."""

from xinqiao.cases.actors import platform
from xinqiao.cases.lifecycle import OPEN_STATES
from xinqiao.cases.models import Case, Confidentiality
from xinqiao.people.models import Staff


def own_ground(staff: Staff, case: Case) -> bool:
    """True when an open assignment of the person's own unit is reason enough: he handles it.

    Never for a case whose appellant asked to be kept confidential: contact is relayed by the centre.
    """
    reach = staff.reach("contact")
    if not reach or case.confidentiality != Confidentiality.OPEN:
        return False
    return case.assignments.filter(reach.where("unit"), state__in=sorted(OPEN_STATES)).exists()


def may_show(staff: Staff, case: Case) -> bool:
    """True when the person may see the contact data, on his own ground or with a reason he gives.

    Of a confidential appellant only those may whose grant reaches the centre, which relays contact.
    """
    reach = staff.reach("show_contact")
    if case.confidentiality != Confidentiality.OPEN:
        return reach.covers(platform().path)
    return bool(reach) or own_ground(staff, case)
