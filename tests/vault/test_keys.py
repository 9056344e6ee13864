"""The keyring: made once, kept from others, rotated without a restart."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.utils import timezone

from xinqiao.vault import keys, turning
from xinqiao.vault.errors import KeyMissing, KeyringUnusable
from xinqiao.vault.keys import ensure_keyring, keyring, new_key


@pytest.fixture(autouse=True)
def file(tmp_path, settings) -> Path:
    settings.KEYRING = tmp_path / "keys" / "keyring.json"
    ensure_keyring()
    return settings.KEYRING


def test_it_is_made_for_its_owner_alone(file):
    ring = keyring()
    assert ring.encryption.current.algorithm == "AES-256-GCM"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert keyring() == ring
    assert [entry.name for entry in file.parent.iterdir()] == ["keyring.json"]


def test_two_that_start_together_use_the_same_keys(file):
    file.unlink()

    def start(_: int) -> str:
        ensure_keyring()
        return keyring().encryption.current.id

    with ThreadPoolExecutor(4) as pool:
        rings = list(pool.map(start, range(16)))
    assert len(set(rings)) == 1


def test_a_missing_one_is_told_and_never_replaced_by_use(file):
    file.unlink()
    with pytest.raises(KeyringUnusable, match="put back the one of a backup"):
        keyring()
    assert not file.exists()


def test_one_that_is_there_is_left_as_it_is(file):
    before = file.read_text()
    ensure_keyring()
    assert file.read_text() == before


def test_the_algorithm_of_a_new_keyring_is_a_setting(file, settings):
    file.unlink()
    settings.VAULT_ALGORITHM = "SM4-GCM"
    ensure_keyring()
    assert keyring().encryption.current.algorithm == "SM4-GCM"


def test_a_changed_file_is_seen_at_once(file):
    before = keyring().encryption.current.id
    content = json.loads(file.read_text())
    content["encryption"]["keys"]["new"] = new_key("SM4-GCM")
    content["encryption"]["current"] = "new"
    replace(file, content)
    assert keyring().encryption.current.id == "new"
    assert keyring().encryption.get(before).algorithm == "AES-256-GCM"


def test_a_file_edited_in_place_is_seen_too(file):
    keyring()
    content = json.loads(file.read_text())
    content["index"]["keys"]["new"] = new_key("HMAC-SHA256")
    content["index"]["current"] = "new"
    file.write_text(json.dumps(content))
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 1))
    assert keyring().index.current.id == "new"


def test_a_file_that_others_can_read_is_refused(file):
    keyring()
    file.chmod(0o640)
    with pytest.raises(KeyringUnusable, match="chmod 600"):
        keyring()


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.pop("index"),
        lambda content: content["encryption"].update(current="gone"),
        lambda content: content.update(version=2),
        lambda content: next(iter(content["encryption"]["keys"].values())).update(key="c2hvcnQ="),
        lambda content: next(iter(content["encryption"]["keys"].values())).update(key="not base64!"),
        lambda content: next(iter(content["encryption"]["keys"].values())).update(algorithm="ROT13"),
        lambda content: content.update(encryption=[]),
    ],
)
def test_a_damaged_keyring_is_refused_without_showing_a_key(file, damage):
    keyring()
    content = json.loads(file.read_text())
    secrets = [entry["key"] for part in ("encryption", "index") for entry in content[part]["keys"].values()]
    damage(content)
    replace(file, content)
    with pytest.raises(KeyringUnusable, match="not a keyring") as raised:
        keyring()
    assert not any(secret in str(raised.value) for secret in secrets)
    assert raised.value.__cause__ is None
    assert raised.value.__context__ is None


def test_what_is_no_json_is_refused(file):
    file.write_text("{half")
    file.chmod(0o600)
    with pytest.raises(KeyringUnusable, match="put back the one of a backup"):
        keyring()


def test_a_missing_key_is_named():
    with pytest.raises(KeyMissing, match="no key 'elsewhere'"):
        keyring().encryption.get("elsewhere")


def test_no_secret_in_a_printed_key():
    assert keyring().encryption.current.secret.hex()[:8] not in repr(keyring())
    assert "secret" not in repr(keyring())


def test_unknown_algorithms_make_no_key():
    with pytest.raises(ValueError, match="ROT13"):
        keys.new_key("ROT13")


def replace(file: Path, content: dict) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(content))
    draft.chmod(0o600)
    os.replace(draft, file)


def test_a_batch_goes_by_one_keyring_and_the_next_one_by_the_new():
    before = keyring()
    with keys.held():
        turning.turn("encryption", turning.add("encryption"), now=timezone.now())
        assert keyring() == before
    assert keyring().encryption.current != before.encryption.current


def test_a_batch_that_failed_holds_no_keyring(file):
    with pytest.raises(ZeroDivisionError), keys.held():
        raise ZeroDivisionError
    file.unlink()
    with pytest.raises(KeyringUnusable):
        keyring()
