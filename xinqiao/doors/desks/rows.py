"""The rows of an export: what this person reads of each case, masked as on every page."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinqiao.cases import guarded
from xinqiao.cases.lifecycle import LEADING
from xinqiao.cases.models import Assignment, Case, CaseText
from xinqiao.people.models import Staff

BATCH: Final = 500
HEAD: Final[tuple[Promise, ...]] = (
    _("编号"), _("阶段"), _("类型"), _("紧急程度"), _("身份保密"), _("分类"), _("区域"), _("地点"), _("来源"), _("标题"),
    _("诉求内容"), _("主办单位"), _("登记时间"), _("总时限"), _("办结时间"),
)  # fmt: skip

Row = tuple[str, ...]


def rows(staff: Staff, pks: Sequence[int]) -> Iterator[list[Row]]:
    """The rows of these cases in their order, by the batch; three queries each."""
    for start in range(0, len(pks), BATCH):
        some = pks[start : start + BATCH]
        found = Case.objects.select_related("category", "area", "source").in_bulk(some)
        cases = [found[pk] for pk in some if pk in found]
        words, leads = _words(staff, cases), _leads(cases)
        yield [_row(staff, case, words.get(case.pk), leads[case.pk]) for case in cases]


def _words(staff: Staff, cases: list[Case]) -> dict[int, CaseText]:
    """What was asked, of the cases of which this person reads it."""
    read = [case.pk for case in cases if guarded.reads_original(staff, case)]
    return {text.case_id: text for text in CaseText.objects.filter(case__in=read, event__seq=1)}


def _leads(cases: list[Case]) -> dict[int, list[str]]:
    tasks = Assignment.objects.filter(case__in=cases, parent=None, tie__in=[str(tie) for tie in LEADING])
    found: dict[int, list[str]] = defaultdict(list)
    for case, unit in tasks.order_by("suffix").values_list("case", "unit__name"):
        found[case].append(unit)
    return found


def _row(staff: Staff, case: Case, said: CaseText | None, leads: list[str]) -> Row:
    is_read = guarded.reads_original(staff, case)
    return (
        case.number, case.get_stage_display(), case.get_case_type_display(), case.get_urgency_display(),
        case.get_confidentiality_display(), _name(case.category), _name(case.area), case.shown_place if is_read else "",
        _name(case.source), guarded.title_for(staff, case),
        said.shown_body if said else "" if is_read else gettext("（内容见摘要）"), "、".join(dict.fromkeys(leads)),
        *map(_moment, (case.registered_at, case.due_at, case.completed_at)),
    )  # fmt: skip


def _name(row: object) -> str:
    return str(row) if row else ""


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
