"""What each list and counter of the house must show, told by the oracle: a table from the list to the cases in it."""

from collections.abc import Callable
from typing import Final

from tests.rights.oracle import Person, Task, Thing, acts, is_accused, may, reaches, sees
from tests.rights.things import THINGS
from xinqiao.cases.lifecycle import OPEN_STAGES, OPEN_STATES, RULED_BY

Names = list[str]
Expected = Callable[[Person], Names]


def _of_tasks(wanted: Callable[[Person, Thing, Task], bool]) -> Expected:
    """The thing of each task that is wanted, once for each."""
    return lambda person: [thing.name for thing in THINGS for task in thing.tasks if wanted(person, thing, task)]


def _of_things(wanted: Callable[[Person, Thing], bool]) -> Expected:
    return lambda person: [thing.name for thing in THINGS if wanted(person, thing)]


def _signs(who: Person, thing: Thing, task: Task) -> bool:
    return (may(who, "sign", task) or may(who, "reply", task)) and not is_accused(who, thing)


def _delegates(who: Person, thing: Thing, task: Task) -> bool:
    """At work, and nobody below has it."""
    below = [other for other in thing.tasks if other.by == task.unit]
    return task.state == "handling" and not below and not task.carried and acts(who, "delegate", thing, task)


def _reviews(who: Person, thing: Thing, task: Task) -> bool:
    return task.state == "replied" and acts(who, "pass_review", thing, task)


def _looks_at(who: Person, thing: Thing, task: Task) -> bool:
    """Of the unit that has it, or of the node that handed it down."""
    own = acts(who, "look_again", thing, task) or acts(who, "rule_carry_over", thing, task)
    return task.carried and own


seen: Final[Expected] = _of_things(sees)
# What was declined is none of the accepted ones, behind whose figure this page leads.
accepted: Final = _of_things(lambda who, thing: thing.stage != "declined" and sees(who, thing))
waiting: Final = _of_things(lambda who, thing: thing.stage == "registered" and acts(who, "dispatch", thing))
delegable: Final = _of_tasks(_delegates)
in_hand: Final = _of_tasks(lambda who, thing, task: task.state in OPEN_STATES and _signs(who, thing, task))
at_work: Final = _of_tasks(
    lambda who, thing, task: task.state in ("dispatched", "handling") and _signs(who, thing, task)
)
to_review: Final = _of_tasks(_reviews)
on_the_books: Final = _of_tasks(_looks_at)
to_call: Final = _of_things(lambda who, thing: thing.calls and acts(who, "call_back", thing))


to_look_at: Final = _of_things(
    lambda who, thing: (
        thing.stage == "declined" and (acts(who, "uphold_decline", thing) or acts(who, "overturn_decline", thing))
    )
)
to_brief: Final = _of_things(
    lambda who, thing: thing.flagged and thing.stage in {*OPEN_STAGES, "merged"} and acts(who, "brief_leader", thing)
)


# Behind a figure of units: what is counted for his, as far as he sees it.
traced: Final = _of_things(
    lambda who, thing: sees(who, thing) and any(reaches(who, "view_figures", task.unit) for task in thing.tasks)
)
# Behind what is in hand: the same of the tasks that are open.
standing: Final = _of_things(
    lambda who, thing: (
        sees(who, thing)
        and any(task.state in OPEN_STATES and reaches(who, "view_figures", task.unit) for task in thing.tasks)
    )
)


def to_rule(person: Person) -> Names:
    """The thing of each open request that he may rule on."""
    asked = [(thing, kind, thing.task(place)) for thing in THINGS for kind, place in thing.asked]
    return [thing.name for thing, kind, task in asked if acts(person, RULED_BY[kind], thing, task)]


# List page -> the verbs that open it, the cases that it leads to.
PAGES: Final[dict[str, tuple[tuple[str, ...], Expected]]] = {
    "desks:cases": (("view",), seen),
    "desks:rulings": (tuple(sorted(RULED_BY.values())), to_rule),
    "intake:declined": (("uphold_decline", "overturn_decline"), to_look_at),
    "intake:flagged": (("brief_leader",), to_brief),
    "dispatch:queue": (("dispatch", "delegate"), lambda who: waiting(who) + delegable(who)),
    "handling:worklist": (("sign", "reply"), in_hand),
    "handling:reviews": (("pass_review",), to_review),
    "handling:carried_over": (("look_again", "rule_carry_over"), on_the_books),
    "callback:queue": (("call_back",), to_call),
    "assessment:traced": (("view_figures",), accepted),
}
# Counter -> what it counts.
COUNTED: Final[dict[str, Expected]] = {
    "dispatch": lambda who: waiting(who) + delegable(who),
    "handling": at_work,
    "reviews": to_review,
    "carried_over": on_the_books,
    "callback": to_call,
    "rulings": to_rule,
    "declined": to_look_at,
    "flagged": to_brief,
}
