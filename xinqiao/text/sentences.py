"""What a text begins with."""

from typing import Final

MARKS: Final = "。！？；"


def first_sentence(text: str, most: int = 40) -> str:
    """The first sentence or line of a text, at most so many characters."""
    line = text.strip().lstrip(MARKS).partition("\n")[0]
    for mark in MARKS:
        line = line.partition(mark)[0]
    return line if len(line) <= most else line[: most - 1] + "…"
