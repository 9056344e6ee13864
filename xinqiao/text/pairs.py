"""Chinese text for searching by what it contains, whatever a dictionary takes for a word.

A run of Chinese characters is cut two at a time: 公交站 is 公交, 交站. Whoever has both pairs is looked at whether they
stand together. So every text that contains what was asked is found: a cut into words misses 公交站 where the text was
cut as 公交 站台. Letters and digits between them go whole.
"""

import re
from binascii import crc32
from typing import Final

from xinqiao.text.width import half_width

_HAN: Final = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS: Final = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+")
LONG_NUMBER: Final = re.compile(r"\d{7,}")
_LOWER: Final = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def folded(text: str) -> str:
    """`text`, as long as before, half width and with small letters: how texts are compared."""
    return half_width(text).translate(_LOWER)


def searchable(text: str) -> str:
    """`text` folded and without numbers of seven digits and more, so that no phone is found by trying its digits."""
    return LONG_NUMBER.sub(" ", folded(text))


def keys(text: str) -> list[int]:
    """What a searchable text is found by: a number of 32 bits for each pair of Chinese characters and each word of
    other letters or digits, each once, sorted. A Chinese character that stands alone has none.

    Two may share a number: who looks by them compares the text itself too.
    """
    return sorted({key(piece) for run in RUNS.findall(text) for piece in _pieces(run)})


def key(piece: str) -> int:
    """The number of one of them; of anything else that is to be found by the same index too."""
    return crc32(piece.encode()) - 2**31


def _pieces(run: str) -> list[str]:
    if re.match(f"[{_HAN}]", run):
        return [run[start : start + 2] for start in range(len(run) - 1)]
    return [run]
