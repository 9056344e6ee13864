"""What is asked of the figures: a period, what it is narrowed to, and by what the answer is divided."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from xinqiao.assessment.periods import Span
from xinqiao.cases.lifecycle import N_
from xinqiao.catalogue.models import Category, Source
from xinqiao.people.models import Unit


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, not including, `until`; what is still open is judged as of `now`."""

    since: datetime
    until: datetime
    now: datetime

    @classmethod
    def of_days(cls, first: date, last: date, now: datetime) -> "Period":
        """Whole days of the platform's calendar, both included."""
        return cls(midnight(first), midnight(last + timedelta(days=1)), now)

    @property
    def last(self) -> datetime:
        """The last moment within."""
        return self.until - timedelta.resolution

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day when these are whole days, else None."""
        since, until = timezone.localtime(self.since), timezone.localtime(self.until)
        if (since.time(), until.time()) != (time.min, time.min) or since >= until:
            return None
        return since.date(), until.date() - timedelta(days=1)


def midnight(day: date) -> datetime:
    """The first moment of a day of the platform's calendar."""
    return timezone.make_aware(datetime.combine(day, time.min))


class By(StrEnum):
    """By what an answer is divided."""

    UNIT = "unit"
    LEVEL = "level"
    CHANNEL = "channel"
    CATEGORY = "category"
    CASE_TYPE = "case_type"
    DAY = Span.DAY
    WEEK = Span.WEEK
    TEN_DAYS = Span.TEN_DAYS
    MONTH = Span.MONTH
    QUARTER = Span.QUARTER
    YEAR = Span.YEAR

    @property
    def span(self) -> Span | None:
        """The kind of period it is; None for all else."""
        return Span(self) if self in {*map(str, Span)} else None


BY_LABELS = {
    By.UNIT: N_("承办单位"), By.LEVEL: N_("单位层级"), By.CHANNEL: N_("渠道"), By.CATEGORY: N_("分类"),
    By.CASE_TYPE: N_("诉求类型"), By.DAY: N_("按日"), By.WEEK: N_("按周"), By.TEN_DAYS: N_("按旬"),
    By.MONTH: N_("按月"), By.QUARTER: N_("按季"), By.YEAR: N_("按年"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Where:
    """What is counted: of a unit with all that lies below it, or with `own` its own tasks alone; the own tasks of all
    units of a level; of a channel, of a category with all that lies below it, of a case type. Empty: the platform as a
    whole."""

    unit: Unit | None = None
    own: bool = False
    level: int | None = None
    channel: Source | None = None
    category: Category | None = None
    case_type: str = ""

    @property
    def is_of_units(self) -> bool:
        """True when only what belongs to units can be counted so."""
        return self.unit is not None or self.level is not None

    @property
    def dimensions(self) -> set[str]:
        """What it is narrowed by."""
        rest = {"channel": self.channel, "category": self.category, "case_type": self.case_type}
        return {name for name, value in rest.items() if value} | ({"unit"} if self.is_of_units else set())


@dataclass(frozen=True, slots=True)
class Question:
    """`by` None asks for the total alone. By unit, `own` holds for each of them, and a `level` says which are listed."""

    period: Period
    where: Where = Where()
    by: By | None = None

    @property
    def total_where(self) -> Where:
        """What the total counts: the level of an answer by unit only says which units are listed."""
        return replace(self.where, level=None) if self.by == By.UNIT else self.where
