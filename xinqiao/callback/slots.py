"""When citizens may be rung up: the city's calling hours, and how attempts spread over slots and days. Pure.

A slot is one pair of hours on one day. Moments come and go in the zone of the platform.
"""

from datetime import date, datetime, timedelta

from xinqiao.people.policy import Callbacks, Hours

# A call that began within hours may be written down after their end.
WRITING_DOWN = timedelta(minutes=30)


def next_open(at: datetime, hours: Hours) -> datetime:
    """`at` itself when a call may be made then, else the next opening."""
    if any(opens <= at.time() < closes for opens, closes in hours):
        return at
    return next_slot(at, hours)


def may_write_down(at: datetime, hours: Hours) -> bool:
    """True when a call that is recorded at that moment was made within hours."""
    ends = [at.replace(hour=closes.hour, minute=closes.minute, second=closes.second) for _, closes in hours]
    return next_open(at, hours) == at or any(end <= at < end + WRITING_DOWN for end in ends)


def next_slot(at: datetime, hours: Hours) -> datetime:
    """The opening of the slot after the one in which `at` lies."""
    openings = [datetime.combine(at.date() + timedelta(days=day), opens, at.tzinfo)
                for day in (0, 1) for opens, _ in hours]  # fmt: skip
    return next(opening for opening in openings if opening > at)


def next_attempt(at: datetime, first_at: datetime, made: int, policy: Callbacks) -> datetime:
    """The earliest moment of the attempt after `made` ones, the first of them at `first_at`, the last at `at`.

    Floor rule 22: another slot, and the last attempt not before the last of the days over which they are spread.
    """
    other = next_slot(at, policy.hours)
    on = _earliest_on(first_at.date(), made, policy)
    if other.date() >= on:
        return other
    return datetime.combine(on, policy.hours[0][0], at.tzinfo)


def _earliest_on(first_on: date, made: int, policy: Callbacks) -> date:
    """Attempts are spread evenly: of three over two days two are on the first and one is on the second."""
    gaps = max(policy.attempts - 1, 1)
    return first_on + timedelta(days=made * max(policy.over_days - 1, 0) // gaps)
