"""A hotline at work, as big as a test wants it: cases at every station of the way, brought there by the actions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.utils import timezone

from tests.structure.house import ROOT
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Callback
from xinqiao.cases import transition
from xinqiao.cases.lifecycle import MOVES, Tie
from xinqiao.cases.models import Assignment, Case, Enclosure, State
from xinqiao.cases.transition import Given, Task
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.dispatch import actions as dispatch
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.people.models import Grant, Post, Role, Staff, Unit
from xinqiao.people.scope import OTHER_VERBS, Scope

PHOTO: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


class World:
    """The minimal city with one person who may do everything, and cases that `grow` adds."""

    def __init__(self) -> None:
        apply(read_city(ROOT / "cities" / "minimal"))
        self.now = timezone.now() - timedelta(hours=3)
        self.platform = Unit.objects.get(parent=None)
        self.unit = Unit.objects.exclude(pk=self.platform.pk)[0]
        self.person = self._who_may_everything()
        self.rows = 0

    def _who_may_everything(self) -> Staff:
        role = Role.objects.create(code="everything", name="全能")
        for verb in (*MOVES, *OTHER_VERBS):
            Grant.objects.create(role=role, verb=verb, scope=Scope.SUBTREE)
        person = Staff.objects.create(username="everything", name="全能")
        Post.objects.create(staff=person, role=role, unit=self.platform)
        return Staff.objects.get(pk=person.pk)

    def grow(self, rows: int) -> None:
        """Bring every list of the house to that many rows, and the parts of the long cases too."""
        for _ in range(rows - self.rows):
            self._register()
            self._to_review()
            self._handled(self._dispatched(self._register()))
            self._completed(self._register())
        self._long_case(rows)
        self._joint_case(rows)
        self.rows = rows

    def _register(self, files: "Iterable[ContentFile[bytes]]" = ()) -> Case:
        draft = Draft(
            source="phone", case_type="help", title="路灯不亮", text="巷口路灯三天不亮。", name="王女士", phone="13800000000"
        )  # fmt: skip
        return intake.register(draft, uploads=[*files], by=self.person, now=self.now)

    def _dispatched(self, case: Case) -> Assignment:
        return dispatch.dispatch(case, lead=self.unit, by=self.person, now=self.now)

    def _handled(self, task: Assignment) -> Assignment:
        handling.sign(task, by=self.person, now=self.now)
        return task

    def _replied(self, task: Assignment) -> Assignment:
        handling.reply(self._handled(task), text="已修好。", outcome=Outcome.SOLVED, by=self.person, now=self.now)
        return task

    def _to_review(self) -> None:
        self._replied(self._dispatched(self._register()))

    def _completed(self, case: Case, tasks: Iterable[Assignment] = ()) -> None:
        for task in [*tasks] or [self._dispatched(case)]:
            handling.pass_review(self._replied(task), by=self.person, now=self.now)
        case.refresh_from_db()
        callback.plan(case, now=self.now)

    def _long_case(self, rows: int) -> None:
        """A task with many contacts and a case with many files: a long story on one page."""
        files = [ContentFile(PHOTO, name=f"{number}.png") for number in range(rows)]
        task = self._handled(self._dispatched(self._register(files)))
        for _ in range(rows):
            handling.contact(task, result=ContactResult.NOT_REACHED, note="无人接听", by=self.person, now=self.now)
        self.long_task = task

    def _joint_case(self, rows: int) -> None:
        """A case with many leading units, completed: many tasks, many ratings to ask for."""
        due_at = self.now + timedelta(days=5)
        tasks = [Task(unit, Tie.LEAD, "test", due_at) for unit in self._units(rows)]
        case = self._register()
        made = transition.hand_down("dispatch", case, tasks, Given(), by=self.person, now=self.now)
        self._completed(case, made)
        self.joint_case = case

    def _units(self, rows: int) -> list[Unit]:
        for number in range(Unit.objects.count(), rows):
            Unit.objects.create(
                code=f"u{number}", name=f"第{number}单位", parent=self.platform, level=1, kind="department"
            )
        return list(Unit.objects.all()[:rows])

    def arguments(self) -> dict[str, tuple[object, ...]]:
        """Route -> what stands in its address, for every route that has anything to be filled in."""
        long, joint = self.long_task, self.joint_case
        to_sign = self._dispatched(self._register())
        to_review = Assignment.objects.filter(state=State.REPLIED).latest("pk")
        photo = Enclosure.objects.filter(event__case=long.case).latest("pk")
        return {
            "desks:case": (long.case.number,),
            "desks:show_contact": (long.case.number,),
            "desks:download": (long.case.number, photo.pk),
            "desks:counter": ("handling",),
            "dispatch:dispatch": (self._register().number,),
            "handling:sign": (to_sign.pk,),
            "handling:contact": (long.pk,),
            "handling:reply": (long.pk,),
            "handling:pass_review": (to_review.pk,),
            "handling:reject_review": (to_review.pk,),
            "callback:call_back": (Callback.objects.get(case=joint).pk,),
            "assessment:traced": ("accepted", "denominator"),
            "api:get_case": (joint.number,),
            "api:dispatch": (self._register().number,),
            "api:call_back": (joint.number,),
            **dict.fromkeys(("api:sign", "api:contact", "api:reply"), (long.number,)),
            **dict.fromkeys(("api:pass_review", "api:reject_review"), (to_review.number,)),
        }
