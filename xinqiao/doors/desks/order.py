"""What stands on a printed work order (承办单): one content for the page, the PDF and the text document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext

from xinqiao.cases import guarded
from xinqiao.cases.lifecycle import MOVES
from xinqiao.cases.models import Assignment, Case, CaseText
from xinqiao.handling.outcomes import Outcome
from xinqiao.people.models import Platform, Staff
from xinqiao.text.masking import mask_name, mask_phone

HANDING: Final = sorted(move.verb for move in MOVES.values() if move.hands_down)
SAID: Final = ("interim_reply", "feed_back", "reply", "reject_review", "pass_review")

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """`facts` and `limits` are labels with values; `parts` are headed texts; `mark` says who took it out and when."""

    platform: str
    number: str
    facts: list[Fact]
    limits: list[Fact]
    parts: list[Fact]
    mark: str


def order_of(staff: Staff, task: Assignment, now: datetime) -> WorkOrder:
    """The work order of a task as this person may read it, masked as on every page. Four queries."""
    platform = Platform.objects.values_list("name", flat=True).first() or ""
    mark = f"{platform} · {staff.name}（{staff.username}） · {_moment(now)} · {gettext('个人信息已遮盖，不得外传')}"
    return WorkOrder(
        platform, task.number, list(_facts(staff, task)), list(_limits(task)), list(_parts(staff, task)), mark
    )


def _facts(staff: Staff, task: Assignment) -> Iterator[Fact]:
    case, is_read = task.case, guarded.reads_original(staff, task.case)
    yield gettext("诉求类型"), case.get_case_type_display()
    yield gettext("紧急程度"), case.get_urgency_display()
    yield gettext("诉求分类"), str(case.category or "—")
    yield gettext("来源"), str(case.source)
    yield gettext("所属区域"), str(case.area or "—")
    yield gettext("登记时间"), _moment(case.registered_at)
    yield gettext("地点"), (case.shown_place if is_read else "") or "—"
    yield gettext("诉求人"), _citizen(case, is_read=is_read)
    yield gettext("派出单位"), str(task.dispatched_by_unit)
    yield gettext("承办单位"), f"{task.unit}（{task.get_tie_display()}）"


def _citizen(case: Case, *, is_read: bool) -> str:
    if case.appellant is None:
        return gettext("匿名")
    if not is_read:
        return gettext("保密，由热线中心代为联系")
    return f"{mask_name(case.appellant.name)} {mask_phone(case.appellant.phone)}".strip() or "—"


def _limits(task: Assignment) -> Iterator[Fact]:
    yield gettext("派单时间"), _moment(task.dispatched_at)
    yield gettext("签收时限"), _moment(task.sign_due_at)
    yield gettext("首次联系时限"), _moment(task.contact_due_at)
    yield gettext("办理时限"), _moment(task.due_at)


def _parts(staff: Staff, task: Assignment) -> Iterator[Fact]:
    title, words = guarded.words_for(staff, task.case)
    yield title, words or "—"
    texts = CaseText.objects.filter(event__assignment=task, event__verb__in=[*HANDING, *SAID]).exclude(body="")
    for said in texts.select_related("event").order_by("event__seq"):
        if said.event.verb not in HANDING or not guarded.needs_extract(task.case):  # an extract stands above already
            yield _label(said), said.shown_body


def _label(said: CaseText) -> str:
    outcome = said.event.data.get("outcome")
    what = gettext(MOVES[said.event.verb].label)
    return (
        f"{what}（{Outcome(outcome).label}）{_moment(said.event.at)}" if outcome else f"{what} {_moment(said.event.at)}"
    )


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "—"
