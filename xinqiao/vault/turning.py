"""Changing the keyring: a key more, another one current, one less. The file is replaced whole, never half written.

One machine adds and turns in one go. Where several serve one database, a key is first added, the file copied to all of
them, and only then made current: nobody may meet a value whose key he does not have.
"""

import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from xinqiao.vault.errors import KeyMissing, VaultError
from xinqiao.vault.keys import PURPOSES, keyring, new_key

# Who read the keyring before it was turned has long since written by then.
RESTS: Final = timedelta(hours=1)


class NotYet(VaultError):
    """The key is still needed; the message says by what."""


def add(purpose: str, algorithm: str = "") -> str:
    """Put a fresh key beside the others; returns its id. `algorithm` is that of the current one if it is not named.

    Raises ValueError for an algorithm that the purpose does not have.
    """
    with _changed() as ring:
        part = ring[purpose]
        algorithm = algorithm or part["keys"][part["current"]]["algorithm"]
        if algorithm not in PURPOSES[purpose]:
            raise ValueError(f"{algorithm!r} is none of {', '.join(sorted(PURPOSES[purpose]))}")
        key_id = secrets.token_hex(4)
        part["keys"][key_id] = new_key(algorithm)
    return key_id


def spare(purpose: str) -> str | None:
    """The key that was added last and has never been current; None when there is none."""
    keys = getattr(keyring(), purpose)
    fresh = [key for key in keys.by_id.values() if key != keys.current and key.replaced_at is None]
    return fresh[-1].id if fresh else None


def turn(purpose: str, key_id: str, *, now: datetime) -> None:
    """New values are sealed with this key from now on. Raises KeyMissing."""
    with _changed() as ring:
        part = ring[purpose]
        if key_id not in part["keys"]:
            raise KeyMissing(f"The keyring holds no {purpose} key {key_id[:16]!r}")
        part["keys"][part["current"]]["replaced_at"] = now.isoformat()
        part["current"] = key_id
        part["keys"][key_id].pop("replaced_at", None)


def retire(purpose: str, key_id: str, *, used: int, now: datetime) -> None:
    """Take a key away for good. `used`: how many values still name it.

    Raises NotYet while it is current, in use, or replaced less than an hour ago; KeyMissing when it is not there.
    """
    key = getattr(keyring(), purpose).get(key_id)
    if key == getattr(keyring(), purpose).current:
        raise NotYet(f"{key_id} is the current {purpose} key: run `xinqiao keys rotate {purpose}` first")
    if used:
        raise NotYet(f"{used} values still carry {key_id}: run `xinqiao keys renew` first")
    if key.replaced_at and now - key.replaced_at < RESTS:
        raise NotYet(f"{key_id} was replaced less than an hour ago: a process may still be writing with it")
    with _changed() as ring:
        del ring[purpose]["keys"][key_id]


@contextmanager
def _changed() -> Iterator[dict[str, Any]]:
    """The file's content to be changed in place; written aside, synced and put in its place at the end."""
    path = Path(settings.KEYRING)
    keyring()  # says what is wrong with the file, before anything is written
    with (path.parent / "keyring.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ring = json.loads(path.read_text())
        yield ring
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as draft:
            json.dump(ring, draft, indent=1)
            draft.flush()
            os.fsync(draft.fileno())
        os.replace(draft.name, path)
