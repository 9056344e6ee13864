"""The parts of the unit desk and of the books, as their addresses name them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xinqiao.cases import queries
from xinqiao.cases.models import Assignment, State
from xinqiao.clock.due import Light
from xinqiao.deadlines import calendar
from xinqiao.deadlines.lights import lights_at
from xinqiao.handling.queries import asking, from_below, lit_so, to_look_at, untold
from xinqiao.people.models import Staff

Tasks = QuerySet[Assignment]
Narrow = Callable[[Tasks, Staff, datetime], Tasks]


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of the unit desk: what stands in the address, what it is called, which tasks it shows, in which order."""

    query: str
    label: Promise
    narrow: Narrow
    order: tuple[str, str] = ("next_due_at", "pk")


LAST_ENDED_FIRST: Final = ("-ended_at", "-pk")


def _in_state(state: State) -> Narrow:
    return lambda tasks, staff, now: tasks.filter(state=state)


def _lit(light: Light) -> Narrow:
    return lambda tasks, staff, now: lit_so(tasks, light, now)


TABS: Final = (
    Tab("", _("全部在办"), lambda tasks, staff, now: tasks.filter(queries.is_open())),
    Tab("state=dispatched", _("待签收"), _in_state(State.DISPATCHED)),
    Tab("state=handling", _("办理中"), _in_state(State.HANDLING)),
    Tab("state=replied", _("待审核"), _in_state(State.REPLIED)),
    Tab("light=yellow", _("临期"), _lit(Light.YELLOW)),
    Tab("light=red", _("超期"), _lit(Light.RED)),
    Tab("part=progress", _("待告知进展"), lambda tasks, staff, now: untold(tasks, now)),
    Tab("part=below", _("下级待我审核"), lambda tasks, staff, now: from_below(staff)),
    Tab("part=asked", _("我的申请"), lambda tasks, staff, now: asking(tasks)),
    Tab("state=fed_back", _("协办已反馈"), _in_state(State.FED_BACK)),
    Tab("state=sent_back", _("已退回"), _in_state(State.SENT_BACK), LAST_ENDED_FIRST),
    Tab("state=recalled", _("已撤回"), _in_state(State.RECALLED), LAST_ENDED_FIRST),
)
BOOKS: Final = (
    Tab("", _("到期复查"), lambda tasks, staff, now: to_look_at(staff, now)),
    Tab("part=all", _("全部挂账"), lambda tasks, staff, now: tasks),
)


def counts(tasks: Tasks, now: datetime) -> dict[str, int]:
    """How many stand under each tab of what is open, by the query of the tab. One query, over the open ones alone."""
    lights = lights_at(now, calendar.load())
    runs = Q(stopped_at=None, carried_at=None)
    shown = {
        "": Q(),
        **{f"state={state}": Q(state=state) for state in (State.DISPATCHED, State.HANDLING, State.REPLIED)},
        **{f"light={light}": lights.where(light) & runs for light in (Light.YELLOW, Light.RED)},
    }
    found = tasks.filter(queries.is_open()).order_by().aggregate(
        **{f"n{place}": Count("pk", filter=one) for place, one in enumerate(shown.values())}
    )  # fmt: skip
    return {query: found[f"n{place}"] for place, query in enumerate(shown)}


def asked_for(given: Mapping[str, str], tabs: Sequence[Tab] = TABS) -> Tab:
    """The tab that an address asks for; the first where it asks for none."""
    asked = {f"{name}={given[name]}" for name in ("state", "light", "part") if name in given}
    return next((tab for tab in tabs if tab.query in asked), tabs[0])
