"""A platform of an earlier commit, with its people and cases, brought up to date by the program of today."""

import re
import warnings
from pathlib import Path

import pytest

from bench.installation import ROOT, Installation
from tests.upgrade import history
from xinqiao.project.embedded import Embedded

DEMO = {"XINQIAO_DEMO": "1"}


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The program before the last change of a migration; HEAD itself while there was no such change."""
    commits = history.commits_with_migrations()
    if history.has_new_migrations() and commits:
        return history.export(commits[0], tmp_path)
    if len(commits) > 1:
        return history.export(commits[1], tmp_path)
    warnings.warn(
        "upgrade: the history holds no earlier commit with migrations (the first one, or a shallow clone); "
        "the database is made by HEAD itself",
        stacklevel=1,
    )
    return history.export("HEAD", tmp_path)


def test_the_database_of_an_earlier_commit_is_brought_up_to_date_and_goes_on(earlier: Path) -> None:
    with Installation.temporary() as installation, Embedded(installation.data, installation.data / "run").attached():
        cases = filled_by(Installation(installation.data, earlier, DEMO))
        installation.run("migrate")
        assert f"{cases} cases checked, 0 faults" in installation.run("check")
        installation.run("city", "apply", str(ROOT / "cities" / "minimal"))
        installation.run("import", str(spreadsheet(installation.data / "messages.csv")))
        assert f"{cases + 1} cases checked, 0 faults" in installation.run("check")


def spreadsheet(path: Path) -> Path:
    """One message of an old system."""
    path.write_text("编号,姓名,电话,主题,详情\n1,白先生,13900008765,井盖松动,车辆经过时响声很大。\n", encoding="utf-8")
    return path


def filled_by(old: Installation) -> int:
    """Make the database as the old program does, with its own demo; how many cases it holds."""
    old.run("migrate")
    old.run("city", "apply", str(old.source / "cities" / "minimal"))
    old.run("demo", "people")
    old.run("demo", "cases")
    told = re.search(r"(\d+) cases checked, 0 faults", old.run("check"))
    assert told
    assert int(told.group(1)) > 0, "the demo of the earlier commit made no case"
    return int(told.group(1))
