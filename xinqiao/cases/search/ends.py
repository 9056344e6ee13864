"""Numbers that are read out from their end: each end of a case's number is a key beside those of its request.

An index on the number backwards would find them too, and make each registration and each move write somewhere else in it.
"""

from typing import Final

from xinqiao.text.pairs import key

SHORTEST: Final = 4  # by three digits one would find a thousandth of all cases


def end_key(end: str) -> int:
    """What the cases are found by whose number ends so. Others may share it: compare the number."""
    return key(f"#{end}")  # no word has that sign


def end_keys(number: str) -> list[int]:
    """The keys of every end of a number, but for the number itself."""
    return [end_key(number[-length:]) for length in range(SHORTEST, len(number))]
