"""What somebody types into the search, read as all that it may be: a number, a phone, a name, words."""

import re
from dataclasses import dataclass
from typing import Final

from xinqiao.cases.search.ends import SHORTEST as SHORTEST_END
from xinqiao.text import phone
from xinqiao.text.check_digit import is_valid
from xinqiao.text.pairs import LONG_NUMBER, folded, keys
from xinqiao.text.width import half_width

LONGEST: Final = 100
MOST_TERMS: Final = 6
NUMBER: Final = re.compile(r"(\d{13})(?:-(\d{1,4}))?", re.ASCII)
TAIL: Final = re.compile(rf"\d{{{SHORTEST_END},12}}", re.ASCII)
NAME: Final = re.compile(
    r"(?=.*[^\W\d_])[^/\\,;:!?，。；：！？、]{2,50}"
)  # other systems give people numbers with letters
SHORTEST_PHONE: Final = 7  # hotlines have shorter ones: those name nobody


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` as typed, half width, blanks put right. What it cannot be is empty."""

    text: str
    number: str = ""
    suffix: int = 0
    tail: str = ""
    foreign_numbers: tuple[str, ...] = ()
    phone: str = ""
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    keys: tuple[int, ...] = ()
    was_cut: bool = False

    @property
    def is_nothing(self) -> bool:
        """True when there is nothing to look for: one character, signs alone."""
        return not (self.number or self.tail or self.foreign_numbers or self.phone or self.names or self.keys)

    @property
    def has_long_number(self) -> bool:
        """True when words were asked for together with a number that no text is searched for."""
        return not self.keys and len(self.text.split()) > 1 and LONG_NUMBER.search(self.text) is not None


def read(typed: str) -> Asked:
    """What was typed. Full-width writing, blanks and the case of letters make no difference; what is too long is cut."""
    text = " ".join(half_width(typed.replace("\0", "")).split())
    kept = text[:LONGEST].rstrip()
    closed = kept.replace(" ", "")
    numbered = NUMBER.fullmatch(closed)
    number, suffix = (numbered[1], int(numbered[2] or 0)) if numbered and is_valid(numbered[1]) else ("", 0)
    terms = _terms(kept)
    return Asked(
        text=kept, number=number, suffix=suffix,
        tail=closed if TAIL.fullmatch(closed) else "",
        foreign_numbers=_foreign_numbers(kept, closed),
        phone=_phone(kept),
        names=tuple(dict.fromkeys((kept, closed))) if NAME.fullmatch(kept) else (),
        terms=terms, keys=tuple(sorted({key for term in terms for key in keys(term)})),
        was_cut=len(text) > LONGEST or len(text.split()) > MOST_TERMS,
    )  # fmt: skip


def _terms(text: str) -> tuple[str, ...]:
    """What a text must contain, each as it stands; none when one is a number that texts are not searched for."""
    terms = tuple(dict.fromkeys(folded(text).split()))[:MOST_TERMS]
    return () if any(LONG_NUMBER.search(term) for term in terms) else terms


def _foreign_numbers(text: str, closed: str) -> tuple[str, ...]:
    """Other systems have letters in their numbers too, large or small; never a number without any digit."""
    if not any(char.isdigit() for char in closed):
        return ()
    return tuple(dict.fromkeys(cased for one in (text, closed) for cased in (one, one.upper(), one.lower())))


def _phone(text: str) -> str:
    try:
        found = phone.normalise(text)
    except phone.NotAPhone:
        return ""
    return found if len(found) >= SHORTEST_PHONE else ""
