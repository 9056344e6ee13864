"""The keyring: one JSON file, mode 0600, at `settings.KEYRING`, made when a new installation is prepared.

    {"version": 1,
     "encryption": {"current": "3f9a0c1d",
                    "keys": {"3f9a0c1d": {"algorithm": "AES-256-GCM", "key": "<base64>"}}},
     "index": {"current": "77b2e4a0",
               "keys": {"77b2e4a0": {"algorithm": "HMAC-SHA256", "key": "<base64>"}}}}

Every sealed value and every index value names its key, so several keys live side by side while data moves
from one to the next; `replaced_at` then stands at the one that is no longer current (`turning`). Ids are
random: another installation's keyring is recognised as such instead of failing to decrypt. The file belongs
into the backup; without it sealed data is lost.
"""

import base64
import binascii
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from xinqiao.vault.errors import KeyMissing, KeyringUnusable

KEY_BYTES = {"AES-256-GCM": 32, "SM4-GCM": 16, "HMAC-SHA256": 32}
PURPOSES = {"encryption": {"AES-256-GCM", "SM4-GCM"}, "index": {"HMAC-SHA256"}}


@dataclass(frozen=True)
class Key:
    """A secret, what it is for, and the id that data sealed with it carries."""

    id: str
    algorithm: str
    secret: bytes = field(repr=False)
    replaced_at: datetime | None = None  # when another one became current


@dataclass(frozen=True)
class Keys:
    """All keys of one purpose; `current` is the one that new values use."""

    current: Key
    by_id: dict[str, Key]

    def get(self, key_id: str) -> Key:
        """The key of that id. Raises KeyMissing."""
        try:
            return self.by_id[key_id]
        except KeyError:
            raise KeyMissing(
                f"The keyring holds no key {key_id[:16]!r}: put back the keyring this data was sealed with "
                "(it is part of every backup)"
            ) from None


@dataclass(frozen=True)
class Keyring:
    """The keys of an installation, by purpose."""

    encryption: Keys
    index: Keys


_held: ContextVar[Keyring | None] = ContextVar("_held", default=None)


def keyring() -> Keyring:
    """The installation's keys, read again once the file changes: a rotation reaches running processes.

    Raises KeyringUnusable when it is missing, malformed, or others can read it. A missing one is never replaced
    here: data sealed with the lost one may be there.
    """
    return _held.get() or _found()


@contextmanager
def held() -> Iterator[None]:
    """Look at the file once for all that is sealed within: for a batch of seconds. A rotation meanwhile finds its values
    as it finds those of a transaction that was open: under the key of before, which is kept and renewed."""
    before = _held.set(_found())
    try:
        yield
    finally:
        _held.reset(before)


def _found() -> Keyring:
    path = settings.KEYRING
    try:
        stat = os.stat(path)
    except FileNotFoundError:
        raise KeyringUnusable(
            f"{path} is missing: put back the one of a backup; a new installation gets one by `xinqiao migrate`"
        ) from None
    return _read(path, stat.st_ino, stat.st_mtime_ns, stat.st_mode)


def new_key(algorithm: str) -> dict[str, str]:
    """A fresh key as the file writes it. Raises ValueError for an algorithm that is not known."""
    if algorithm not in KEY_BYTES:
        raise ValueError(f"unknown algorithm {algorithm!r}; known are {', '.join(KEY_BYTES)}")
    return {
        "algorithm": algorithm,
        "key": base64.b64encode(secrets.token_bytes(KEY_BYTES[algorithm])).decode(),
    }


def ensure_keyring() -> None:
    """Make a keyring if there is none. Only where nothing was sealed before: the caller has looked.

    Written aside and linked: of two processes that start together both use the first one's.
    """
    path = Path(settings.KEYRING)
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
        json.dump(_fresh(), draft, indent=1)
        draft.flush()
        os.fsync(draft.fileno())
    try:
        os.link(draft.name, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft.name)


def _fresh() -> dict[str, Any]:
    algorithms = {"encryption": getattr(settings, "VAULT_ALGORITHM", "AES-256-GCM"), "index": "HMAC-SHA256"}
    fresh: dict[str, Any] = {"version": 1}
    for purpose, algorithm in algorithms.items():
        key_id = secrets.token_hex(4)
        fresh[purpose] = {"current": key_id, "keys": {key_id: new_key(algorithm)}}
    return fresh


@lru_cache(maxsize=1)
def _read(path: Path | str, inode: int, modified_ns: int, mode: int) -> Keyring:
    if mode & 0o077:
        raise KeyringUnusable(f"{path} can be read by others (mode {mode & 0o777:o}): run chmod 600 on it")
    try:
        content = json.loads(Path(path).read_text())
        if content["version"] != 1:
            raise ValueError("version is not 1")
        return Keyring(*(_keys(purpose, content[purpose]) for purpose in PURPOSES))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        # Not chained: a traceback could quote the file.
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    raise KeyringUnusable(f"{path} is not a keyring: {reason}; put back the one of a backup")


def _keys(purpose: str, part: dict[str, Any]) -> Keys:
    by_id = {key_id: _key(purpose, key_id, entry) for key_id, entry in part["keys"].items()}
    return Keys(current=by_id[part["current"]], by_id=by_id)


def _key(purpose: str, key_id: str, entry: dict[str, str]) -> Key:
    algorithm = entry["algorithm"]
    if algorithm not in PURPOSES[purpose]:
        raise ValueError(f"key {key_id}: {algorithm!r} is no algorithm for {purpose}")
    try:
        secret = base64.b64decode(entry["key"], validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES[algorithm]:
        raise ValueError(f"key {key_id}: needs {KEY_BYTES[algorithm]} bytes in base64")
    replaced_at = datetime.fromisoformat(entry["replaced_at"]) if "replaced_at" in entry else None
    return Key(key_id, algorithm, secret, replaced_at)
