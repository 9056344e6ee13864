"""Documents that are drawn from the code are as fresh as the code, and what they refer to is there."""

import re

import pytest

from tests.structure.house import ROOT
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
