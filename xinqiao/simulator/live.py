"""The live player: what comes in and every step of every life, in order of time, by the real actions.

On a clock of its own it also does the worker's part: reactions after every move, sweeps as time passes. Every move is a
transaction of its own, so it may be ended anywhere.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any, Final

from django.db import transaction

from xinqiao.callback import actions as callback
from xinqiao.callback.actions import CallbackDone, RatingsWrong, Said, TooEarly
from xinqiao.callback.models import Result
from xinqiao.callback.queries import rated_units
from xinqiao.cases.lifecycle import MOVES, At
from xinqiao.cases.models import Case
from xinqiao.cases.refusal import Refused
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines.extension import BadExtension
from xinqiao.deadlines.rules import NoRule
from xinqiao.handling import actions as handling
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft, Unreadable
from xinqiao.intake.models import CaseCall
from xinqiao.outbox.loop import run_all
from xinqiao.simulator.calls import call_of
from xinqiao.simulator.life import Life
from xinqiao.simulator.pace import Pace
from xinqiao.simulator.phrases import Phrases
from xinqiao.simulator.plan import Arrival, Step, Steps
from xinqiao.simulator.standing import last_at, matter_of, open_callback, refresh
from xinqiao.simulator.tally import Tally
from xinqiao.simulator.town import Town
from xinqiao.simulator.verbs import action
from xinqiao.simulator.way import way

SWEEPS: Final = timedelta(hours=2)
ONE_HOUR: Final = timedelta(hours=1)
STUMBLES: Final = 3  # a life that is refused so often is left to people
REFUSED: Final = (Refused, NoRule, UnpublishedYear, BadExtension, CallbackDone, RatingsWrong, Unreadable)


@dataclass(slots=True)
class Playing:
    """A life on the stage."""

    life: Life
    steps: Steps
    stumbles: int = 0


@dataclass
class LivePlayer:
    """Plays until nothing is left to do, or the end of the play; `report` hears now and then."""

    town: Town
    phrases: Phrases
    seed: int
    pace: Pace
    until: datetime | None = None
    report: Callable[[Tally, datetime], None] = lambda tally, now: None
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._stage: list[tuple[datetime, int, Step, Playing]] = []
        self._order = count()
        self._swept_at: datetime | None = None
        self._earlier: list[tuple[str, str, str]] = []

    def play(self, arrivals: Iterable[Arrival] = ()) -> None:
        """Let the arrivals come in, and all lives on the stage go on, each thing at its time."""
        coming: Iterator[Arrival] = iter(arrivals)
        arrival = next(coming, None)
        while arrival or self._stage:
            if arrival and (not self._stage or arrival.at <= self._stage[0][0]):
                if self._is_over(arrival.at):
                    return
                self._come_in(arrival, self._reach(arrival.at))
                arrival = next(coming, None)
                continue
            at, _, step, playing = heapq.heappop(self._stage)
            if self._is_over(at):
                return
            self._go_on(playing, replace(step, at=self._reach(at)))

    def _is_over(self, at: datetime) -> bool:
        return self.until is not None and at > self.until

    def _reach(self, at: datetime) -> datetime:
        """Let time pass until then, with what the worker does by the clock."""
        if self.pace.is_alone:
            self._swept_at = self._swept_at or at
            while self._swept_at + SWEEPS <= at:
                self._swept_at += SWEEPS
                self._sweep(self._swept_at)
                if self._swept_at.hour < SWEEPS // ONE_HOUR:
                    callback.file_uncalled(now=self._swept_at)
        return self.pace.reach(at)

    def _sweep(self, now: datetime) -> None:
        handling.sign_overdue(now=now)
        callback.open_expired(now=now)
        run_all()
        self.report(self.tally, now)

    def _come_in(self, arrival: Arrival, now: datetime) -> None:
        if arrival.case:
            life, steps = self._born(matter_of(arrival.case), now, arrival.number)
            life.is_invented = False
            self._enter(Playing(life, steps))
            return
        if arrival.draft is None:
            self._ring(arrival, None)
            return
        try:
            case = intake.register(self._draft(arrival, arrival.draft), by=arrival.by, now=now)
        except REFUSED as refused:
            self._leave("register", refused)
            return
        self.tally.cases += 1
        self._ring(arrival, case)
        self._react()
        self._enter(Playing(*self._born(matter_of(case.pk), now, arrival.number)))

    def _draft(self, arrival: Arrival, draft: Draft) -> Draft:
        """Who comes again is somebody who has been here in this play and whose case is done."""
        if arrival.follows and self._earlier:
            number, name, phone = self._earlier[arrival.number % len(self._earlier)]
            if Case.objects.filter(number=number, completed_at__isnull=False).exists():
                return replace(draft, earlier=number, name=name, phone=phone)
        return draft

    @transaction.atomic
    def _ring(self, arrival: Arrival, case: Case | None) -> None:
        if arrival.call:
            call = call_of(arrival.call)
            call.save(force_insert=True)
            self.tally.calls += 1
            if case:
                CaseCall.objects.create(case=case, call=call)
        if case and arrival.draft and arrival.draft.phone and not arrival.follows:
            self._earlier.append((case.number, arrival.draft.name, arrival.draft.phone))

    def _born(self, matter: Any, now: datetime, number: int) -> tuple[Life, Steps]:
        random = Random(f"{self.seed}/{number}")  # noqa: S311 - a play, no secret
        life = Life(self.town, random, self.phrases, matter, now)
        return life, way(life)

    def _enter(self, playing: Playing) -> None:
        """The life's next step takes its place in the order of time; one without has come to its end."""
        step = next(playing.steps, None)
        if step:
            self._place(playing, step, self.pace.when(step.at, playing.life.now))

    def _place(self, playing: Playing, step: Step, at: datetime) -> None:
        heapq.heappush(self._stage, (at, next(self._order), step, playing))

    def _go_on(self, playing: Playing, step: Step) -> None:
        try:
            self._make(step, playing.life.matter)
        except TooEarly as early:
            self._place(playing, step, early.from_at.astimezone(self.town.calendar.zone))
            return
        except REFUSED as refused:
            self._stumble(playing, step, refused)
            return
        self._react()
        self.tally.moves += 1
        playing.life.now = step.at
        refresh(playing.life.matter)
        self._enter(playing)

    def _make(self, step: Step, matter: Any) -> None:
        if step.by is None:
            if step.verb == "auto_sign" and self.pace.is_alone:
                self._sweep(step.at)
        elif step.verb == "call_back":
            self._call_back(step, matter.case)
        else:
            is_task = MOVES[step.verb].at == At.ASSIGNMENT
            on = next(task for task in matter.tasks if task.suffix == step.suffix) if is_task else matter.case
            action(step.verb)(on, **step.given, by=step.by, now=step.at)

    def _call_back(self, step: Step, case: Case) -> None:
        opened = open_callback(case)
        if opened is None or step.by is None:
            raise CallbackDone
        given = dict(step.given)
        satisfaction, solved = given.pop("satisfaction", None), given.pop("solved", False)
        rated = rated_units(case) if given["result"] == Result.REACHED else []
        said = {task.pk: Said(satisfaction, solved=solved) for task in rated}
        callback.call_back(opened, said=said, **given, by=step.by, now=step.at)

    def _react(self) -> None:
        if self.pace.is_alone:
            run_all()

    def _stumble(self, playing: Playing, step: Step, refused: Exception) -> None:
        """Somebody was quicker, or the rules do not allow it: the life looks again at where its case stands."""
        playing.stumbles += 1
        if playing.stumbles > STUMBLES:
            self._leave(step.verb, refused)
            return
        matter = matter_of(playing.life.matter.case.pk)
        now = max(step.at, last_at(matter.case)) + timedelta(hours=playing.stumbles)
        life, steps = self._born(
            matter, now.astimezone(self.town.calendar.zone), int(matter.case.number) + playing.stumbles
        )
        life.is_invented = playing.life.is_invented
        self._enter(Playing(life, steps, playing.stumbles))

    def _leave(self, verb: str, refused: Exception) -> None:
        why = getattr(refused, "why", "") or type(refused).__name__
        self.tally.left[f"{verb}: {why}"] += 1
