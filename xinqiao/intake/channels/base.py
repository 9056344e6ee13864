"""What every channel hands to intake: a draft, read from whatever the channel brings. No Django, no I/O."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """A request before it is a case. Codes are the city's; empty means not known yet."""

    source: str
    case_type: str
    title: str
    text: str
    category: str = ""
    area: str = ""
    place: str = ""
    urgency: str = "normal"
    confidentiality: str = "open"
    name: str = ""
    phone: str = ""
    address: str = ""
    system: str = ""  # the other system and its number, when it came from one
    foreign_number: str = ""
    accused: str = ""  # the unit that a report accuses
    earlier: str = ""  # the number of the same citizen's case that this one goes on from
    due_at: datetime | None = None  # the deadline that an upper platform set
    at: datetime | None = None  # when it was said, when that is not now


class Unreadable(Exception):
    """What a channel brought is no draft; `problems` names each field and what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {problem}" for field, problem in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Channel:
    """One way in: its code (also the default source) and how it reads what it brings."""

    code: str
    read: Callable[[Mapping[str, Any]], Draft]
