"""Draft -> case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.core.files.base import File
from django.db import models, transaction
from django.utils.translation import gettext

from xinqiao.cases import transition
from xinqiao.cases.foreign import NumberTaken, keep_number
from xinqiao.cases.guarded import needs_extract
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Appellant, Case, CaseText, Confidentiality, ForeignNumber
from xinqiao.cases.recording import told
from xinqiao.cases.transition import Given
from xinqiao.catalogue.known import known
from xinqiao.catalogue.models import Area, CaseType, Category, Source, Urgency
from xinqiao.files.actions import FileRefused, keep_all
from xinqiao.files.models import StoredFile
from xinqiao.intake.channels.base import Draft, Unreadable
from xinqiao.people.models import Staff, Unit
from xinqiao.text.phone import NotAPhone, normalise
from xinqiao.vault.index import blind_candidates, blind_index

Coded = TypeVar("Coded", bound=models.Model)


class AlreadyHere(NumberTaken):
    """The other system's number was registered before; `case` is that one."""


@transaction.atomic
def register(
    draft: Draft,
    *,
    uploads: Sequence["File[bytes]"] = (),
    kept: Sequence[StoredFile] = (),
    by: Staff | None,
    now: datetime,
) -> Case:
    """Make a case of a draft and what was enclosed, now or step by step before (`kept`): number, appellant, event.

    Raises Unreadable, AlreadyHere or what the door refuses; nothing is written then.
    """
    if draft.foreign_number:
        _refuse_known(draft)
    problems: dict[str, str] = {}
    case, appellant = prepare(draft, problems, now=now)
    files = [*kept, *_keep(uploads, problems, by=by, now=now)]
    if problems:
        raise Unreadable(problems)
    transition.register(case, appellant, said(case, draft, files=files), by=by, now=draft.at or now)
    if draft.foreign_number:
        _keep_foreign_number(case, draft)
    return case


def prepare(draft: Draft, problems: dict[str, str], *, now: datetime) -> tuple[Case, Appellant | None]:
    """The case and the citizen that a draft tells of, not written yet; what is wrong with it goes into `problems`, by
    field."""
    case = Case(
        case_type=_choice(CaseType, draft.case_type, "case_type", problems),
        urgency=_choice(Urgency, draft.urgency, "urgency", problems),
        confidentiality=_choice(Confidentiality, draft.confidentiality, "confidentiality", problems),
        category=_coded(Category, draft.category, "category", problems),
        area=_coded(Area, draft.area, "area", problems),
        source=_coded(Source, draft.source, "source", problems, required=True),
        accused=_accused(draft, problems),
        earlier=_earlier(draft, problems),
        upper_due_at=draft.due_at,
    )
    if case.earlier:
        _guard_like(case, case.earlier)
    _check_fits(draft, problems, now)
    return case, _appellant(draft, problems)


def _guard_like(case: Case, earlier: Case) -> None:
    """What goes on from a case whose words units do not read is guarded like it, and shuns whom it accused (floor rule
    16): a second request is no way round. Who stays anonymous cannot be kept confidential; what he adds to a report is a
    report."""
    case.accused = case.accused or earlier.accused
    if not needs_extract(earlier):
        return
    if case.confidentiality == Confidentiality.OPEN:
        case.confidentiality = Confidentiality.CONFIDENTIAL
    elif case.confidentiality == Confidentiality.ANONYMOUS and earlier.case_type == CaseType.REPORT:
        case.case_type = CaseType.REPORT


def said(case: Case, draft: Draft, *, files: Sequence[StoredFile] = (), more: Mapping[str, Any] | None = None) -> Given:
    """What the first event tells of a draft; `more` facts beside."""
    return Given(
        {**_facts(case, draft), **(more or {})}, title=draft.title, text=draft.text, place=draft.place, files=files
    )


def _choice(choices: type[models.TextChoices], value: str, field: str, problems: dict[str, str]) -> str:
    if value not in choices.values:
        problems[field] = gettext("没有“%(value)s”；可选：%(choices)s") % {
            "value": value,
            "choices": "、".join(choices.values),
        }
    return value


def _coded(
    model: type[Coded], code: str, field: str, problems: dict[str, str], *, required: bool = False
) -> Coded | None:
    if not code and not required:
        return None
    found = known(model, code)
    if found is None:
        problems[field] = _no_such(code)
    return found


def _accused(draft: Draft, problems: dict[str, str]) -> Unit | None:
    """Whom a report accuses; asked anew, for the tree below it is looked at."""
    found = Unit.objects.filter(code=draft.accused, is_active=True).first() if draft.accused else None
    if draft.accused and found is None:
        problems["accused"] = _no_such(draft.accused)
    return found


