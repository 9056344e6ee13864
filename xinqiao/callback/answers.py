"""What the callback agent tells the citizen: each unit's answer with its outcome, and whom to ask for the next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases.models import Assignment, Case, CaseText
from xinqiao.catalogue.models import Hotline
from xinqiao.people.duty import on_duty_at
from xinqiao.people.models import Staff

# The words of a reply's outcome; the codes are those of the handling desk.
OUTCOMES: Final[dict[str, Promise]] = {
    "solved": _("已解决"),
    "explained": _("解释说明"),
    "in_plan": _("列入计划"),
    "not_feasible": _("暂不具备条件"),
}
ANSWERING: Final = ("reply", "strike_off")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a unit has answered last; nothing yet when `at` is None. Who answered, and the number of his unit."""

    unit: str
    at: datetime | None
    outcome: Promise | str
    text: str
    handler: str
    phone: str


def answers(case: Case, units: Sequence[Assignment], now: datetime) -> list[Answer]:
    """Each rated unit's answer. Of a case that was answered together with another one the words are its own: what was
    said to another citizen is not shown."""
    last = _last_words(units)
    numbers = _numbers(units, now)
    return [_answer(case, task, last.get(task.pk), *numbers[task.unit_id]) for task in units]


def shared_answer(case: Case) -> str:
    """The words that the citizen of a merged case was answered with, masked; empty for any other case."""
    if not case.merged_into_id:
        return ""
    found = CaseText.objects.filter(case=case, event__verb="complete_merged").order_by("-event__seq").first()
    return found.shown_body if found else ""


def _last_words(units: Sequence[Assignment]) -> Mapping[int, CaseText]:
    said = CaseText.objects.filter(event__assignment__in=[task.pk for task in units], event__verb__in=ANSWERING)
    newest = said.order_by("event__assignment", "-event__seq").distinct("event__assignment")
    return {text.event.assignment_id: text for text in newest.select_related("event__by")}  # type: ignore[misc]


def _answer(case: Case, task: Assignment, said: CaseText | None, duty: Staff | None, phone: str) -> Answer:
    """The handler is who replied last; while nobody has, who is on duty."""
    by = said.event.by if said else duty
    handler = by.name if by else ""
    if said is None:
        return Answer(task.unit.name, None, "", "", handler, phone)
    words = said.shown_body if task.case_id == case.pk else ""
    outcome = OUTCOMES.get(said.event.data.get("outcome", ""), "")
    return Answer(task.unit.name, said.event.at, outcome, words, handler, phone)


def _numbers(units: Sequence[Assignment], now: datetime) -> Mapping[int, tuple[Staff | None, str]]:
    """For each unit who is on duty there, and the duty number; else the number of the hotline that the unit runs."""
    duty = on_duty_at([task.unit for task in units], now)
    lines = dict(Hotline.objects.filter(unit__in=duty).order_by("-number").values_list("unit", "number"))
    found = {}
    for unit, people in duty.items():
        phone = next((one.phone for one in people if one.phone), "") or lines.get(unit, "")
        found[unit] = (people[0].staff if people else None, phone)
    return found
