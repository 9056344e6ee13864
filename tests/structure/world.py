"""A hotline at work, as big as a test wants it: cases at every station of the way, brought there by the actions."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.utils import timezone

from tests.factories import colleague
from tests.files.samples import SAMPLES
from tests.structure.house import ROOT
from xinqiao.callback import actions as callback
from xinqiao.callback.models import Callback
from xinqiao.cases import transition
from xinqiao.cases.lifecycle import MOVES, At, Tie
from xinqiao.cases.models import Assignment, Case, Enclosure, Flag, Stage, State
from xinqiao.cases.transition import Given, Task
from xinqiao.catalogue.models import Responsibility
from xinqiao.cities.apply import apply
from xinqiao.cities.read import read_city
from xinqiao.dispatch import actions as dispatch
from xinqiao.doors.desks import batching, exporting, publishing
from xinqiao.doors.desks.models import Batch
from xinqiao.files.models import Export
from xinqiao.handling import actions as handling
from xinqiao.handling.outcomes import ContactResult, Outcome
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.knowledge.models import Publication
from xinqiao.people import policy
from xinqiao.people.models import DutyShift, Grant, Platform, Post, Role, Staff, Unit
from xinqiao.people.scope import OTHER_VERBS, Scope

STAGES: Final = ("intake", "dispatch", "handling", "callback")
PUBLICATION: Final = [f"desks:{name}" for name in ("publication", "decline_publication", "withdraw_publication")]
PERSON: Final = [
    f"people:{name}" for name in ("person", "give_post", "leave", "unlock", "reset_password", "reset_second_factor")
]


class World:
    """The minimal city with one person who may do everything, and cases that `grow` adds."""

    # What a citizen brings and what everybody types.
    citizen: Final = {"name": "王女士", "phone": "13800000000", "address": "槐树巷 3 号"}
    words = "巷口路灯三天不亮。"

    def __init__(self) -> None:
        apply(read_city(ROOT / "cities" / "minimal"))
        Platform.objects.update(
            settings={"files": {"most": 99}, "intake": {"declines_percent": 100}}
        )  # a long story has many
        policy.forget()
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
            self._declined()
            intake.flag(self._register(), flag=Flag.URGENT, by=self.person, now=self.now)
        self._long_case(rows)
        self._joint_case(rows)
        self.rows = rows

    def _register(self, files: "Iterable[ContentFile[bytes]]" = ()) -> Case:
        said = {"title": self.words[:100], "text": self.words, "place": self.words}
        draft = Draft(source="phone", case_type="help", **said, **self.citizen)
        return intake.register(draft, uploads=[*files], by=self.person, now=self.now)

    def _dispatched(self, case: Case) -> Assignment:
        return dispatch.dispatch(case, lead=self.unit, note=self.words, by=self.person, now=self.now)

    def _handled(self, task: Assignment) -> Assignment:
        handling.sign(task, by=self.person, now=self.now)
        return task

    def _replied(self, task: Assignment) -> Assignment:
        self._handled(task)
        handling.reply(task, text=self.words, outcome=Outcome.SOLVED, by=self.person, now=self.now)
        return task

    def _to_review(self) -> None:
        self._replied(self._dispatched(self._register()))

    def _completed(self, case: Case, tasks: Iterable[Assignment] = ()) -> None:
        for task in [*tasks] or [self._dispatched(case)]:
            handling.pass_review(self._replied(task), by=colleague(self.person), now=self.now)
        case.refresh_from_db()
        callback.plan(case, now=self.now)
        publishing.propose(case, by=self.person, now=self.now)

    def _declined(self) -> None:
        case, words = self._register(), {"ground": "litigation", "text": self.words}
        intake.decline(case, **words, by=colleague(self.person), now=self.now)

    def _long_case(self, rows: int) -> None:
        """A task with many contacts and a case with many files: a long story on one page."""
        files = [ContentFile(SAMPLES[".png"], name=f"{self.words}{number}.png") for number in range(rows)]
        task = self._handled(self._dispatched(self._register(files)))
        for _ in range(rows):
            note, result = self.words, ContactResult.NOT_REACHED
            handling.contact(task, result=result, note=note, by=self.person, now=self.now)
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
        photo = Enclosure.objects.filter(event__case=self.long_task.case).latest("pk")
        return {
            **self._moves(),
            "desks:case": (self.long_task.case.number,),
            "desks:registered": (self.long_task.case.number,),
            "desks:urgent_report": (self.long_task.case.number,),
            "desks:show_contact": (self.long_task.case.number,),
            "desks:download": (self.long_task.case.number, photo.pk),
            "desks:picture": (self.long_task.case.number, photo.pk),
            "desks:counter": ("handling",),
            "desks:begin_batch": ("sign",),
            **dict.fromkeys(("desks:batch", "desks:batch_results", "desks:cancel_batch"), (self._batch().pk,)),
            "desks:end_announcement": (1,),
            **dict.fromkeys(PUBLICATION, (Publication.objects.latest("pk").pk,)),
            "desks:propose_publication": (self.joint_case.number,),
            "desks:drop_filter": (1,),
            "desks:order": (self.long_task.pk,),
            "desks:order_file": (self.long_task.pk, "docx"),
            "portal:file": (1,),
            "portal:publication": (1,),
            "intake:discard_draft": ("nothing",),
            "desks:fetch_export": (self._export().pk,),
            "dispatch:responsibility": (Responsibility.objects.all()[0].pk,),
            "callback:call_back": (Callback.objects.get(case=self.joint_case).pk,),
            "assessment:standing": ("in_hand",),
            "assessment:traced": ("accepted", "denominator"),
            "office:year": (2026,),
            **dict.fromkeys(("cities:table", "cities:row", "cities:upload", "cities:download"), ("catalogue",)),
            "api:get_case": (self.joint_case.number,),
            **dict.fromkeys(PERSON, (self.person.pk,)),
            "people:end_post": (self.person.pk, self.person.posts.get().pk),
            "people:duty_unit": (self.unit.code,),
            "people:remove_duty": (self._shift().pk,),
        }

    def _moves(self) -> dict[str, tuple[object, ...]]:
        """The page and the operation of every move of a person, on a case or a task from which it can be made."""
        stages = {
            Stage.REGISTERED: self._register(),
            Stage.IN_HAND: self.long_task.case,
            Stage.COMPLETED: self.joint_case,
        }
        states = {
            State.DISPATCHED: self._dispatched(self._register()),
            State.HANDLING: self.long_task,
            State.REPLIED: Assignment.objects.filter(state=State.REPLIED).latest("pk"),
        }
        found: dict[str, tuple[object, ...]] = {}
        for verb, move in MOVES.items():
            if not move.from_:
                continue
            things = stages if move.at == At.CASE else states
            thing = next((things[standing] for standing in things if standing in move.from_), stages[Stage.REGISTERED])
            page = thing.number if isinstance(thing, Case) else thing.pk
            found |= {f"{stage}:{verb}": (page,) for stage in STAGES} | {f"api:{verb}": (thing.number,)}
        return found

    def _export(self) -> Export:
        """The file of an export, written as the worker does it."""
        filters = {"stage": Stage.IN_HAND}
        made = exporting.begin(filters, "xlsx", by=self.person, request=None, now=self.now)
        exporting.write(made)
        return made

    def _batch(self) -> Batch:
        """All that waits for a unit, asked for and not begun."""
        filters: dict[str, str] = {}
        made = batching.begin("dispatch", filters, unit=None, note="", by=self.person, request=None, now=self.now)
        assert made
        return made

    def _shift(self) -> DutyShift:
        span = {"starts_at": self.now, "ends_at": self.now + timedelta(days=9)}
        return DutyShift.objects.create(unit=self.unit, staff=self.person, **span)
