"""The ten worked histories, played by the real actions on a clock of their own: for the demo, the tests, the documents."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Any

from xinqiao.advice.leading import is_officers
from xinqiao.callback import actions as callback
from xinqiao.callback.actions import Said
from xinqiao.callback.models import Callback
from xinqiao.callback.queries import rated_units
from xinqiao.cases.lifecycle import MOVES, At
from xinqiao.cases.models import Assignment, Case
from xinqiao.catalogue.models import Ground, Source
from xinqiao.deadlines import calendar
from xinqiao.dispatch.queries import RETURNS
from xinqiao.intake import actions as intake
from xinqiao.intake.channels.base import Draft
from xinqiao.outbox.loop import run_all
from xinqiao.people import policy
from xinqiao.people.models import Staff
from xinqiao.simulator.cast import Cast, cast
from xinqiao.simulator.verbs import action

ONE_UNIT, SEVERAL_UNITS = {"lead", "to", "unit", "proposed_unit"}, {"co_leads", "assisting"}
OF_THE_STEP = {"move", "by", "on", "other", "after"}


@dataclass(frozen=True, slots=True)
class History:
    """A history as histories.toml writes it."""

    code: str
    name: str
    case: Mapping[str, Any]
    steps: tuple[Mapping[str, Any], ...]
    others: tuple[Mapping[str, Any], ...] = ()


def histories() -> list[History]:
    """All ten, in the order of the file; what is repeated is so as often as the city lets a case be reworked."""
    return written(reworks=policy.load().rework.most)


def written(*, reworks: int) -> list[History]:
    """All ten for a city that lets a case be reworked so often. Reads the file alone."""
    text = resources.files("xinqiao.simulator").joinpath("histories.toml").read_text("utf-8")
    return [
        History(
            row["code"], row["name"], row["case"], tuple(_unrolled(row["steps"], reworks)), tuple(row.get("others", ()))
        )
        for row in tomllib.loads(text)["history"]
    ]


def _unrolled(steps: list[dict[str, Any]], reworks: int) -> Iterator[dict[str, Any]]:
    """The steps with what is repeated written out."""
    for step in steps:
        if step["move"] == "repeat":
            yield from step["steps"] * reworks
        else:
            yield step


def play(history: History, *, start: datetime, until: datetime | None = None) -> Case:
    """Register the case at `start` and make its steps, those that lie after `until` left out. Returns the case.

    Working hours pass between the steps, by the city's calendar. The reactions run after each, as the worker would.
    """
    played = _Play(cast(), start, until or datetime.max.replace(tzinfo=start.tzinfo))
    for draft in (history.case, *history.others):
        played.register(draft)
    for step in history.steps:
        if not played.make(step):
            break
    return Case.objects.get(pk=played.cases[0].pk)


@dataclass(slots=True)
class _Play:
    parts: Cast
    now: datetime
    until: datetime
    cases: list[Case] = field(default_factory=list)

    def register(self, facts: Mapping[str, Any]) -> None:
        """Register a case; the second citizen of a history has another phone."""
        more = dict(facts)
        if more.get("source") == "upper":
            more["source"] = Source.objects.filter(is_upper=True)[0].code
            more["foreign_number"] += f"{self.now:%Y%m%d%H%M}"
        if days := more.pop("due_days", 0):
            more["due_at"] = calendar.load().add_working_days(self.now, days)
        if accused := more.pop("accused", ""):
            more["accused"] = self.parts.unit(accused).code
        usual = {
            "source": "phone",
            "category": self.parts.category(),
            "name": "王女士",
            "phone": f"138000000{len(self.cases):02}",
        }
        self.cases.append(intake.register(Draft(**usual | more), by=self.parts.person("agent"), now=self.now))

    def make(self, step: Mapping[str, Any]) -> bool:
        """Make one step; False when it lies after the end of the play."""
        case = self.cases[step.get("other", 0)]
        task = _task(case, step["on"]) if "on" in step else None
        if ("on" in step and task is None) or self._lacks_unit(step):
            return True  # a tier that this city does not have
        self.now = self._taken_at(step)
        if self.now > self.until:
            return False
        by = self._person(_who(step, case), task)
        if step["move"] == "call_back":
            if not self._call_back(case, step, by):
                return False
        else:
            on = task if MOVES[step["move"]].at == At.ASSIGNMENT else Case.objects.get(pk=case.pk)
            action(step["move"])(on, **self._given(step, task), by=by, now=self.now)
        run_all()
        return True

    def _taken_at(self, step: Mapping[str, Any]) -> datetime:
        """When the step is made; what the city does not take any more on a day waits for the next (floor rule 11)."""
        days = calendar.load()
        at = days.local(days.add_working_time(self.now, timedelta(hours=step["after"])))
        is_late = step["move"] in RETURNS and not policy.load().dispatch.takes_returns(at)
        return days.next_opening(datetime.combine(at.date(), time.max, at.tzinfo)) if is_late else at

    def _lacks_unit(self, step: Mapping[str, Any]) -> bool:
        named = [step["by"].partition("@")[2], step.get("to", "")]
        return any(part and part != "last" and part not in self.parts.parts for part in named)

    def _person(self, who: str, task: Assignment | None) -> Staff:
        role, _, part = who.partition("@")
        if part == "last" and task:
            found = next(name for name, unit in self.parts.parts.items() if unit == task.unit)
            return self.parts.person(f"{role}@{found}")
        return self.parts.person(who)

    def _given(self, step: Mapping[str, Any], task: Assignment | None) -> dict[str, Any]:
        """What the step gives to its action: parts become units, spans of time moments."""
        given = {name: value for name, value in step.items() if name not in OF_THE_STEP}
        for name, value in list(given.items()):
            if name in ONE_UNIT:
                given[name] = self.parts.unit(value)
            elif name in SEVERAL_UNITS:
                given[name] = [self.parts.unit(part) for part in value]
            elif name == "into":
                given[name] = Case.objects.get(pk=self.cases[0].pk)
            elif name == "basis":
                given[name] = Ground.objects.filter(kind=step["move"])[0].code
        if "until_hours" in given:
            given["until"] = calendar.load().add_working_time(self.now, timedelta(hours=given.pop("until_hours")))
        if "more_days" in given and task:
            given["until_on"] = _later(task.due_at, given.pop("more_days"))
        return given

    def _call_back(self, case: Case, step: Mapping[str, Any], by: Staff) -> bool:
        """The citizen says the same of every unit; who calls waits until it is not quiet any more. False when that lies
        after the end of the play."""
        opened = Callback.objects.get(case=case, done_at=None)
        self.now = callback.callable_from(opened, self.now) or self.now
        if self.now > self.until:
            return False
        said = {task.pk: Said(step["satisfaction"], solved=step["solved"]) for task in rated_units(opened.case)}
        more = {name: step[name] for name in ("rework", "reason") if name in step}
        callback.call_back(opened, result=step["result"], said=said, **more, by=by, now=self.now)
        return True


def _who(step: Mapping[str, Any], case: Case) -> str:
    """Whose step it is; at the centre the officer's of the case's source, where it has one (floor rule 9)."""
    officer = case.source.officer
    is_his = officer and "@" not in step["by"] and is_officers(MOVES[step["move"]])
    return officer.code if officer and is_his else str(step["by"])


def _task(case: Case, which: int | str) -> Assignment | None:
    tasks = case.assignments.select_related("unit", "dispatched_by_unit", "parent", "case").order_by("suffix")
    return tasks.last() if which == "last" else tasks.filter(suffix=which).first()


def _later(due_at: datetime, days: int) -> date:
    return calendar.load().add_working_days(due_at, days).date()
