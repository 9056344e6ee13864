"""The command line: finds its data, brings its database, takes it away again."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from xinqiao.project import cli
from xinqiao.project.embedded import Embedded
from xinqiao.project.processes import living_in

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize("arguments", [["--data", "{}", "migrate"], ["migrate", "--data={}"]])
def test_the_data_directory_may_be_named_anywhere(
    arguments: list[str], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINQIAO_DATA", "/nowhere")
    rest = cli._take_data_directory([argument.format(place) for argument in arguments])
    assert rest == ["migrate"]
    assert os.environ["XINQIAO_DATA"] == str(place)


def test_a_missing_directory_is_asked_for() -> None:
    with pytest.raises(SystemExit, match="--data DIR"):
        cli._take_data_directory(["migrate", "--data"])


@pytest.mark.parametrize("arguments", [["help"], ["version"], ["migrate", "--help"], []])
def test_help_needs_no_database(arguments: list[str], xinqiao: Run, place: Path) -> None:
    done = xinqiao(*arguments)
    assert done.returncode == 0, done.stderr
    assert not (place / "data" / "db").exists()


def test_a_command_brings_the_database_and_takes_it_away(xinqiao: Run, database: Embedded) -> None:
    done = xinqiao("showmigrations", "contenttypes")
    assert "[ ] 0001_initial" in done.stdout, done.stderr
    assert database.directory.exists()
    assert living_in(database.directory) == []


def test_a_command_leaves_a_database_alone_that_others_use(xinqiao: Run, database: Embedded) -> None:
    with database.attached():
        assert xinqiao("showmigrations", "contenttypes").returncode == 0
        assert database.answers()


def test_a_data_directory_that_cannot_be_used_is_named_in_one_line(xinqiao: Run, place: Path) -> None:
    (place / "file").touch()
    done = xinqiao("migrate", data=place / "file" / "data")
    assert done.returncode == 1
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr
