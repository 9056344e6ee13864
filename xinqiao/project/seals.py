"""Whether the keyring opens what the database holds: asked before a keyring is made, a backup, and by the doctor."""

from django.conf import settings

from xinqiao.vault.columns import used
from xinqiao.vault.errors import KeyringUnusable
from xinqiao.vault.keys import ensure_keyring, keyring


def prepare_keyring() -> None:
    """Give a new installation its keyring. Raises KeyringUnusable where one is missing that data was sealed with."""
    if settings.KEYRING.exists():
        return
    if anything_sealed():
        keyring()  # tells what is missing and what to do
    ensure_keyring()


def anything_sealed() -> bool:
    """Whether there is any sealed value; a database without tables has none."""
    return bool(used("encryption"))


def require_keys() -> None:
    """Raise KeyringUnusable unless the keyring holds every key that sealed data names."""
    if lost := _lost("encryption"):
        raise KeyringUnusable(
            f"{settings.KEYRING} holds no key {lost}, which data here is sealed with: put back the keyring of a backup"
        )


def lost_indexes() -> str:
    """The index keys that rows name and the keyring lacks: nobody is found by those rows until they are renewed."""
    return _lost("index")


def _lost(purpose: str) -> str:
    carried = used(purpose)
    known = getattr(keyring(), purpose).by_id.keys() if carried else set()
    return ", ".join(sorted(key_id[:16] for key_id in carried.keys() - known))
