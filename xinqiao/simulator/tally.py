"""What a play has made so far."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """How many cases, calls and moves; and why what was left out was, by reason."""

    cases: int = 0
    calls: int = 0
    moves: int = 0
    left: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return f"{self.cases} cases, {self.calls} calls, {self.moves} moves, {self.left.total()} left out"
