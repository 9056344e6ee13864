"""Cells of files that people open in a spreadsheet: text that begins like a formula is kept from being one (OWASP, CSV
injection) by an apostrophe, which the spreadsheet hides and reading takes away again."""

from typing import Any, Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: Any) -> Any:
    """A cell that cannot be a formula; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def unguarded(cell: str) -> str:
    """What was meant by a guarded cell."""
    return cell[1:] if cell.startswith(tuple(f"'{sign}" for sign in FORMULA)) else cell
