"""A time limit as the city writes it: "30 min", "24 h", "7 d", "4 wh", "5 wd"."""

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

PATTERN = re.compile(r"([0-9]{1,4})\s*(min|h|d|wh|wd)", re.ASCII)


class TimeUnit(StrEnum):
    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    WORKING_HOURS = "wh"
    WORKING_DAYS = "wd"


class BadLimit(ValueError):
    """What was written is no time limit."""


@dataclass(frozen=True)
class Limit:
    """An amount, at least 1 and at most 9999, of a unit."""

    amount: int
    unit: TimeUnit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= 9999:
            raise BadLimit(f"a limit of {self.amount} {self.unit}: the amount must be from 1 to 9999")

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"

    @classmethod
    def parse(cls, written: str) -> "Limit":
        """The limit that `written` says, "5 wd" or "5wd". Raises BadLimit."""
        match = PATTERN.fullmatch(written.strip())
        if not match:
            raise BadLimit(
                f"{written!r} is no time limit: write a whole number and min, h, d, wh (working hours) or "
                "wd (working days), such as 5 wd"
            )
        return cls(int(match[1]), TimeUnit(match[2]))

    @property
    def is_working(self) -> bool:
        """True when working time is counted, False when plain time is, day and night."""
        return self.unit in (TimeUnit.WORKING_HOURS, TimeUnit.WORKING_DAYS)

    def scaled(self, factor: Decimal | int) -> "Limit":
        """This limit times `factor` (an order from the province: 0.5), in the same unit.

        Rounded up to a whole unit in favour of who has to keep it: half of 5 working days are 3, half of 1
        is 1. Only hours that do not come out whole are given in minutes: half of 1 h are 30 min. Raises
        ValueError for a factor that is not above zero.
        """
        if factor <= 0:
            raise ValueError(f"a limit cannot be multiplied by {factor}; the factor must be above 0")
        exact = self.amount * Decimal(factor)
        if self.unit is TimeUnit.HOURS and exact % 1:
            return Limit(_rounded_up(exact * 60), TimeUnit.MINUTES)
        return Limit(_rounded_up(exact), self.unit)


def _rounded_up(exact: Decimal) -> int:
    return int(exact.to_integral_value(ROUND_CEILING))
