"""Cases whose words are not for everybody: confidential ones and reports (floor rule 16), flagged ones (15).

The centre and who registered the case read what the citizen said; everybody else reads the extracts that his own
unit got, with its task and since, and nothing that the citizen enclosed.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES, OPEN_STATES
from xinqiao.cases.models import Assignment, Case, CaseText, Confidentiality, Enclosure, Event
from xinqiao.cases.queries import enclosures, request_text
from xinqiao.catalogue.models import CaseType
from xinqiao.people.models import Staff
from xinqiao.text.masking import mask_free_text

# The moves whose words a unit reads as its extract: those that hand it down, and what is conveyed since.
EXTRACTING = sorted({move.verb for move in MOVES.values() if move.hands_down} | {"convey"})
# Who holds one of these at a unit knows of that unit's tasks.
OWNING = ("view", "sign", "reply", "delegate")


def needs_extract(case: Case) -> bool:
    """True when units get an extract in place of what the citizen said."""
    return case.confidentiality == Confidentiality.CONFIDENTIAL or case.case_type == CaseType.REPORT


def extracted(case: str = "") -> Q:
    """The condition that `needs_extract` asks of one case; `case`: the way to it."""
    return Q(**{f"{case}confidentiality": Confidentiality.CONFIDENTIAL}) | Q(**{f"{case}case_type": CaseType.REPORT})


def reads_original(staff: Staff, case: Case) -> bool:
    """True when the person may read what the citizen himself said: always, unless units get an extract; then only who
    registered the case and whose `view` reaches the centre. No query."""
    return not needs_extract(case) or is_inside(staff, case)


def is_inside(staff: Staff, case: Case) -> bool:
    """True for who registered the case and for whose `view` reaches the centre: they know whom it accuses. No query."""
    return case.registered_by_id == staff.pk or staff.reach("view").covers_platform


def title_for(staff: Staff, case: Case) -> str:
    """The title as this person reads it, masked; a neutral one where units get an extract. No query."""
    return case.shown_title if reads_original(staff, case) else neutral_title(case)


def neutral_title(case: Case) -> str:
    """A title that tells nothing of the matter but its kind."""
    return gettext("%(kind)s（内容见摘要）") % {"kind": case.get_case_type_display()}


def words_for(staff: Staff, case: Case) -> tuple[str, str]:
    """Title and words of the request as this person reads them, masked: the citizen's, or the extracts of his own
    unit's tasks; empty words where he has none. One query."""
    said = request_text(case) if reads_original(staff, case) else _extract(staff, case)
    return title_for(staff, case), mask_free_text(said)


def _extract(staff: Staff, case: Case) -> str:
    """What came with the tasks of the person's units and what was conveyed since, oldest first."""
    own = _extracts(case).filter(event__assignment__in=own_tasks(staff, case))
    return "\n\n".join(own.order_by("event__seq").values_list("body", flat=True))


def _extracts(case: Case) -> QuerySet[CaseText]:
    return CaseText.objects.filter(case=case, event__verb__in=EXTRACTING).exclude(body="")


def lacking_extract(case: Case, tasks: Iterable[Assignment]) -> list[Assignment]:
    """The open tasks of which the unit reads nothing: of a case that became guarded after it was dispatched. One query;
    none for a case that everybody reads."""
    if not needs_extract(case):
        return []
    told = set(_extracts(case).values_list("event__assignment", flat=True))
    return [task for task in tasks if task.state in OPEN_STATES and task.pk not in told]


def own_tasks(staff: Staff, case: Case) -> QuerySet[Assignment]:
    """The tasks of the case that lie with a unit of this person: where he views, signs, replies or hands on."""
    mine = case.assignments.none()
    for verb in OWNING:
        if reach := staff.reach(verb):
            mine |= case.assignments.filter(reach.where("unit"))
    return mine


def enclosures_for(staff: Staff, case: Case) -> QuerySet[Enclosure]:
    """The files of the case that this person may open: not what the citizen enclosed, where units get an extract."""
    found = enclosures(case)
    return found if reads_original(staff, case) else found.filter(event__assignment__in=own_tasks(staff, case))


def quiet(staff: Staff, case: Case, events: Iterable[Event]) -> set[int]:
    """The events (by id) whose words and facts this person does not read. No query if the events come with the units
    of their tasks."""
    return {event.pk for event in events if not reads_facts(staff, case, event.assignment)}


def reads_facts(staff: Staff, case: Case, task: Assignment | None) -> bool:
    """True when the person may read what happened with this task; None for what happened with the case itself. Where
    units get an extract, each knows of its own task alone."""
    if reads_original(staff, case):
        return True
    return task is not None and any(staff.reach(verb).covers(task.unit.path) for verb in OWNING)


def read_by(staff: Staff) -> Q:
    """The condition that `reads_facts` asks of one event, of rows that have a case and an event: what this person may
    not read he does not find either."""
    if staff.reach("view").covers_platform:
        return ~Q(pk__in=[])  # not an empty Q, which "or" forgets
    found = ~extracted("case__") | Q(case__registered_by=staff)
    for verb in OWNING:
        if reach := staff.reach(verb):
            found |= Q(event__assignment__isnull=False) & reach.where("event__assignment__unit")
    return found
