"""A sealed backup opens with its passphrase, whole and from any place; anything else about it does not open."""

import io
import os
from pathlib import Path

import pytest

from xinqiao.project import envelope
from xinqiao.project.envelope import CHUNK, HEAD, TAG_BYTES, EnvelopeError, Opened, Sealing

PHRASE = "the passphrase of the test"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "COST", 2**4)


def sealed(content: bytes) -> bytes:
    file = io.BytesIO()
    with Sealing(file, PHRASE) as sealing:
        for start in range(0, len(content), 1000):
            sealing.write(content[start : start + 1000])
    return file.getvalue()


def opened(text: bytes, phrase: str = PHRASE) -> bytes:
    return io.BufferedReader(Opened(io.BytesIO(text), phrase)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_what_was_sealed_comes_out_again(size: int):
    content = os.urandom(size)
    text = sealed(content)
    assert opened(text) == content
    reader = io.BufferedReader(Opened(io.BytesIO(text), PHRASE))
    reader.seek(size // 2)
    assert reader.read() == content[size // 2 :]


def test_nothing_of_it_can_be_read_without():
    text = sealed(b"keyring" * 100)
    assert b"keyring" not in text
    with pytest.raises(EnvelopeError, match="passphrase is wrong"):
        opened(text, "another passphrase")


def spoil(text: bytes, how: str) -> bytes:
    step = CHUNK + TAG_BYTES
    first, second = text[HEAD : HEAD + step], text[HEAD + step : HEAD + 2 * step]
    return {
        "altered": text[:-40] + bytes([text[-40] ^ 1]) + text[-39:],
        "cut within a chunk": text[:-100],
        "cut between chunks": text[: HEAD + 2 * step],
        "swapped": text[:HEAD] + second + first + text[HEAD + 2 * step :],
        "one left out": text[:HEAD] + text[HEAD + step :],
    }[how]


@pytest.mark.parametrize("how", ["altered", "cut within a chunk", "cut between chunks", "swapped", "one left out"])
def test_a_damaged_one_does_not_open(how: str):
    text = sealed(os.urandom(2 * CHUNK + 500))
    with pytest.raises(EnvelopeError):
        opened(spoil(text, how))


@pytest.mark.parametrize(("content", "mode", "why"), [("short\n", 0o600, "at least 12"), ("", 0o600, "at least 12"),
                                                      (PHRASE, 0o644, "chmod 600")])  # fmt: skip
def test_a_passphrase_that_protects_nothing_is_refused(tmp_path: Path, content: str, mode: int, why: str):
    file = tmp_path / "phrase"
    file.write_text(content)
    file.chmod(mode)
    with pytest.raises(EnvelopeError, match=why):
        envelope.read_passphrase(file)


def test_a_missing_passphrase_is_named(tmp_path: Path):
    with pytest.raises(EnvelopeError, match="nowhere"):
        envelope.read_passphrase(tmp_path / "nowhere")