def _no_such(code: str) -> str:
    return gettext("没有编码为“%(code)s”的项") % {"code": code}


def _earlier(draft: Draft, problems: dict[str, str]) -> Case | None:
    """The same citizen's case that this one goes on from (二次来电, floor rule 14): it is over, else he appends."""
    if not draft.earlier:
        return None
    told = {"number": draft.earlier}
    found = Case.objects.filter(number=draft.earlier).select_related("appellant").first()
    if found is None:
        problems["earlier"] = gettext("没有编号为“%(number)s”的诉求") % told
    elif found.stage in MOVES["append"].from_:
        problems["earlier"] = gettext("%(number)s 尚未办结；请在该件上追加或催办") % told
    elif _is_somebody_else(found.appellant, draft):
        problems["earlier"] = gettext("%(number)s 不是这位诉求人的；电话或姓名须与前次相符") % told
    return found


def _is_somebody_else(before: Appellant | None, draft: Draft) -> bool:
    """True when the citizen of before is known and neither telephone nor name is the same: who says neither, nor asks to
    stay anonymous, may be anybody."""
    if before is None or draft.confidentiality == Confidentiality.ANONYMOUS:
        return False
    same_phone = draft.phone and before.phone_index in blind_candidates("phone", _normal(draft.phone))
    same_name = draft.name and before.name_index in blind_candidates("name", draft.name)
    return not (same_phone or same_name)


def _normal(phone: str) -> str:
    """What is no telephone number is complained of where it is kept."""
    try:
        return normalise(phone)
    except NotAPhone:
        return phone


def _check_fits(draft: Draft, problems: dict[str, str], now: datetime) -> None:
    """What does not fit where it is kept, and what was said in the future."""
    kept = {"title": Case.title, "place": Case.place, "system": ForeignNumber.system}
    for field, column in {**kept, "foreign_number": ForeignNumber.number}.items():
        if len(getattr(draft, field)) > (most := column.field.max_length or 0):
            problems[field] = gettext("太长，最多 %(most)d 个字") % {"most": most}
    source = known(Source, draft.source)
    if draft.due_at and source and not source.is_upper:
        problems["due_at"] = gettext("只有上级平台交办的诉求才带时限；请选上级平台为来源，或不填")
    if draft.at and draft.at > now:
        problems["at"] = gettext("晚于现在；请核对日期")


def _appellant(draft: Draft, problems: dict[str, str]) -> Appellant | None:
    """The contact data, encrypted, with their blind indexes. Nobody for an anonymous case."""
    if draft.confidentiality == Confidentiality.ANONYMOUS or not (draft.name or draft.phone or draft.address):
        return None
    try:
        phone = normalise(draft.phone) if draft.phone else ""
    except NotAPhone:
        problems["phone"] = gettext("不是电话号码；请写手机号或带区号的固话")
        return None
    return Appellant(
        name=draft.name,
        phone=phone,
        address=draft.address,
        name_index=blind_index("name", draft.name) if draft.name else "",
        phone_index=blind_index("phone", phone) if phone else "",
    )


def _keep(
    uploads: Sequence["File[bytes]"], problems: dict[str, str], *, by: Staff | None, now: datetime
) -> list[StoredFile]:
    try:
        return keep_all(uploads, by=by, now=now)
    except FileRefused as error:
        problems["enclosures"] = str(error)
        return []


def _facts(case: Case, draft: Draft) -> dict[str, Any]:
    """What the first event tells; replay and figures by category read it."""
    foreign = {"system": draft.system, "foreign_number": draft.foreign_number} if draft.foreign_number else {}
    seldom = {name: told(getattr(case, name)) for name in ("accused", "earlier", "upper_due_at")}
    return {
        **foreign,
        **{name: value for name, value in seldom.items() if value},
        "source": told(case.source),
        "case_type": case.case_type,
        "urgency": case.urgency,
        "confidentiality": case.confidentiality,
        "category": told(case.category),
        "area": told(case.area),
    }


def _refuse_known(draft: Draft) -> None:
    known = ForeignNumber.objects.filter(system=draft.system, number=draft.foreign_number)
    found = known.select_related("case").first()
    if found is None:
        return
    said = CaseText.objects.filter(case=found.case, event__seq=1, erased_at=None).first()
    if said and (said.title, said.body) != (draft.title, draft.text):
        told = {"number": found.case.number}
        raise Unreadable({"foreign_number": gettext("原系统编号相同而内容不同；已登记为 %(number)s") % told})
    raise AlreadyHere(found.case)


def _keep_foreign_number(case: Case, draft: Draft) -> None:
    """Two that come in at once are told apart here, and one of them is rolled back."""
    try:
        keep_number(case, draft.system, draft.foreign_number)
    except NumberTaken:
        _refuse_known(draft)
        raise
