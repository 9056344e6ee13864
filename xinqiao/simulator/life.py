"""What the parts of a case's life share: the city, its chance, the case as it stands, the moment it has come to.

A life is asked for its next step, the player makes it, and the life looks at the case again. So a case that was
imported, or that people have worked on in between, goes on from where it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from xinqiao.cases.models import Assignment, Request
from xinqiao.cases.moving import Matter
from xinqiao.catalogue.models import Urgency
from xinqiao.people.models import Staff, Unit
from xinqiao.simulator.chance import around, happens
from xinqiao.simulator.phrases import Phrases
from xinqiao.simulator.plan import Step
from xinqiao.simulator.town import Town

UNSORTED: Final = "所反映的问题"


@dataclass(slots=True)
class Life:
    """`matter` is kept up to date by the player; `now` is the moment of the last step. `is_invented`: the play itself
    brought the case, so that chance may find it void or no business of the hotline's."""

    town: Town
    random: Random
    phrases: Phrases
    matter: Matter
    now: datetime
    is_invented: bool = True

    @property
    def about(self) -> str:
        """What the case is about, in a word that fits into a sentence."""
        category = self.matter.case.category
        return category.name if category else UNSORTED

    def say(self, occasion: str, **slots: str) -> str:
        """What somebody says on such an occasion."""
        return self.phrases.say(occasion, self.random, **slots)

    def step(
        self,
        at: datetime,
        verb: str,
        role: str,
        *,
        on: Assignment | None = None,
        unit: Unit | None = None,
        **given: Any,
    ) -> Step:
        """A move by somebody who holds the role at the unit, or at the centre; never before the last step."""
        return self.move(self.town.person(self.random, role, unit), at, verb, on=on, **given)

    def move(self, by: Staff | None, at: datetime, verb: str, *, on: Assignment | None = None, **given: Any) -> Step:
        """A move by this person; None: by the platform itself."""
        return Step(max(at, self.now), verb, by, on.suffix if on else 0, given)

    def clerk(self, role: str) -> str:
        """Who does at the centre what the role does: the officer of the case's source, if it has one."""
        officer = self.matter.case.source.officer
        return officer.code if officer else role

    def chance(self, percent: float) -> bool:
        """True in so many lives of a hundred."""
        return happens(self.random, percent)

    def after(self, *, minutes: float = 0, hours: float = 0) -> datetime:
        """Around so long from now."""
        return self.now + timedelta(minutes=around(self.random, minutes + 60 * hours))

    def at_hall(self, *, minutes: float = 0, hours: float = 0) -> datetime:
        """Around so long from now, while the hall is fully manned; what is urgent does not wait for that."""
        at = self.after(minutes=minutes, hours=hours)
        return at if self.matter.case.urgency != Urgency.NORMAL else self.town.awake(at, self.random)

    def at_office(self, *, minutes: float = 0, hours: float = 0) -> datetime:
        """Around so long from now, in office hours."""
        return self.town.office(self.after(minutes=minutes, hours=hours), self.random)

    def in_time(self, at: datetime, due_at: datetime) -> datetime:
        """That moment, or one shortly before a due moment that it would miss; nobody makes good what is over already."""
        last = due_at - timedelta(minutes=self.random.uniform(1, 25))
        return at if at < last or due_at <= self.now else max(last, self.now)

    def asked(self, kind: str, task: Assignment | None = None) -> Request | None:
        """What waits for a ruling, of the case or of a task of it."""
        wanted = task.pk if task else None
        waiting = (one for one in self.matter.asked if one.closed_at is None and one.kind == kind)
        return next((one for one in waiting if one.assignment_id == wanted), None)
