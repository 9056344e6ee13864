"""A piece of a text around what was asked, masked like every text, with what was asked marked in it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xinqiao.text.masking import mask_free_text
from xinqiao.text.pairs import folded

BEFORE: Final = 24
LENGTH: Final = 120
GAP: Final = "…"
BETWEEN: Final = " · "


class Piece(NamedTuple):
    """A part of an excerpt; `is_asked`: it is what was asked for."""

    text: str
    is_asked: bool


def excerpt(parts: Sequence[str], terms: Sequence[str]) -> list[Piece]:
    """About a hundred characters of the parts of a text from shortly before the first term on; empty without any."""
    shown = BETWEEN.join(mask_free_text(" ".join(part.split())) for part in parts)
    found = [match.span() for match in _pattern(terms).finditer(folded(shown))] if terms else []
    if not found:
        return []
    first = found[0][0]
    start = first - len(shown[max(first - BEFORE, 0) : first].lstrip(BETWEEN))
    end = max(start + LENGTH, found[0][1])
    pieces = list(_cut(shown, [span for span in found if span[1] <= end], start, min(end, len(shown))))
    head = [Piece(GAP, False)] if start else []
    tail = [Piece(GAP, False)] if end < len(shown) else []
    return [*head, *pieces, *tail]


def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    """Any of the terms, the longest first."""
    return re.compile("|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)))


def _cut(shown: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[Piece]:
    for begin, until in spans:
        if start < begin:
            yield Piece(shown[start:begin], False)
        yield Piece(shown[begin:until], True)
        start = until
    if start < end:
        yield Piece(shown[start:end], False)
