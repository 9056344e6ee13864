"""Whether the keyring opens what the database holds: asked before a keyring is made, a backup, and by the doctor."""

from django.conf import settings
from django.db import connection

from xinqiao.vault.errors import KeyringUnusable
from xinqiao.vault.keys import ensure_keyring, keyring

# A sealed value begins with "v1:<key id>:".
KEY_IDS = """
    SELECT DISTINCT split_part(value, ':', 2) FROM cases_appellant, unnest(ARRAY[name, phone, address]) AS value
    WHERE value LIKE 'v1:%'
    UNION SELECT split_part(secret, ':', 2) FROM people_secondfactor WHERE secret LIKE 'v1:%'
"""
# Table -> the question whether it holds anything sealed.
SEALED = {
    "cases_appellant": "SELECT EXISTS (SELECT FROM cases_appellant)",
    "people_secondfactor": "SELECT EXISTS (SELECT FROM people_secondfactor)",
}


def prepare_keyring() -> None:
    """Give a new installation its keyring. Raises KeyringUnusable where one is missing that data was sealed with."""
    if settings.KEYRING.exists():
        return
    if anything_sealed():
        keyring()  # tells what is missing and what to do
    ensure_keyring()


def anything_sealed() -> bool:
    """Whether there is any appellant or second factor; a database without tables has none."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for question in (SEALED[table] for table in SEALED if table in tables):
            cursor.execute(question)
            if cursor.fetchone()[0]:
                return True
    return False


def require_keys() -> None:
    """Raise KeyringUnusable unless the keyring holds every key that sealed data names."""
    if not anything_sealed():
        return
    with connection.cursor() as cursor:
        cursor.execute(KEY_IDS)
        missing = {key_id for (key_id,) in cursor.fetchall()} - keyring().encryption.by_id.keys()
    if missing:
        named = ", ".join(sorted(key_id[:16] for key_id in missing))
        raise KeyringUnusable(
            f"{settings.KEYRING} holds no key {named}, which data here is sealed with: put back the keyring of a backup"
        )
