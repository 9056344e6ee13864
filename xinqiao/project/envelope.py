"""A backup under a passphrase: the whole file sealed in chunks, so that any size passes through little memory.

    xinqiao-sealed-1\\n, 16 bytes of salt, then chunks of 64 KiB, each sealed with AES-256-GCM

The key comes from the passphrase by scrypt. A chunk's nonce is its number and, in the last byte, whether it is the last:
a chunk that is altered, moved, left out or cut off does not open.
"""

import io
import os
from pathlib import Path
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC: Final = b"xinqiao-sealed-1\n"
SALT_BYTES, TAG_BYTES, CHUNK = 16, 16, 64 * 1024
HEAD = len(MAGIC) + SALT_BYTES
COST: Final = 2**16  # 64 MB and some tenths of a second for each try at the passphrase
LEAST_LENGTH: Final = 12


class EnvelopeError(Exception):
    """A sealed file that does not open, or a passphrase that is none; the text says what to do."""


def read_passphrase(path: Path) -> str:
    """The first line of the file. Raises EnvelopeError when it is missing, too short, or others can read it."""
    try:
        mode, lines = path.stat().st_mode, path.read_text().splitlines()
    except OSError as error:
        raise EnvelopeError(f"{path}: {error.strerror}: the passphrase of the backup belongs there") from error
    if mode & 0o077:
        raise EnvelopeError(f"{path} can be read by others: run chmod 600 {path}")
    if not lines or len(lines[0]) < LEAST_LENGTH:
        raise EnvelopeError(f"{path}: write a passphrase of at least {LEAST_LENGTH} characters into its first line")
    return lines[0]


def is_sealed(path: Path) -> bool:
    """Whether the file is one of ours under a passphrase."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _cipher(passphrase: str, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(passphrase.encode()))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class Sealing(io.RawIOBase):
    """Seals what is written into `file`, which the caller closes; `close` writes the last chunk."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(SALT_BYTES)
        self._file, self._cipher = file, _cipher(passphrase, salt)
        self._waiting, self._number, self._told = bytearray(), 0, 0
        file.write(MAGIC + salt)

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        """How much was written, unsealed."""
        return self._told

    def write(self, data: Any) -> int:
        self._waiting += data
        self._told += len(data)
        while len(self._waiting) > CHUNK:  # one is held back: only `close` knows which is the last
            self._seal(CHUNK, last=False)
        return len(data)

    def _seal(self, size: int, *, last: bool) -> None:
        chunk = bytes(self._waiting[:size])
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        del self._waiting[:size]
        self._number += 1

    def close(self) -> None:
        if not self.closed:
            self._seal(len(self._waiting), last=True)
        super().close()


class Opened(io.RawIOBase):
    """Reads what was sealed, from any place of it. Wrap it in io.BufferedReader. Raises EnvelopeError."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        head = file.read(HEAD)
        body = file.seek(0, os.SEEK_END) - HEAD
        self._file, self._cipher = file, _cipher(passphrase, head[len(MAGIC) :])
        self._chunks = max(1, -(-body // (CHUNK + TAG_BYTES)))
        self._size, self._place = body - self._chunks * TAG_BYTES, 0
        self._kept: tuple[int, bytes] = (-1, b"")
        self._chunk(self._chunks - 1)  # a wrong passphrase and a cut end show at once

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        number, within = divmod(self._place, CHUNK)
        if number >= self._chunks:
            return 0
        piece = self._chunk(number)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def _chunk(self, number: int) -> bytes:
        if self._kept[0] != number:
            self._file.seek(HEAD + number * (CHUNK + TAG_BYTES))
            sealed = self._file.read(CHUNK + TAG_BYTES)
            nonce = _nonce(number, last=number == self._chunks - 1)
            try:
                self._kept = (number, self._cipher.decrypt(nonce, sealed, None))
            except (InvalidTag, ValueError):
                raise EnvelopeError("the passphrase is wrong, or the backup is damaged or cut off") from None
        return self._kept[1]
