"""What the demo starts with: a person for every role, a month of the city's days, and a few cases that the real actions
brought where they are."""

import tomllib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

from django.db import transaction
from django.db.models import Count, Q

from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Result, Satisfaction
from xinqiao.cases import actors
from xinqiao.cases.lifecycle import Tie
from xinqiao.cases.models import Assignment, Case
from xinqiao.catalogue.models import Category
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines import calendar
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.people.models import Post, Role, Staff, Unit
from xinqiao.simulator.histories import History, histories, play
from xinqiao.simulator.play import Report, Unplayable, prepared
from xinqiao.simulator.tally import Tally

# Roles that sit in a unit below the platform; every other role sits at the platform.
UNIT_ROLES = ("liaison", "handler", "case_officer", "public_interest_lawyer")
NAMES = (
    "林晓",
    "周敏",
    "陈岩",
    "赵宁",
    "孙悦",
    "吴桐",
    "郑可",
    "冯川",
    "褚青",
    "卫东",
    "蒋文",
    "沈一",
    "韩松",
    "杨帆",
    "许诺",
    "何苗",
    "吕萍",
    "施展",
)
# The first worked history begins so long ago and each next one a while later; what of them would lie ahead is left to
# whoever tries the demo.
BEGAN, APART = timedelta(days=21), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Story:
    """A demo case: what is asked, and how far the real actions bring it."""

    title: str
    text: str
    place: str
    case_type: str = "help"
    urgency: str = "normal"
    hours_ago: int = 2
    steps: int = 0
    about: Sequence[str] = ()


STEPS = ("dispatch", "sign", "contact", "reply", "pass_review", "call_back")


def stories() -> list[Story]:
    """The stories of stories.toml, in its order."""
    text = resources.files("xinqiao.simulator").joinpath("stories.toml").read_text("utf-8")
    return [Story(**row) for row in tomllib.loads(text)["story"]]


@transaction.atomic
def people() -> list[Staff]:
    """Make sure that every role has its demo person; those of units sit where the catalogue sends most."""
    platform = actors.platform()
    made = []
    for order, role in enumerate(Role.objects.order_by("pk")):
        staff = _person(role.code, NAMES[order % len(NAMES)])
        unit = _busiest(platform) if role.code in UNIT_ROLES else platform
        Post.objects.get_or_create(staff=staff, role=role, unit=unit)
        made.append(staff)
    return made


def cases(*, now: datetime) -> list[Case]:
    """Play the demo's stories unless they were played; returns what was made."""
    if Case.objects.filter(registered_by__username="demo-agent").exists():
        return []
    before = set(Case.objects.values_list("pk", flat=True))
    for order, history in enumerate(histories()):
        _tell(history, calendar.load().next_opening(now - BEGAN + order * APART), now)
    told = list(Case.objects.exclude(pk__in=before))
    return told + [_play(story, now - timedelta(hours=story.hours_ago)) for story in stories()]


def days(folder: Path | None, many: int, report: Report) -> Tally:
    """The last days of the city as its folder describes them, in bulk, if there are no cases yet; none where it says
    nothing of that."""
    with suppress(Unplayable):
        if many and not Case.objects.exists():
            return prepared(folder, seed=1, scale=1).bulk(many, report)
    return Tally()


def _tell(history: History, began: datetime, now: datetime) -> None:
    """A worked history up to now. A limit may reach into a year whose holidays are not published yet: it waits then."""
    with suppress(UnpublishedYear):
        play(history, start=began, until=now)


def _category(story: Story) -> str:
    """The code of a category whose name holds one of the story's words; with steps, one of the demo's own unit."""
    leaves = Category.objects.filter(is_active=True, children=None)
    if story.steps:
        leaves = leaves.filter(responsibilities__lead=_busiest(actors.platform()))
    for word in story.about:
        if found := leaves.filter(name__contains=word).first():
            return found.code
    own = leaves.first() if story.steps else None
    return own.code if own else ""


def _person(role: str, name: str) -> Staff:
    staff, new = Staff.objects.get_or_create(username=f"demo-{role}", defaults={"name": name, "is_demo": True})
    if new:
        staff.set_unusable_password()
        staff.save(update_fields=["password"])
    return staff


def _busiest(platform: Unit) -> Unit:
    below = Unit.objects.filter(is_active=True).exclude(pk=platform.pk)
    city_wide = Count("leads_in", filter=Q(leads_in__area=None))
    return below.annotate(rows=city_wide).order_by("-rows", "path").first() or platform


def _play(story: Story, at: datetime) -> Case:
    draft = Draft(
        source="phone", case_type=story.case_type, title=story.title, text=story.text, place=story.place,
        urgency=story.urgency, category=_category(story), name="王女士", phone="13800000000",
    )  # fmt: skip
    case = intake.register(draft, by=_staff("agent"), now=at)
    # A limit may reach into a year whose holidays are not published yet, and nobody is called at night: the case then
    # waits where it is.
    with suppress(UnpublishedYear, callback.TooEarly):
        for number, step in enumerate(STEPS[: story.steps], start=1):
            _STEPS[step](case, at + timedelta(minutes=10 * number))
    return case


def _staff(role: str) -> Staff:
    return Staff.objects.get(username=f"demo-{role}")


def _task(case: Case) -> Assignment:
    return case.assignments.select_related("unit", "dispatched_by_unit").get(tie=Tie.LEAD)


def _dispatch(case: Case, now: datetime) -> None:
    note = "请到现场核实，按职责办理，并告知诉求人结果。"
    dispatch.dispatch(case, lead=_busiest(actors.platform()), note=note, by=_staff("dispatcher"), now=now)


def _sign(case: Case, now: datetime) -> None:
    handling.sign(_task(case), by=_staff("liaison"), now=now)


def _contact(case: Case, now: datetime) -> None:
    handling.contact(_task(case), result=ContactResult.REACHED, by=_staff("handler"), now=now)


def _reply(case: Case, now: datetime) -> None:
    text = "已到现场核实并处理，结果已当面告知诉求人，诉求人表示认可。"
    handling.reply(_task(case), text=text, outcome=Outcome.SOLVED, by=_staff("handler"), now=now)


def _pass_review(case: Case, now: datetime) -> None:
    handling.pass_review(_task(case), by=_staff("reviewer"), now=now)


def _call_back(case: Case, now: datetime) -> None:
    case.refresh_from_db()
    opened = callback.plan(case, now=now)
    if opened:
        said = {_task(case).pk: Said(Satisfaction.SATISFIED, solved=True)}
        callback.call_back(opened, result=Result.REACHED, said=said, by=_staff("callback_agent"), now=now)


_STEPS = {
    "dispatch": _dispatch,
    "sign": _sign,
    "contact": _contact,
    "reply": _reply,
    "pass_review": _pass_review,
    "call_back": _call_back,
}
