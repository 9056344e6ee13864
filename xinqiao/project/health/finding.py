"""What a check of the doctor gives back."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's table: what was looked at, how it is, what to do about it."""

    state: State
    what: str
    detail: str
    advice: str = ""


def ok(what: str, detail: str) -> Finding:
    """As it should be."""
    return Finding(State.OK, what, detail)


def warn(what: str, detail: str, advice: str) -> Finding:
    """It works today; somebody should see to it soon."""
    return Finding(State.WARN, what, detail, advice)


def fail(what: str, detail: str, advice: str) -> Finding:
    """Something does not work, or data is in danger."""
    return Finding(State.FAIL, what, detail, advice)
