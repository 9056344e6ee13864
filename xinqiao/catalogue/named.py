"""Units and categories by a part of their name, their code, or the first letters of its pinyin."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from xinqiao.catalogue.known import Coded, rows_of
from xinqiao.text.pairs import folded
from xinqiao.text.pinyin import initials

SHORTEST = 2  # nearly everything has any one letter


def named(model: type[Coded], typed: str, *, most: int) -> list[Coded]:
    """The active rows that are called so, at most so many: first those whose code, name or initials it is as a whole,
    then those that begin so, those that hold it, those that it is short for. At most one query in five seconds."""
    wanted = folded("".join(typed.split()))
    if len(wanted) < SHORTEST:
        return []
    ranked = [(rank, row) for row in rows_of(model).values() if (rank := _rank(row, wanted)) is not None]
    ranked.sort(key=lambda pair: pair[0])
    return [row for _, row in islice(ranked, most)]


def _rank(row: Coded, wanted: str) -> int | None:
    """How well a row is named by what is wanted, less is better; None when it is not."""
    return min(_ranks(row, wanted), default=None)


def _ranks(row: Coded, wanted: str) -> Iterator[int]:
    code, name = folded(row.code), folded(row.name)  # type: ignore[attr-defined]
    for said in (code, name, _initials(name)):
        if said == wanted:
            yield 0
        elif said.startswith(wanted):
            yield 1
        elif wanted in said and said != code:
            yield 2
    if _is_short_for(wanted, name):
        yield 3


def _is_short_for(wanted: str, name: str) -> bool:
    """True when the characters stand in the name in this order: 城管局 of 城市管理局."""
    rest = iter(name)
    return all(char in rest for char in wanted)


@lru_cache(maxsize=20_000)
def _initials(name: str) -> str:
    """Reading a name takes a hundred times as long as comparing it."""
    return initials(name)
