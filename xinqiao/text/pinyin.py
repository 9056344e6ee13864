"""Pinyin and its initials, so that units and categories are found by typing letters.

The dictionary is read when the first reading is asked for: its 0.3 s would else lengthen the start of every command.
"""

from functools import lru_cache

from xinqiao.text.width import half_width


def initials(text: str) -> str:
    """The first letter of each syllable, Latin letters and digits in lower case: 重庆12345 gives "cq12345".

    Readings follow the word (重庆 is cq, 重量 is zl); anything else is left out.
    """
    return "".join(_read(text, "FIRST_LETTER"))


@lru_cache(maxsize=20_000)
def spelled(text: str) -> str:
    """The initials and the whole pinyin, each in one word: 重庆 gives "cq chongqing"."""
    return f"{initials(text)} {''.join(_read(text, 'NORMAL'))}"


def _read(text: str, style: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(half_width(text), style=getattr(Style, style), errors=_plain)


def _plain(other: str) -> str:
    return "".join(char for char in other.lower() if char.isascii() and char.isalnum())
