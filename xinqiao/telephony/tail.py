"""Reads a growing file piece by piece, whole lines only, and follows it when it is rotated. No database."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PIECE_BYTES = 1 << 18
LONGEST_LINE = 1 << 16  # bytes; what is longer is no event and must not stop what follows


@dataclass(frozen=True)
class Piece:
    """Whole lines of the file `inode`, up to byte `end`."""

    inode: int
    end: int
    content: bytes = b""

    def lines(self) -> Iterator[str]:
        """The lines without their breaks, empty ones left out. Bytes that are no text become U+FFFD."""
        return (line for line in self.content.decode("utf-8", "replace").split("\n") if line.strip())


def next_piece(path: Path, *, inode: int, offset: int) -> Piece:
    """What stands after `offset` of the file that was read last, then of the one that has its name now.

    A rotated file keeps its inode and is looked for beside `path` (Master.csv.1): it is read to its end before the new
    one is begun. A line without its break waits. A file that got shorter was emptied and is begun anew.
    """
    current = path.stat().st_ino if path.exists() else 0
    if inode != current:
        rotated = next((file for file in path.parent.glob(f"{path.name}*") if file.stat().st_ino == inode), None)
        rest = _read(rotated, inode, offset) if rotated else Piece(inode, offset)
        if rest.content or not current:
            return rest
        inode, offset = current, 0
    if not current:
        return Piece(inode, offset)
    return _read(path, inode, 0 if path.stat().st_size < offset else offset)


def _read(path: Path, inode: int, offset: int) -> Piece:
    with path.open("rb") as file:
        file.seek(offset)
        content = file.read(PIECE_BYTES)
    whole = content[: content.rfind(b"\n") + 1]
    if not whole and len(content) > LONGEST_LINE:
        whole = content
    return Piece(inode, offset + len(whole), whole)
