"""Cases whose words are not for everybody: confidential ones and reports (floor rule 16), flagged ones (15).

The centre and who registered the case read what the citizen said; everybody else reads the extracts that his own
unit got, with its task and since, and nothing that the citizen enclosed.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from xinqiao.cases.lifecycle import MOVES, OPEN_STATES, Move
from xinqiao.cases.models import Appellant, Assignment, Case, CaseText, Confidentiality, Enclosure, Event
from xinqiao.cases.queries import accuses, enclosures, request_text
from xinqiao.cases.refusal import Barred, Incomplete
from xinqiao.catalogue.models import CaseType
from xinqiao.people.models import Staff
from xinqiao.text import phone
from xinqiao.text.masking import mask_free_text
from xinqiao.text.width import half_width

# The moves whose words a unit reads as its extract: those that hand it down, and what is conveyed since.
EXTRACTING = sorted({move.verb for move in MOVES.values() if move.hands_down} | {"convey"})
# What else a unit reads with them: the citizen's answer to what it asked, which is no extract of his request.
ANSWERING = ("rule_supplement",)
# Who holds one of these at a unit knows of that unit's tasks.
OWNING = ("view", "sign", "reply", "delegate")
# The facts of an event that name another case.
OTHERS = ("earlier", "into", "merged_into", "main")


def needs_extract(case: Case) -> bool:
    """True when units get an extract in place of what the citizen said."""
    return case.confidentiality == Confidentiality.CONFIDENTIAL or case.case_type == CaseType.REPORT


def is_within_reach(case: Case) -> bool:
    """True when a unit can tell the citizen something: he is known, and not to the centre alone (floor rule 16)."""
    return not (case.is_anonymous or needs_extract(case))


def check_extract(move: Move, case: Case, words: str, by: Staff) -> None:
    """Floor rule 16: units get an extract of a confidential case or a report, so there must be one, and it does not tell
    who the citizen is. Raises Incomplete or Barred; no query for a case that everybody reads."""
    if needs_extract(case) and not words.strip():
        raise Incomplete(move, ["extract"])
    check_untold(move, case, words, by)


def check_untold(move: Move, case: Case, words: str, by: Staff) -> None:
    """What units read of a confidential case or a report does not tell who the citizen is, whatever move it goes with.
    Asked of who knows the citizen alone: to anybody else the refusal would say that he has guessed right. Raises Barred;
    no query for a case that everybody reads."""
    if needs_extract(case) and is_inside(by, case) and case.appellant and _tells(words, case.appellant):
        raise Barred(move, gettext("承办单位会看到这段话，其中写出了诉求人的姓名、电话或住址；请删去后再提交"))


def _tells(words: str, citizen: Appellant) -> bool:
    """True when the words hold his name, number or address as he gave them, however they are spaced; a bare surname
    tells nobody, and a number of the city is written without its area code."""
    plain = "".join(half_width(words).split())
    personal = ("".join(half_width(one).split()) for one in (citizen.name, citizen.address))
    digits = "".join(char for char in plain if char.isdigit())
    return any(len(one) > 1 and one in plain for one in personal) or any(one in digits for one in _dialled(citizen))


def _dialled(citizen: Appellant) -> list[str]:
    """His number as it is kept and as it is dialled within the city, digits alone."""
    main = citizen.phone.partition("-")[0].lstrip("+")
    return [one for one in (main, main.removeprefix(phone.area_code(main))) if one]


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
    """What came with the tasks of the person's units and what was conveyed or answered since, oldest first."""
    own = _told(case, *EXTRACTING, *ANSWERING).filter(event__assignment__in=own_tasks(staff, case))
    return "\n\n".join(own.order_by("event__seq").values_list("body", flat=True))


def _told(case: Case, *verbs: str) -> QuerySet[CaseText]:
    return CaseText.objects.filter(case=case, event__verb__in=verbs).exclude(body="")


def lacking_extract(case: Case, tasks: Iterable[Assignment]) -> list[Assignment]:
    """The open tasks of which the unit reads nothing: of a case that became guarded after it was dispatched. One query;
    none for a case that everybody reads."""
    if not needs_extract(case):
        return []
    told = set(_told(case, *EXTRACTING).values_list("event__assignment", flat=True))
    return [task for task in tasks if task.state in OPEN_STATES and task.pk not in told]


def own_tasks(staff: Staff, case: Case) -> QuerySet[Assignment]:
    """The tasks of the case that lie with a unit of this person: where he views, signs, replies or hands on."""
    mine = case.assignments.none()
    for verb in OWNING:
        if reach := staff.reach(verb):
            mine |= case.assignments.filter(reach.where("unit"))
    return mine


def unspoken(staff: Staff, events: Iterable[Event]) -> list[str]:
    """The numbers of other cases that these events tell and this person shall not even know of: they accuse a unit where
    he holds a post, and it was not he who registered them (floor rule 16). One query; none where no other case is told."""
    told = {event.data[name] for event in events for name in OTHERS if event.data.get(name)}
    secret = Case.objects.filter(accuses(staff), number__in=told).exclude(registered_by=staff)
    return list(secret.values_list("number", flat=True))


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
