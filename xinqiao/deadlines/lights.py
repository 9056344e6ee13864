"""Warning lights of many rows at once. They are derived from the due moment and now, never stored."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from xinqiao.clock.due import Light, yellow_until
from xinqiao.clock.limit import Limit, TimeUnit
from xinqiao.clock.workcal import WorkCalendar

# Shandong 2017: yellow one working day before the deadline, red on the first day overdue.
YELLOW_BEFORE = Limit(1, TimeUnit.WORKING_DAYS)
LABELS = {Light.GREEN: _("正常"), Light.YELLOW: _("临期"), Light.RED: _("超期")}


@dataclass(frozen=True)
class Lights:
    """The lights at one moment: red before `red_before`, yellow from there to `yellow_until`, green after."""

    red_before: datetime
    yellow_until: datetime

    def of(self, due_at: datetime, stopped_at: datetime | None = None) -> Light:
        """The light of a row; a clock that has stopped is judged at its stop: red when late, else green."""
        if stopped_at is not None:
            return Light.RED if stopped_at > due_at else Light.GREEN
        if due_at < self.red_before:
            return Light.RED
        return Light.YELLOW if due_at <= self.yellow_until else Light.GREEN

    def where(self, light: Light, column: str = "due_at") -> Q:
        """The condition that finds rows with that light, for rows whose clock runs."""
        if light is Light.RED:
            return Q(**{f"{column}__lt": self.red_before})
        if light is Light.YELLOW:
            return Q(**{f"{column}__gte": self.red_before, f"{column}__lte": self.yellow_until})
        return Q(**{f"{column}__gt": self.yellow_until})


def lights_at(now: datetime, calendar: WorkCalendar, yellow_before: Limit = YELLOW_BEFORE) -> Lights:
    """What a list needs once to give each row its light; the same as `clock.due.light` row by row."""
    return Lights(red_before=now, yellow_until=yellow_until(now, calendar, yellow_before))
