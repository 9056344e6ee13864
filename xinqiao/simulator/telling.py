"""A step told to the history writer: what the action of its verb would give to the door, given to a told history."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xinqiao.cases import dues
from xinqiao.cases.history import Told
from xinqiao.cases.lifecycle import MOVES, At, Tie
from xinqiao.cases.models import Assignment, ForeignNumber
from xinqiao.cases.recording import Given, told
from xinqiao.catalogue.models import Ground
from xinqiao.people.models import Unit
from xinqiao.simulator.plan import Step
from xinqiao.simulator.town import Town

WORDS: Final = ("text", "reason", "note")


@dataclass(slots=True)
class Telling:
    """A history on the way; what was proposed is remembered for the ruling on it."""

    town: Town
    told: Told
    proposed: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    asked: dict[int, str] = field(default_factory=dict)  # of a task: how much longer, or until when

    def make(self, step: Step) -> None:
        """Tell the step. Raises Untellable, and what the limits raise."""
        self.proposed[step.verb] = step.given
        special = _SPECIAL.get(step.verb)
        if special:
            special(self, step)
        else:
            self.tell(step, _given(step.given))

    def tell(self, step: Step, given: Given, verb: str = "") -> None:
        """The step's move, with this given."""
        on = self.task(step) if MOVES[step.verb].at == At.ASSIGNMENT else self.told.case
        self.told.make(verb or step.verb, on, given, by=step.by, now=step.at)

    def task(self, step: Step) -> Assignment:
        """The task that the step is made on."""
        return next(task for task in self.told.tasks if task.suffix == step.suffix)

    def hand_down(self, step: Step, lead: Unit, assisting: Sequence[Unit], text: str, verb: str = "") -> None:
        """Give tasks to the lead and those who assist it."""
        ties = {lead: Tie.LEAD} | {unit: Tie.ASSISTING for unit in assisting if unit != lead}
        tasks = [self.told.task_for(unit, tie, step.at) for unit, tie in ties.items()]
        self.told.hand_down(verb or step.verb, self.told.case, tasks, Given(text=text), by=step.by, now=step.at)


def _given(given: Mapping[str, Any], **more: Any) -> Given:
    """Words are words, everything else is a fact."""
    facts = {name: told(value) for name, value in given.items() if name not in WORDS}
    text = next((given[name] for name in WORDS if given.get(name)), "")
    return Given(facts | more, text=text)


def _dispatched(telling: Telling, step: Step) -> None:
    given = step.given
    telling.hand_down(step, given["lead"], given["assisting"], given.get("note") or given.get("reason", ""))


def _dispatch_proposed(telling: Telling, step: Step) -> None:
    assisting = {"assisting": [unit.code for unit in step.given["assisting"]]} if step.given["assisting"] else {}
    telling.tell(step, Given({"lead": step.given["lead"].code, **assisting}, text=step.given["note"]))


def _dispatch_ruled(telling: Telling, step: Step) -> None:
    telling.tell(step, Given({"granted": True}))
    said = telling.proposed["propose_dispatch"]
    telling.hand_down(step, said["lead"], said["assisting"], said["note"], "dispatch")


def _answer_ruled(telling: Telling, step: Step) -> None:
    telling.tell(step, Given({"granted": True}, text=telling.proposed["propose_answer"]["text"]))


def _delegated(telling: Telling, step: Step) -> None:
    parent = telling.task(step)
    task = telling.told.task_for(step.given["to"], Tie.LEAD, step.at, parent=parent)
    telling.told.hand_down("delegate", parent, [task], Given(text=step.given["note"]), by=step.by, now=step.at)


def _declined(telling: Telling, step: Step) -> None:
    telling.tell(step, _given(step.given, door=_ground(telling, Ground.Kind.DECLINE, step.given["ground"]).door))


def _relayed(telling: Telling, step: Step) -> None:
    given = dict(step.given)
    found = _ground(telling, Ground.Kind.RELAY, given["target"])
    number = given.pop("number", "")
    kept = {"system": found.name, "foreign_number": number} if number else {}
    telling.tell(step, _given(given, door=found.door, **kept))
    if kept:
        telling.told.beside(ForeignNumber(case=telling.told.case, system=found.name, number=number))


def _ground(telling: Telling, kind: str, code: str) -> Ground:
    return next(ground for ground in telling.town.grounds[kind] if ground.code == code)


def _flagged(telling: Telling, step: Step) -> None:
    telling.tell(step, Given(sets={"flag": step.given["flag"]}, text=step.given["note"]))


def _extension_asked(telling: Telling, step: Step) -> None:
    given, task = step.given, telling.task(step)
    facts = {"until": given["until_on"].isoformat(), "told": given["told"], "ground": given["ground"]}
    limit = telling.asked[step.suffix] = str(dues.extension(task, given["until_on"]))
    telling.tell(step, Given(facts | {"limit": limit}, text=f"{given['reason']}\n{given['progress']}"))


def _pause_asked(telling: Telling, step: Step) -> None:
    telling.asked[step.suffix] = told(step.given["until"])
    telling.tell(step, _given(step.given))


def _carry_over_asked(telling: Telling, step: Step) -> None:
    telling.asked[step.suffix] = told(step.given["look_at"])
    telling.tell(step, _given(step.given))


def _progress_told(telling: Telling, step: Step) -> None:
    task = telling.task(step)
    telling.tell(step, _given(step.given, **dues.progress_facts(task, telling.told.spans(task), step.at)))


def _extension_ruled(telling: Telling, step: Step) -> None:
    task = telling.task(step)
    more = telling.asked[step.suffix]
    _ruled_on_time(telling, step, lambda: dues.extension_facts(task, telling.told.spans(task), more, step.at))


def _pause_ruled(telling: Telling, step: Step) -> None:
    task = telling.task(step)
    until = telling.asked[step.suffix]
    _ruled_on_time(telling, step, lambda: dues.pause_facts(task, telling.told.spans(task), until, step.at))


def _carry_over_ruled(telling: Telling, step: Step) -> None:
    _ruled_on_time(telling, step, lambda: {"look_at": telling.asked[step.suffix]})


def _ruled_on_time(telling: Telling, step: Step, shifted: Callable[[], dict[str, Any]]) -> None:
    granted = step.given["granted"]
    facts = shifted() if granted else {}
    telling.tell(step, Given({"granted": granted, **facts}, text=step.given["reason"]))


_SPECIAL: Final[Mapping[str, Callable[[Telling, Step], None]]] = {
    "dispatch": _dispatched,
    "designate": _dispatched,
    "propose_dispatch": _dispatch_proposed,
    "rule_dispatch": _dispatch_ruled,
    "rule_answer": _answer_ruled,
    "delegate": _delegated,
    "decline": _declined,
    "relay": _relayed,
    "flag": _flagged,
    "extend": _extension_asked,
    "pause": _pause_asked,
    "rule_extension": _extension_ruled,
    "rule_pause": _pause_ruled,
    "carry_over": _carry_over_asked,
    "rule_carry_over": _carry_over_ruled,
    "interim_reply": _progress_told,
}
