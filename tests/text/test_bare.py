"""A message in a log keeps its sense and loses whatever may be somebody's data."""

import pytest

from xinqiao.text.bare import bare


@pytest.mark.parametrize(
    "message",
    [
        "13900004321",
        "139 0000 4321",
        "0937-8123456",
        "62020119800101123X",
        "郝先生",
        'invalid input syntax for type integer: "Hao Ming"',
        "KeyError: 'Hao Ming'",
        "Key (name)=(Hao Ming) already exists.",
        "hao.ming@example.org",
        "号码：１３９００００４３２１",
    ],
)
def test_what_may_be_data_is_hidden(message: str):
    hidden = bare(message)
    assert "…" in hidden
    for part in ("Hao", "13900004321", "4321", "8123456", "19800101", "郝先生", "先生", "hao", "４３２１"):
        assert part not in hidden


@pytest.mark.parametrize(
    "message",
    [
        "outbox: case:17 register failed (attempt 3)",
        "the database does not answer after 60 s",
        "cannot listen on 127.0.0.1:12345",
        "File /srv/hotline/keys/keyring.json is missing: run xinqiao migrate",
    ],
)
def test_what_an_operator_needs_stays(message: str):
    assert bare(message) == message
