"""What is wrong with a city folder: where, what, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One mistake. `line` 0 and an empty `column` speak of the file as a whole."""

    file: str
    line: int
    column: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{where}: {self.problem}（{self.remedy}）"


class CityError(ValueError):
    """A city folder that cannot be applied; `faults` holds every mistake, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


class CellError(ValueError):
    """A cell that does not say what its column needs; the reader of the file adds the place."""

    def __init__(self, problem: object, remedy: object) -> None:
        self.problem, self.remedy = str(problem), str(remedy)
        super().__init__(self.problem)


def shown(value: object) -> str:
    """A cell's content as a message quotes it: short."""
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
