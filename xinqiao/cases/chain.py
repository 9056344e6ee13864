"""The hash chain of a case's events. It covers digests, never personal text, so that text can be erased."""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

ROOT = b""


def link(before: bytes, facts: Mapping[str, Any]) -> bytes:
    """The hash of an event: 32 bytes over the hash `before` it and its own facts in canonical JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return sha256(before + text.encode()).digest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"an event cannot carry a {type(value).__name__}")


def salt() -> bytes:
    """A fresh salt; it is erased with its text, so that a digest cannot be guessed back."""
    return secrets.token_bytes(16)


def digest(salt: bytes, *parts: str) -> str:
    """The salted digest of a text, as an event carries it."""
    return sha256(salt + "\x00".join(parts).encode()).hexdigest()
