"""What is refused whatever kind it is: test viruses, what a virus scanner finds, archives hidden behind other files."""

import re
import socket
from pathlib import Path
from typing import Final

from django.conf import settings

# The first half of the string by which virus scanners are tried (EICAR); whole, it would set off the reader's own.
EICAR: Final = b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"
BLOCK: Final = 1 << 20
SECONDS: Final = 30
# How archives begin (ZIP with its version, RAR, 7z), and how an empty ZIP or a list of its names ends.
ARCHIVES: Final = re.compile(rb"PK\x03\x04[\x00-\x3f]\x00|PK\x05\x06\x00\x00\x00\x00|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c")
LONGEST: Final = 64  # no mark of the above is longer


class ScannerAway(OSError):
    """The scanner that the settings name does not answer; without it nothing is taken in."""


def is_infected(path: Path) -> bool:
    """True for a test virus, and for what the scanner at `settings.CLAMD` finds. Raises ScannerAway."""
    return _holds(path, re.compile(re.escape(EICAR))) or bool(settings.CLAMD and _clamd_finds(path))


def hides_archive(path: Path) -> bool:
    """True when an archive lies anywhere in the file: two files in one, of which only the other was looked at."""
    return _holds(path, ARCHIVES)


def _holds(path: Path, wanted: re.Pattern[bytes]) -> bool:
    before = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if wanted.search(before + block):
                return True
            before = block[-LONGEST:]
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
