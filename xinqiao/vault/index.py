"""Blind indexes: find a sealed phone, ID or name again by its exact value, without the database learning it.

A value reads "<key id>:<32 hex digits>", an HMAC-SHA256 cut to 16 bytes. It names its key like a sealed
value does, so the index rotates too: while it does, `blind_candidates` gives what to look for under every
key.
"""

import hashlib
import hmac

from xinqiao.vault.keys import Key, keyring

INDEX_BYTES = 16


def blind_index(kind: str, normalised: str) -> str:
    """The index value of a `normalised` text (see text.phone.normalise) of a `kind` ("phone", "name").

    The kind keeps the same text in two columns apart. 41 characters. Raises ValueError for an empty text:
    an index of nothing would tie all strangers together.
    """
    return _index(keyring().index.current, kind, normalised)


def blind_candidates(kind: str, normalised: str) -> list[str]:
    """All values that rows about this text may carry, for `filter(phone_index__in=...)`."""
    keys = keyring().index
    others = [key for key in keys.by_id.values() if key != keys.current]
    return [_index(key, kind, normalised) for key in (keys.current, *others)]


def _index(key: Key, kind: str, normalised: str) -> str:
    if not normalised:
        raise ValueError(f"no blind index of an empty {kind}: leave the column empty")
    digest = hmac.digest(key.secret, f"{kind}\0{normalised}".encode(), hashlib.sha256)
    return f"{key.id}:{digest[:INDEX_BYTES].hex()}"
