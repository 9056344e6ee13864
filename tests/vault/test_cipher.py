"""Sealed text: opens with its key, in its column, as it was sealed - and in no other case."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinqiao.vault.cipher import key_id_of, seal, unseal
from xinqiao.vault.errors import KeyMissing, SealBroken, VaultError
from xinqiao.vault.index import blind_candidates, blind_index
from xinqiao.vault.keys import ensure_keyring, keyring, new_key

PHONE = "13800005678"


@pytest.fixture(autouse=True, params=["AES-256-GCM", "SM4-GCM"])
def algorithm(request, tmp_path_factory, settings) -> str:
    settings.KEYRING = tmp_path_factory.mktemp("keys") / "keyring.json"
    settings.VAULT_ALGORITHM = request.param
    ensure_keyring()
    return request.param


@pytest.mark.parametrize("text", [PHONE, "", "嘉峪关市新华南路😀", "x" * 10_000])
def test_what_is_sealed_opens_again(text):
    sealed = seal(text, field="cases.appellant.phone")
    assert not text or text not in sealed
    assert sealed.startswith(f"v1:{keyring().encryption.current.id}:")
    assert unseal(sealed, field="cases.appellant.phone") == text


def test_the_same_text_never_looks_the_same():
    assert seal(PHONE, field="phone") != seal(PHONE, field="phone")


def test_a_value_moved_to_another_column_does_not_open():
    with pytest.raises(SealBroken, match="name: a value sealed with key"):
        unseal(seal(PHONE, field="phone"), field="name")


@pytest.mark.parametrize("place", [-1, -5, 20, 30])
def test_an_altered_value_does_not_open(place):
    sealed = seal(PHONE, field="phone")
    place %= len(sealed)
    other = "A" if sealed[place] != "A" else "B"
    with pytest.raises(SealBroken):
        unseal(sealed[:place] + other + sealed[place + 1 :], field="phone")


@pytest.mark.parametrize("value", [PHONE, "v1:", "v1:abc:", "v1:abc:AAAA", "v2:abc:AAAA", "v1:abc:!!!!", ":::"])
def test_what_was_never_sealed_does_not_open(value):
    with pytest.raises(SealBroken) as raised:
        unseal(value, field="phone")
    assert PHONE not in str(raised.value)


def test_with_another_keyring_the_missing_key_is_named(tmp_path, settings):
    sealed = seal(PHONE, field="phone")
    settings.KEYRING = tmp_path / "other.json"
    ensure_keyring()
    with pytest.raises(KeyMissing, match=key_id_of(sealed, field="phone")):
        unseal(sealed, field="phone")


def test_a_key_swapped_under_its_id_does_not_open(algorithm, settings):
    sealed = seal(PHONE, field="phone")
    content = json.loads(settings.KEYRING.read_text())
    content["encryption"]["keys"][key_id_of(sealed, field="phone")] = new_key(algorithm)
    rewrite(settings.KEYRING, content)
    with pytest.raises(SealBroken):
        unseal(sealed, field="phone")


def test_old_values_open_after_a_rotation_and_new_ones_use_the_new_key(settings):
    old = seal(PHONE, field="phone")
    old_index = blind_index("phone", PHONE)
    content = json.loads(settings.KEYRING.read_text())
    for purpose, algorithm in (("encryption", "AES-256-GCM"), ("index", "HMAC-SHA256")):
        content[purpose]["keys"]["next"] = new_key(algorithm)
        content[purpose]["current"] = "next"
    rewrite(settings.KEYRING, content)
    assert unseal(old, field="phone") == PHONE
    assert key_id_of(seal(PHONE, field="phone"), field="phone") == "next"
    assert blind_index("phone", PHONE) != old_index
    assert blind_candidates("phone", PHONE) == [blind_index("phone", PHONE), old_index]


def test_equal_values_have_equal_indexes_and_kinds_are_kept_apart():
    assert blind_index("phone", PHONE) == blind_index("phone", PHONE)
    assert blind_index("phone", PHONE) != blind_index("identity", PHONE)
    assert blind_index("phone", PHONE) != blind_index("phone", "13800005679")
    assert len(blind_index("phone", PHONE)) == 41
    assert PHONE not in blind_index("phone", PHONE)


def test_nothing_has_no_index():
    with pytest.raises(ValueError, match="empty phone"):
        blind_index("phone", "")


@given(st.text(max_size=80))
def test_any_text_is_refused_without_being_shown(value):
    with pytest.raises(VaultError) as raised:
        unseal(value, field="phone")
    assert len(value) < 24 or value not in str(raised.value)


def rewrite(file, content) -> None:
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(content))
    draft.chmod(0o600)
    draft.replace(file)
