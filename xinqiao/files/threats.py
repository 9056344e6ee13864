"""What is refused whatever kind it is: test viruses, what a virus scanner finds, archives hidden behind other files."""

import socket
from pathlib import Path
from typing import Final

from django.conf import settings

# The first half of the string by which virus scanners are tried (EICAR); whole, it would set off the reader's own.
EICAR: Final = b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"
BLOCK: Final = 1 << 20
SECONDS: Final = 30
ARCHIVE_ENDS: Final = b"PK\x05\x06"
TAIL: Final = 1 << 16  # the comment of an archive is at most so long


class ScannerAway(OSError):
    """The scanner that the settings name does not answer; without it nothing is taken in."""


def is_infected(path: Path) -> bool:
    """True for a test virus, and for what the scanner at `settings.CLAMD` finds. Raises ScannerAway."""
    return _holds(path, EICAR) or bool(settings.CLAMD and _clamd_finds(path))


def hides_archive(path: Path) -> bool:
    """True when the file ends like a ZIP archive: two files in one, of which only the other was looked at."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        return ARCHIVE_ENDS in file.read()


def _holds(path: Path, wanted: bytes) -> bool:
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if wanted in before + block:
                return True
            before = block[-len(wanted) :]
    return False


def _clamd_finds(path: Path) -> bool:
    """Ask clamd (INSTREAM: blocks after their length, an empty one ends it; "stream: OK" or "stream: X FOUND")."""
    try:
        with _connected() as scanner, path.open("rb") as file:
            scanner.sendall(b"zINSTREAM\0")
            while block := file.read(BLOCK):
                scanner.sendall(len(block).to_bytes(4, "big") + block)
            scanner.sendall(bytes(4))
            answer = scanner.makefile("rb").read().rstrip(b"\0")
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if not answer.endswith((b"OK", b"FOUND")):
        raise ScannerAway(answer.decode(errors="replace"))
    return answer.endswith(b"FOUND")


def _connected() -> socket.socket:
    """`settings.CLAMD` is a socket's path or host:port."""
    if "/" in settings.CLAMD:
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(SECONDS)
        scanner.connect(settings.CLAMD)
        return scanner
    host, _, port = settings.CLAMD.rpartition(":")
    return socket.create_connection((host, int(port)), SECONDS)
