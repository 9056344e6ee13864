"""Sealing text: authenticated encryption under the keyring's current key.

A sealed value reads "v1:<key id>:<base64 of nonce, ciphertext, tag>". Its column is bound in as associated
data, so a value that is moved to another column does not open. It is not bound to its row: who can write to
the table can swap two rows' values.
"""

import base64
import binascii
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from xinqiao.vault.errors import SealBroken
from xinqiao.vault.keys import Key, keyring

FORMAT = "v1"
NONCE_BYTES = 12
TAG_BYTES = 16


def seal(text: str, *, field: str) -> str:
    """`text` encrypted with the current key, bound to `field`; another value each time."""
    key = keyring().encryption.current
    nonce = os.urandom(NONCE_BYTES)
    sealed = _encrypt(key, nonce, text.encode(), _bound(key, field))
    return f"{FORMAT}:{key.id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(value: str, *, field: str) -> str:
    """The text of a value sealed for the same `field`.

    Raises KeyMissing when its key is not in the keyring, SealBroken when it is not what was sealed.
    """
    key_id, raw = _parts(value, field)
    key = keyring().encryption.get(key_id)
    try:
        return _decrypt(key, raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(key, field)).decode()
    except (InvalidTag, ValueError):
        broken = SealBroken(f"{field}: a value sealed with key {key_id} was altered or belongs to another column")
    raise broken


def key_id_of(value: str, *, field: str) -> str:
    """The id of the key that `value` is sealed with: what a rotation looks for. Raises SealBroken."""
    return _parts(value, field)[0]


def _parts(value: str, field: str) -> tuple[str, bytes]:
    pieces = value.split(":")
    if len(pieces) != 3 or pieces[0] != FORMAT:
        raise SealBroken(f"{field}: holds a value that was never sealed; it was written past the application")
    try:
        raw = base64.b64decode(pieces[2], validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken(f"{field}: a value sealed with key {pieces[1][:16]!r} is cut or malformed")
    return pieces[1], raw


def _bound(key: Key, field: str) -> bytes:
    return f"{FORMAT}:{key.id}:{field}".encode()


def _encrypt(key: Key, nonce: bytes, data: bytes, bound: bytes) -> bytes:
    if key.algorithm == "AES-256-GCM":
        return _aes(key.secret).encrypt(nonce, data, bound)
    encryptor = Cipher(SM4(key.secret), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound)
    return encryptor.update(data) + encryptor.finalize() + encryptor.tag


@lru_cache(maxsize=4)  # to prepare a key costs more than to seal a name with it
def _aes(secret: bytes) -> AESGCM:
    return AESGCM(secret)


def _decrypt(key: Key, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    if key.algorithm == "AES-256-GCM":
        return _aes(key.secret).decrypt(nonce, sealed, bound)
    data, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(SM4(key.secret), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(bound)
    return decryptor.update(data) + decryptor.finalize()
