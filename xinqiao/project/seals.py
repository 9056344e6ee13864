"""Whether the keyring opens what the database holds: asked before a keyring is made, a backup, and by the doctor."""

from django.conf import settings
from django.db import connection

from xinqiao.vault.errors import KeyringUnusable
from xinqiao.vault.keys import ensure_keyring, keyring

# A sealed value begins with "v1:<key id>:".
KEY_IDS = """
    SELECT DISTINCT split_part(value, ':', 2) FROM cases_appellant, unnest(ARRAY[name, phone, address]) AS value
    WHERE value LIKE 'v1:%'
"""


def prepare_keyring() -> None:
    """Give a new installation its keyring. Raises KeyringUnusable where one is missing that data was sealed with."""
    if settings.KEYRING.exists():
        return
    if anything_sealed():
        keyring()  # tells what is missing and what to do
    ensure_keyring()


def anything_sealed() -> bool:
    """Whether there is any appellant; a database without tables has none."""
    if "cases_appellant" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM cases_appellant)")
        return bool(cursor.fetchone()[0])


def require_keys() -> None:
    """Raise KeyringUnusable unless the keyring holds every key that appellants' data names."""
    if not anything_sealed():
        return
    with connection.cursor() as cursor:
        cursor.execute(KEY_IDS)
        missing = {key_id for (key_id,) in cursor.fetchall()} - keyring().encryption.by_id.keys()
    if missing:
        named = ", ".join(sorted(key_id[:16] for key_id in missing))
        raise KeyringUnusable(
            f"{settings.KEYRING} holds no key {named}, which appellants' data is sealed with: "
            "put back the keyring of a backup"
        )
