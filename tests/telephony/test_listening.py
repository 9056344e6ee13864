"""The listener waits for what is away, says so once, and goes on by itself."""

import logging
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from xinqiao.telephony import cel, files, listening
from xinqiao.telephony.rows import COLUMNS


def test_a_trouble_is_said_once_and_its_end_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog, db):
    stop, answers = threading.Event(), iter([OperationalError("gone")] * 3 + [0])

    def take_in(path: Path, **given: object) -> int:
        answer = next(answers, None)
        if answer is None:
            stop.set()
            return 0
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(cel, "take_in", take_in)
    monkeypatch.setattr(listening, "RETRY_SECONDS", 0)
    monkeypatch.setattr(listening, "close_old_connections", lambda: None)
    monkeypatch.setattr(listening.connection, "close", lambda: None)
    with caplog.at_level(logging.WARNING):
        listening.listen(tmp_path / "Master.csv", stop)
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "gone" in caplog.text


def test_a_missing_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog, db):
    stop = threading.Event()
    monkeypatch.setattr(stop, "wait", lambda seconds: stop.set())
    monkeypatch.setattr(listening, "close_old_connections", lambda: None)
    listening.listen(tmp_path / "cel-custom" / "Master.csv", stop)
    assert f"{tmp_path / 'cel-custom'} is not there" in caplog.text


def test_files_written_twice_are_the_same(tmp_path: Path, capsys):
    call_command("phone", "files", str(tmp_path))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(before) == {"cel.conf", "cel_custom.conf"}
    capsys.readouterr()
    call_command("phone", "files", str(tmp_path))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert capsys.readouterr().out == ""


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("phone", "files", str(tmp_path / "nowhere"))


def test_the_record_has_a_column_for_each_that_is_read():
    assert len(files.CELLS) == COLUMNS
