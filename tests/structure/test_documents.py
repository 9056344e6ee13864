"""Documents that are drawn from the code are as fresh as the code, and what they refer to is there."""

import csv
import re
import shlex

import pytest
from django.core.management import get_commands, load_command_class

from tests.structure.house import ROOT
from xinqiao.project import cli
from xinqiao.project.management.commands.lifecycle import draw

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def test_the_drawing_of_the_lifecycle_is_fresh():
    assert (ROOT / "docs" / "lifecycle.md").read_text("utf-8") == draw(), "run: xinqiao lifecycle"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_document_refers_to_files_that_are_there(path):
    text = path.read_text("utf-8")
    linked = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    named = re.findall(r"`((?:xinqiao|cities|docs|bin|tests|bench)/[\w./-]+)`", text)
    missing = [target for target in linked if target and not (path.parent / target).exists()]
    missing += [target for target in named if not (ROOT / target.rstrip("/")).exists()]
    assert missing == []


def test_decisions_are_numbered_without_gaps_and_doubles():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


# Where a shell expects a command: `xinqiao`, with its path or as the guide's `$X`, and what follows up to the next one.
TYPED = re.compile(r"(?:^ {4}|&& |\$\()(?:[\w./-]*/)?(?:xinqiao|\$X) (.+?)(?= &&| +#|\)|$)", re.MULTILINE)
COMMANDS = [
    pytest.param(typed, id=f"{path.name}: {typed}") for path in DOCUMENTS for typed in TYPED.findall(path.read_text("utf-8"))
]  # fmt: skip


@pytest.mark.parametrize("typed", COMMANDS)
def test_what_a_document_types_of_xinqiao_is_a_command_that_there_is(typed, monkeypatch):
    """With arguments that parse; where the data lie is taken out before, as `xinqiao` does."""
    monkeypatch.setenv("XINQIAO_DATA", "")
    command, *arguments = cli._take_data_directory(shlex.split(typed))
    parser = load_command_class(get_commands()[command], command).create_parser("xinqiao", command)
    parser.parse_args(arguments)


def test_the_guides_tokens_are_of_the_demos_people():
    with (ROOT / "cities" / "minimal" / "roles.csv").open(encoding="utf-8-sig", newline="") as file:
        roles = {row["role"] for row in csv.DictReader(file)}
    guide = (ROOT / "docs" / "integrate.md").read_text("utf-8")
    issued = re.findall(r"\$X token issue demo-(\w+) ", guide)
    assert len(issued) == guide.count("$X token")
    assert set(issued) <= roles
