"""The hash chain of a case's events. It covers digests, never personal text, so that text can be erased."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

ROOT = b""


def link(before: bytes, facts: Mapping[str, Any]) -> bytes:
    """The hash of an event: 32 bytes over the hash `before` it and its own facts in canonical JSON."""
    return sha256(before + _CANONICAL.encode(facts).encode()).digest()


def plain(moment: datetime) -> str:
    """A moment as the chain covers it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def salt() -> bytes:
    """A fresh salt; it is erased with its text, so that a digest cannot be guessed back."""
    return secrets.token_bytes(16)


def digest(salt: bytes, *parts: str) -> str:
    """The salted digest of a text, as an event carries it."""
    return sha256(salt + "\x00".join(parts).encode()).hexdigest()
