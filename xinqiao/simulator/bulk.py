"""The bulk player: whole lives told to the history writer, batch by batch, with the calls that brought them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from random import Random
from typing import Final

from django.db import transaction

from xinqiao.cases.bulk import copy
from xinqiao.cases.history import Book, Told, Untellable
from xinqiao.cases.lifecycle import Stage
from xinqiao.cases.models import Case, ForeignNumber
from xinqiao.clock.workcal import UnpublishedYear
from xinqiao.deadlines.extension import BadExtension
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft, Unreadable
from xinqiao.intake.models import CaseCall
from xinqiao.simulator.calls import call_of
from xinqiao.simulator.citizen import uncalled
from xinqiao.simulator.life import Life
from xinqiao.simulator.listening import Listening
from xinqiao.simulator.phrases import Phrases
from xinqiao.simulator.plan import Arrival, Step
from xinqiao.simulator.tally import Tally
from xinqiao.simulator.telling import Telling
from xinqiao.simulator.town import Town
from xinqiao.simulator.way import way
from xinqiao.telephony.models import Call

BATCH: Final = 500
REMEMBERED: Final = 2_000  # cases that a citizen may come back to


@dataclass
class BulkPlayer:
    """Writes whatever comes in, with all that follows `until` then. One per process."""

    town: Town
    phrases: Phrases
    seed: int
    until: datetime
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self.book = Book()
        self._earlier: deque[Case] = deque(maxlen=REMEMBERED)

    def play(self, arrivals: Iterable[Arrival], report: Callable[[Tally], None]) -> None:
        """Write all of it; `report` hears after each batch, which is written whole or not at all."""
        for batch in _batches(arrivals):
            calls: list[Call] = []
            ties: list[CaseCall] = []
            with transaction.atomic():
                with self.book.batch():
                    for arrival in batch:
                        self._take(arrival, calls, ties)
                copy([*((Call, call) for call in calls), *((CaseCall, tie) for tie in ties)])
            report(self.tally)

    def _take(self, arrival: Arrival, calls: list[Call], ties: list[CaseCall]) -> None:
        case = None
        if arrival.draft and arrival.at <= self.until:
            arrival = self._who_comes_again(arrival)
            case = self._tell(arrival, arrival.draft)  # type: ignore[arg-type]
        if arrival.call and arrival.call.ended_at <= self.until:
            call = call_of(arrival.call)
            call.pk = self.book.ids.next(Call)
            calls.append(call)
            self.tally.calls += 1
            if case:
                ties.append(CaseCall(pk=self.book.ids.next(CaseCall), case=case, call=call))

    def _who_comes_again(self, arrival: Arrival) -> Arrival:
        """The same arrival by the citizen of a case that came in before, if it is by one whose case is done by now."""
        if not (arrival.follows and self._earlier and arrival.draft):
            return arrival
        earlier = self._earlier[arrival.number % len(self._earlier)]
        if not earlier.completed_at or earlier.completed_at > arrival.at:
            return arrival
        known = earlier.appellant
        assert known is not None  # noqa: S101 - only cases with one are remembered
        draft = replace(arrival.draft, name=known.name, phone=known.phone, earlier=earlier.number)
        return replace(arrival, draft=draft, call=arrival.call and replace(arrival.call, phone=known.phone))

    def _tell(self, arrival: Arrival, draft: Draft) -> Case | None:
        """A life up to now; one that the rules refuse is left out and counted by the step and the reason."""
        try:
            told = self._begin(arrival, draft)
            self._live(told, arrival)
        except (Untellable, UnpublishedYear, BadExtension, Unreadable) as refused:
            self.tally.left[_reason(refused)] += 1
            return None
        if told.case.appellant:
            self._earlier.append(told.case)
        self.tally.cases += 1
        return self.book.keep(told)

    def _live(self, told: Told, arrival: Arrival) -> None:
        random = Random(f"{self.seed}/{arrival.number}")  # noqa: S311 - a play, no secret
        life = Life(self.town, random, self.phrases, told.matter, arrival.at)
        telling = Telling(self.town, told)
        listening = Listening(telling)
        for step in way(life):
            listening.expire(min(step.at, self.until))
            if step.at > self.until:
                break
            self._make(step, telling, listening)
            life.now = step.at
            self.tally.moves += 1
            if told.case.stage == Stage.COMPLETED and step.verb != "call_back" and not uncalled(life):
                listening.plan()

    def _make(self, step: Step, telling: Telling, listening: Listening) -> None:
        if step.verb == "call_back":
            listening.call_back(step)
        elif step.verb == "rule_rework":
            listening.rule(step)
        else:
            telling.make(step)

    def _begin(self, arrival: Arrival, draft: Draft) -> Told:
        """The rows that `intake.register` makes of a draft. The case that it goes on from is not written yet."""
        problems: dict[str, str] = {}
        case, appellant = intake.prepare(replace(draft, earlier=""), problems, now=arrival.at)
        if problems:
            raise Unreadable(problems)
        case.earlier = next((one for one in self._earlier if one.number == draft.earlier), None)
        told = self.book.register(
            case, appellant, intake.said(case, draft), by=arrival.by, now=arrival.at, called=f"plan {arrival.number}"
        )
        if draft.foreign_number:
            told.beside(ForeignNumber(case=case, system=draft.system, number=draft.foreign_number))
        return told


def _batches(arrivals: Iterable[Arrival]) -> Iterator[list[Arrival]]:
    stream = iter(arrivals)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _reason(refused: Exception) -> str:
    return f"{refused.verb}: {refused.why}" if isinstance(refused, Untellable) else type(refused).__name__
