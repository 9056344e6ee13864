"""The callbacks of a told history: opened when a limit expires or a reply has passed, attempted, rated, reworked.

Live the platform opens them by its sweep and its reactions; here they are kept beside the history as it is told.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from xinqiao.callback import attempts
from xinqiao.callback.models import Callback, Ground, Result, Verdict
from xinqiao.callback.queries import clock_of
from xinqiao.callback.ratings import Said, any_bad, is_complaint
from xinqiao.cases.lifecycle import LEADING, VOID_STATES, Tie
from xinqiao.cases.models import Assignment
from xinqiao.cases.recording import Given
from xinqiao.people.models import Unit
from xinqiao.simulator.plan import Step
from xinqiao.simulator.telling import Telling


@dataclass(slots=True)
class Listening:
    """One history's callbacks; the last one is this round's."""

    telling: Telling
    callback: Callback | None = None
    first_at: datetime | None = None
    bad: list[Unit] = field(default_factory=list)

    def expire(self, at: datetime) -> None:
        """Open a callback if the citizen's clock has run out before that moment (floor rule 21)."""
        case = self.telling.told.case
        due_at = clock_of(case)
        if due_at and due_at < at and not case.is_anonymous and not self._of_round():
            self._open(Ground.EXPIRED, due_at)

    def plan(self) -> None:
        """The reply has passed: open this round's callback, once; one that is open since the limit expired becomes it."""
        early, completed_at = self.callback, self.telling.told.case.completed_at
        if early and early.round == self.telling.told.case.round and early.ground == Ground.PASSED:
            return
        if early := self._of_round():
            early.ground, early.due_at = Ground.PASSED, completed_at or early.due_at
        elif completed_at:
            self._open(Ground.PASSED, completed_at)

    def call_back(self, step: Step) -> None:
        """An attempt, and what the citizen says of each unit; a complaint is put before the reviewer."""
        callback = self._of_round()
        assert callback is not None  # noqa: S101 - planned when the case was completed
        given, told = step.given, self.telling.told
        units = {task.pk: task for task in self._rated()} if given["result"] == Result.REACHED else {}
        said = {pk: Said(given["satisfaction"], solved=given["solved"]) for pk in units}
        attempt = attempts.weigh(callback, given["result"], self.first_at, step.at)
        self.first_at = self.first_at or step.at
        facts = attempts.facts(
            callback, given["result"], attempt, said, units, contact_given=given.get("contact_given", False)
        )
        told.make("call_back", told.case, Given(facts), by=step.by, now=step.at)
        assert step.by is not None  # noqa: S101 - a person calls
        for row in attempts.settle(callback, attempt, given["result"], said, by=step.by, now=step.at):
            told.beside(row)
        self.bad = [units[pk].unit for pk, one in said.items() if is_complaint(one)]
        if any_bad(said.values()):
            advised = Given({"advised": given["rework"]}, text=given["reason"])
            told.make("propose_rework", told.case, advised, by=step.by, now=step.at)

    def rule(self, step: Step) -> None:
        """A reviewer's ruling on the complaint; a rework is handed down at once, with a callback at its limit."""
        told, given, verdict = self.telling.told, step.given, step.given["verdict"]
        facts = {"verdict": verdict, "granted": verdict == Verdict.REWORK}
        told.make("rule_rework", told.case, Given(facts, text=given["reason"]), by=step.by, now=step.at)
        if verdict != Verdict.REWORK:
            return
        units = dict.fromkeys(self.bad)
        tasks = [
            told.task_for(unit, Tie.CO_LEAD if order else Tie.LEAD, step.at, new_round=True)
            for order, unit in enumerate(units)
        ]
        tasks = [replace(task, is_final=False) for task in tasks]
        told.hand_down("rework", told.case, tasks, Given(text=given["note"]), by=step.by, now=step.at)
        if not told.case.is_anonymous:
            self._open(Ground.EXPIRED, max(task.due_at for task in tasks))

    def _open(self, ground: Ground, due_at: datetime) -> None:
        case = self.telling.told.case
        opened = Callback(case=case, round=case.round, ground=ground, due_at=due_at)
        self.callback, self.first_at = self.telling.told.beside(opened), None

    def _of_round(self) -> Callback | None:
        one = self.callback
        return one if one and one.round == self.telling.told.case.round and not one.done_at else None

    def _rated(self) -> list[Assignment]:
        round_ = self.telling.told.case.round
        leading = [task for task in self.telling.told.tasks if task.parent_id is None and task.tie in LEADING]
        return [task for task in leading if task.round == round_ and task.state not in VOID_STATES]
