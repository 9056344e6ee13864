"""Pinyin and its initials, so that units and categories are found by typing letters."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from xinqiao.text.width import half_width


def initials(text: str) -> str:
    """The first letter of each syllable, Latin letters and digits in lower case: 重庆12345 gives "cq12345".

    Readings follow the word (重庆 is cq, 重量 is zl); anything else is left out.
    """
    letters = lazy_pinyin(half_width(text), style=Style.FIRST_LETTER, errors=_plain)
    return "".join(letters)


@lru_cache(maxsize=20_000)
def spelled(text: str) -> str:
    """The initials and the whole pinyin, each in one word: 重庆 gives "cq chongqing"."""
    syllables = lazy_pinyin(half_width(text), style=Style.NORMAL, errors=_plain)
    return f"{initials(text)} {''.join(syllables)}"


def _plain(other: str) -> str:
    return "".join(char for char in other.lower() if char.isascii() and char.isalnum())
